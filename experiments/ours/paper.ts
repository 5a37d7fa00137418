import type { Paper } from '../experiment.js';

/** What nobody has published: this project's own figures, shown as a paper's are. */
export const paper: Paper = {
  key: 'ours',
  authors: 'this project',
  year: 2026,
  title: 'Bytes, time and variance of the same gradient',
};
