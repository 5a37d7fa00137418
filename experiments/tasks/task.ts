/** Entries with their shape, outside of any arena: `tensor(values, { shape })` brings them in. */
export interface Data<Values extends Float32Array | Int32Array = Float32Array | Int32Array> {
  readonly values: Values;
  readonly shape: readonly number[];
}

/** A source of batches. Batch `index` depends on the task's seed and the index alone, so that it can be had again. */
export interface Task<Batch> {
  readonly name: string;
  readonly source: string;
  batch(index: number): Batch;
}

/** @throws {RangeError} if a count is not a whole number of at least 1 */
export function requireCounts(task: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new RangeError(`${task}: ${name} is ${count}; a whole number of at least 1 is needed`);
  }
}

/** @throws {RangeError} if `index` is not a whole number of at least 0 */
export function requireIndex(task: string, index: number): void {
  if (Number.isSafeInteger(index) && index >= 0) return;
  throw new RangeError(`${task}: the batch asked for is ${index}; batches are numbered 0, 1, 2 and so on`);
}
