import type { Paper } from '../experiment.js';

export const paper: Paper = {
  key: 'chen-2016',
  authors: 'Chen, Xu, Zhang & Guestrin',
  year: 2016,
  title: 'Training deep nets with sublinear memory cost',
  doi: '10.48550/arXiv.1604.06174',
};
