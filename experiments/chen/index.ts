import type { AnyExperiment } from '../experiment.js';
import { memory } from './memory.js';

/** The experiments of Chen et al., in the order in which they are shown. */
export const experiments = [memory] as unknown as readonly AnyExperiment[];
