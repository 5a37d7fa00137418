import type { AnyExperiment } from '../experiment.js';
import { control } from './control.js';
import { pebbles } from './pebbles.js';
import { slowdown } from './slowdown.js';
import { split } from './split.js';
import { staircase } from './staircase.js';

/** The experiments of Griewank & Walther, in the order in which they are shown. */
export const experiments = [
  pebbles,
  slowdown,
  staircase,
  split,
  control,
] as unknown as readonly AnyExperiment[];
