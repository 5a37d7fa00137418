import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bitsVersion, mean, ones, Tape } from '../src/index.js';
import { accepted, digestsNow, type GoldenBits } from './support/bits.js';

const golden: GoldenBits = JSON.parse(readFileSync(new URL('bits.json', import.meta.url), 'utf8'));

test('no program gives other bits than those of this version: if that is meant, raise bitsVersion and run npm run bits', () => {
  // A program that is new has none yet.
  expect({ bitsVersion, digests: digestsNow() }).toMatchObject(golden);
});

test('a report says of which version its bits are', () => {
  expect(new Tape().gradient(mean, ones([2])).report.bitsVersion).toBe(bitsVersion);
});

test('bits that change are accepted with a version that is raised, and not without', () => {
  const before = { bitsVersion: 2, digests: { a: '1', b: '2', c: '3' } };
  const changed = { a: '1', b: '5', c: '6', d: '4' };
  expect(() => accepted(before, { bitsVersion: 2, digests: changed })).toThrow(
    new Error(
      'bits: b; c changed, and bitsVersion is 2 and was 2; if that is meant, raise it in src/tape/bitsVersion.ts and say ' +
        'why, then run npm run bits',
    ),
  );
  expect(() => accepted(before, { bitsVersion: 1, digests: changed })).toThrow('bitsVersion is 1 and was 2');
  expect(accepted(before, { bitsVersion: 3, digests: changed })).toEqual({
    bitsVersion: 3,
    digests: changed,
  });
  const more = { bitsVersion: 2, digests: { ...before.digests, d: '4' } };
  expect(accepted(before, more)).toBe(more);
  expect(() => accepted(more, before)).toThrow('bits: d changed');
});
