import type { Paper } from '../experiment.js';

export const paper: Paper = {
  key: 'siskind-pearlmutter-2017',
  authors: 'Siskind & Pearlmutter',
  year: 2017,
  title: 'Divide-and-conquer checkpointing for arbitrary programs with no user annotation',
  doi: '10.48550/arXiv.1708.06799',
};
