import type { AnyExperiment } from '../experiment.js';
import { claim } from './claim.js';
import { cost } from './cost.js';
import { mixing } from './mixing.js';
import { time } from './time.js';

/** The experiments of Gruslys et al., in the order in which they are shown. */
export const experiments = [cost, mixing, time, claim] as unknown as readonly AnyExperiment[];
