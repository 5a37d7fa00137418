import seedrandom from 'seedrandom';
import { checkKind } from '../arguments/options.js';
import { shown, shownList } from '../arguments/shown.js';

/** 64 bits that say which random numbers: two unsigned 32-bit halves. */
export type RandomKey = readonly [low: number, high: number];

/** A stream of keys that can be saved and continued. */
export interface RandomStream {
  /** The next key; every tensor that is filled takes one. */
  key(): RandomKey;
  /** The next number in [0, 1). */
  number(): number;
  /** What `randomStream` continues from. */
  state(): seedrandom.State.Alea;
}

/**
 * A stream of random keys from a seed, by the alea generator of `seedrandom`.
 *
 * @example
 * const stream = randomStream('experiment 1');
 * const W = normal([128, 128], { key: stream.key(), deviation: 0.1 });
 */
export function randomStream(seed: string | number, state?: seedrandom.State.Alea): RandomStream {
  return streamOf('randomStream', seed, state);
}

function streamOf(where: string, seed: string | number, state?: seedrandom.State.Alea): RandomStream {
  checkKind(where, 'seed', seed, 'seed');
  if (state !== undefined)
    checkKind(where, 'state', state, 'object', 'what a stream gave as its state() is needed');
  const generator = seedrandom.alea(String(seed), { state: state ?? true });
  const half = (): number => generator.int32() >>> 0;
  return {
    key: () => [half(), half()],
    number: () => generator.quick(),
    state: () => generator.state(),
  };
}

/** The key of a seed. */
export function keyOf(seed: string | number): RandomKey {
  return streamOf('keyOf', seed).key();
}

/** The key at a place under another key: a step of a scan, an operation in a step. */
export function keyAt(key: RandomKey, place: number): RandomKey {
  const [low, high] = checkedKey('keyAt', key);
  if (!isHalf(place))
    throw new RangeError(`keyAt: place is ${shown(place)}; a whole number from 0 to 4294967295 is needed`);
  const a = mixed((low ^ Math.imul(place | 0, 0x9e3779b1)) >>> 0);
  const b = mixed((high ^ a) >>> 0);
  return [mixed((a + b) >>> 0), b];
}

export function checkedKey(where: string, key: RandomKey): RandomKey {
  if (Array.isArray(key) && key.length === 2 && key.every(isHalf)) return key;
  throw new RangeError(
    `${where}: key is ${inWords(key)}; a pair of unsigned 32-bit numbers is needed, such as ` +
      `randomStream('seed').key()`,
  );
}

function inWords(key: unknown): string {
  return Array.isArray(key) ? shownList(key) : shown(key);
}

function isHalf(value: unknown): boolean {
  return typeof value === 'number' && value >>> 0 === value;
}

// The finaliser of MurmurHash3: every input bit moves every output bit, and no two inputs meet.
function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
