import type { AnyExperiment } from '../experiment.js';
import { composition } from './composition.js';
import { resident } from './resident.js';
import { trade } from './trade.js';

/** Our own experiments, in the order in which they are shown. */
export const experiments = [trade, resident, composition] as unknown as readonly AnyExperiment[];
