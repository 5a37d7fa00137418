import type { Keep } from '../../src/index.js';
import { project, sample } from '../../src/randomized/index.js';
import { leadingHalf } from './leading.js';

/** Every form in which residuals can wait but the exact one: a new one is tested by being listed. */
export const keeps: readonly Keep[] = [
  leadingHalf(),
  leadingHalf({ signal: true }),
  sample({ fraction: 0.5 }),
  sample({ fraction: 0.1, replace: true, signal: true }),
  sample({ fraction: 0.5, perExample: true, signal: true }),
  sample({ fraction: 0.5, replace: true, perExample: true }),
  sample({ fraction: 1, signal: true }),
  project({ fraction: 0.5 }),
  project({ fraction: 0.3, signal: true }),
];
