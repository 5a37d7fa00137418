import type { Paper } from '../experiment.js';

export const paper: Paper = {
  key: 'griewank-walther-2000',
  authors: 'Griewank & Walther',
  year: 2000,
  title:
    'Algorithm 799: revolve: an implementation of checkpointing for the reverse or adjoint mode of computational differentiation',
  doi: '10.1145/347837.347846',
};
