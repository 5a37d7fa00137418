import type { AnyExperiment } from '../experiment.js';

export const experiments: readonly AnyExperiment[] = [];
