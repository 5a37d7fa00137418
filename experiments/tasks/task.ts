import type { TypedArray } from '../../src/array/dtype.js';

/** Entries with their shape, outside of any arena: `tensor(values, { shape })` brings them in. */
export interface Data {
  readonly values: TypedArray;
  readonly shape: readonly number[];
}

/** A source of batches. Batch `index` depends on the task's seed and the index alone, so that it can be had again. */
export interface Task<Batch> {
  readonly name: string;
  readonly source: string;
  batch(index: number): Batch;
}
