import { isFloat, type TypedArray } from './dtype.js';
import type { Tensor } from './tensor.js';

/** A number that is none, as JavaScript prints it. */
export type NotFinite = 'NaN' | 'Infinity' | '-Infinity';

/** What among the entries of a tensor is not finite: NaN, if there is one; else the first infinite one. */
export function notFiniteIn(x: Tensor): NotFinite | undefined {
  const { arena, dtype } = x;
  if (!isFloat(dtype)) return undefined;
  if (arena === undefined) return x.values === undefined ? undefined : firstIn(x.values);
  if (arena.measuring) return undefined;
  const sum = arena.memory.kernels[dtype].sumOfSquares(x.size, x.pointer);
  // Squares of finite float64 numbers may overflow: then only looking at them tells.
  return Number.isFinite(sum) ? undefined : firstIn(arena.memory.view(dtype, x.pointer, x.size));
}

function firstIn(entries: TypedArray): NotFinite | undefined {
  let found: NotFinite | undefined;
  for (const entry of entries) {
    if (Number.isNaN(entry)) return 'NaN';
    if (!Number.isFinite(entry)) found ??= entry > 0 ? 'Infinity' : '-Infinity';
  }
  return found;
}
