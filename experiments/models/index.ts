import { elman } from './elman.js';
import { gru } from './gru.js';
import { irnn } from './irnn.js';
import { lstm } from './lstm.js';

/** Every model: what the tests and the experiments iterate over. */
export const models = { elman, irnn, gru, lstm };
