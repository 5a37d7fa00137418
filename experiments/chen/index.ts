import type { AnyExperiment } from '../experiment.js';
import { memory } from './memory.js';
import { time } from './time.js';

/** The experiments of Chen et al., in the order in which they are shown. */
export const experiments = [memory, time] as unknown as readonly AnyExperiment[];
