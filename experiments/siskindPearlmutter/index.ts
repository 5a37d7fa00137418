import type { AnyExperiment } from '../experiment.js';
import { irregular } from './irregular.js';

/** The experiments of Siskind & Pearlmutter, in the order in which they are shown. */
export const experiments = [irregular] as unknown as readonly AnyExperiment[];
