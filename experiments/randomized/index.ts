import type { AnyExperiment } from '../experiment.js';
import { composition, publishedComposition } from './composition.js';
import { pde, publishedPde } from './pde.js';
import { table1 } from './table1.js';
import { publishedTraining, training } from './training.js';

/** The experiments of randomized differentiation, in the order in which they are shown. */
export const experiments = [
  table1,
  composition,
  publishedComposition,
  training,
  publishedTraining,
  pde,
  publishedPde,
] as unknown as readonly AnyExperiment[];
