import type { Paper } from '../experiment.js';

export const paper: Paper = {
  key: 'oktay-2021',
  authors: 'Oktay, McGreivy, Aduol, Beatson & Adams',
  year: 2021,
  title: 'Randomized automatic differentiation',
  doi: '10.48550/arXiv.2007.10412',
};

export const fractions = [1, 0.8, 0.5, 0.3, 0.1, 0.05] as const;

export type Network = 'fully connected' | 'RNN';

/** Table 1: peak memory with weights at a batch of 150, in MB of 10^6 bytes, which the paper calculated by hand. */
export const table1: Readonly<Record<Network, Readonly<Record<string, number>>>> = {
  'fully connected': { 1: 2.69, 0.8: 2.51, 0.5: 2.21, 0.3: 2.0, 0.1: 1.8, 0.05: 1.75 },
  RNN: { 1: 47.93, 0.8: 39.98, 0.5: 25.85, 0.3: 16.43, 0.1: 7.01, 0.05: 4.66 },
};
