import { readFileSync, writeFileSync } from 'node:fs';
import type { Data } from '../tasks/task.js';

type Batch = Readonly<Record<string, Data>>;

/** Writes a batch where measuring processes find it, so that none has to read the whole data set. */
export function writeBatch(path: string, batch: Batch): void {
  const parts = Object.entries(batch).map(([name, { values, shape }]) => ({
    name,
    shape,
    dtype: values instanceof Int32Array ? 'int32' : 'float32',
    base64: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
  }));
  writeFileSync(path, JSON.stringify(parts));
}

export function readBatch(path: string): Batch {
  const parts: { name: string; shape: number[]; dtype: string; base64: string }[] = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return Object.fromEntries(
    parts.map(({ name, shape, dtype, base64 }) => {
      const bytes = Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
      return [name, { shape, values: dtype === 'int32' ? new Int32Array(bytes) : new Float32Array(bytes) }];
    }),
  );
}
