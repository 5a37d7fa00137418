import type { Paper } from '../experiment.js';

export const paper: Paper = {
  key: 'gruslys-2016',
  authors: 'Gruslys, Munos, Danihelka, Lanctot & Graves',
  year: 2016,
  title: 'Memory-efficient backpropagation through time',
  doi: '10.48550/arXiv.1606.03401',
};
