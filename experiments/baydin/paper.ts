import type { Paper } from '../experiment.js';

export const paper: Paper = {
  key: 'baydin-2018',
  authors: 'Baydin, Pearlmutter, Radul & Siskind',
  year: 2018,
  title: 'Automatic differentiation in machine learning: a survey',
};
