import type { Keep } from '../../src/index.js';
import { leadingHalf } from './leading.js';

/** Every form in which residuals can wait but the exact one: a new one is tested by being listed. */
export const keeps: readonly Keep[] = [leadingHalf(), leadingHalf({ signal: true })];
