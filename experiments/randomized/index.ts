import type { AnyExperiment } from '../experiment.js';
import { composition } from './composition.js';
import { pde } from './pde.js';
import { table1 } from './table1.js';
import { training } from './training.js';

/** The experiments of randomized differentiation, in the order in which they are shown. */
export const experiments = [table1, composition, training, pde] as unknown as readonly AnyExperiment[];
