import { expect, test } from 'vitest';
import { keyAt, keyOf, type RandomKey, randomStream } from '../../src/array/random.js';

test('a stream is a function of its seed', () => {
  const keys = (seed: string | number): RandomKey[] => {
    const stream = randomStream(seed);
    return [stream.key(), stream.key(), stream.key()];
  };
  expect(keys('a')).toEqual(keys('a'));
  expect(keys(7)).toEqual(keys('7'));
  expect(keys('a')).not.toEqual(keys('b'));
  expect(keyOf('a')).toEqual(keys('a')[0]);
});

test('a stream goes on from a state that was saved', () => {
  const stream = randomStream('a');
  stream.key();
  stream.number();
  const saved = JSON.parse(JSON.stringify(stream.state()));
  const next = [stream.key(), stream.number(), stream.key()];
  const again = randomStream('whatever', saved);
  expect([again.key(), again.number(), again.key()]).toEqual(next);
});

test('numbers lie in [0, 1) and keys are pairs of unsigned 32-bit numbers', () => {
  const stream = randomStream('range');
  for (let draw = 0; draw < 1000; draw += 1) {
    const number = stream.number();
    expect(number >= 0 && number < 1).toBe(true);
    for (const half of stream.key()) expect(half >>> 0).toBe(half);
  }
});

test('every place under a key has a key of its own', () => {
  const keys = new Set<string>();
  for (const seed of ['a', 'b'])
    for (let place = 0; place < 20_000; place += 1) keys.add(keyAt(keyOf(seed), place).join());
  // 40,000 keys of 64 bits meet with a probability of 40,000² / 2^65 < 1e-10.
  expect(keys.size).toBe(40_000);
});

test('one bit of a key or a place moves about half of the bits', () => {
  const [low, high] = keyOf('avalanche');
  let moved = 0;
  const trials = 64;
  for (let bit = 0; bit < 32; bit += 1) {
    moved += distance(keyAt([(low ^ (1 << bit)) >>> 0, high], 5), keyAt([low, high], 5));
    moved += distance(keyAt([low, high], (1 << bit) >>> 0), keyAt([low, high], 0));
  }
  // 64 trials of 64 fair bits deviate from 2048 by √(64 * 64 / 4) = 32; five deviations for a fixed key.
  expect(Math.abs(moved - trials * 32)).toBeLessThan(5 * 32);
});

function distance(a: RandomKey, b: RandomKey): number {
  return bitsOf(a[0] ^ b[0]) + bitsOf(a[1] ^ b[1]);
}

function bitsOf(word: number): number {
  return (word >>> 0).toString(2).replaceAll('0', '').length;
}
