import { expect, test } from 'vitest';
import { heapFlags } from '../../../bench/gate/heap.js';
import { runChild } from '../../../experiments/harness/child.js';

test('the heap that a step takes is measured, and a list that every step makes more is seen', async () => {
  const plain = await bytesPerStep({ isPlanted: false });
  const planted = await bytesPerStep({ isPlanted: true });
  expect(plain).toHaveLength(2);
  // A list of 1000 small integers takes 4 bytes for each where pointers are compressed, or else 8, and every step is asked
  // for once at least; what a step takes without it varies by less than a thousand bytes.
  expect(Math.min(...planted) - Math.max(...plain)).toBeGreaterThan(3000);
});

async function bytesPerStep(argument: { readonly isPlanted: boolean }): Promise<readonly number[]> {
  const script = new URL('./children/heap.ts', import.meta.url);
  const options = { script, argument, timeoutMs: 60_000, nodeFlags: heapFlags };
  const outcome = await runChild<readonly number[]>(options);
  if (outcome.kind !== 'finished') throw new Error(outcome.kind);
  return outcome.result;
}
