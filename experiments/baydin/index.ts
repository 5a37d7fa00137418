import type { AnyExperiment } from '../experiment.js';
import { gradientCost } from './gradientCost.js';

/** The experiments of Baydin et al., in the order in which they are shown. */
export const experiments = [gradientCost] as unknown as readonly AnyExperiment[];
