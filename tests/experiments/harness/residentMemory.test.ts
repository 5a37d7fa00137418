import { platform } from 'node:os';
import { expect, test } from 'vitest';
import { runChild } from '../../../experiments/harness/child.js';
import { measurePeakResident, type PeakResident } from '../../../experiments/harness/residentMemory.js';

const script = new URL('../../support/children/resident.ts', import.meta.url);
const mebibyte = 2 ** 20;

async function peakOf(touchedBytes: number): Promise<PeakResident> {
  const outcome = await runChild<PeakResident>({ script, argument: { touchedBytes }, timeoutMs: 60_000 });
  if (outcome.kind !== 'finished') throw new Error(`the child ended as ${outcome.kind}`);
  return outcome.result;
}

test('memory that was touched and let go again is in the peak', async () => {
  const { peakResidentBytes, startResidentBytes, span } = await peakOf(200 * mebibyte);
  expect(peakResidentBytes - startResidentBytes).toBeGreaterThan(190 * mebibyte);
  // Node's own heap may grow by a few MiB meanwhile; what came before the measurement must not be counted.
  if (span === 'since start') expect(peakResidentBytes - startResidentBytes).toBeLessThan(230 * mebibyte);
});

test('a second measurement does not remember the peak of the first', () => {
  const first = measurePeakResident();
  new Uint8Array(64 * mebibyte).fill(1);
  const before = first();
  if (before.span === 'lifetime') return;
  expect(before.peakResidentBytes - before.startResidentBytes).toBeGreaterThan(60 * mebibyte);
  const { peakResidentBytes, startResidentBytes } = measurePeakResident()();
  expect(peakResidentBytes - startResidentBytes).toBeLessThan(16 * mebibyte);
});

test('the span says which instrument was used', () => {
  const { span, startResidentBytes, peakResidentBytes } = measurePeakResident()();
  if (platform() !== 'linux') expect(span).toBe('lifetime');
  expect(startResidentBytes).toBeGreaterThan(10 * mebibyte);
  expect(peakResidentBytes).toBeGreaterThan(10 * mebibyte);
});
