import { zip } from '../../array/elementwise.js';
import { type Binary, binary } from './define.js';

/** 1 where a > b, 0 elsewhere. */
export const greater: Binary = binary({ name: 'greater', primal: ([a, b]) => zip('greater', a, b) });

/** 1 where a >= b, 0 elsewhere. */
export const greaterOrEqual: Binary = binary({
  name: 'greaterOrEqual',
  primal: ([a, b]) => zip('greaterOrEqual', a, b),
});

/** 1 where a = b, 0 elsewhere. */
export const equal: Binary = binary({ name: 'equal', primal: ([a, b]) => zip('equal', a, b) });
