// Samples of k of d indices, drawn a piece at a time. The words of set r have the counters (0, r, 1, 0), (1, r, 1, 0) ...
import { philox, word } from './philox';

// Bits of `kind`.
export const REPLACE: u32 = 1;
export const PER_ROW: u32 = 2;

// How many indices are drawn at once, and how large a d may be for its set to be drawn as bits.
const CHUNK: usize = 1024;
const MOST_BITS: usize = 65536;
const indices = memory.data(4096, 16);
// All 0 between sets.
const bits = memory.data(8192, 16);

// @ts-ignore: decorator
@inline function below(w: u32, limit: u32): u32 {
  return <u32>((<u64>w * limit) >> 32);
}

// @ts-ignore: decorator
@inline export function index(s: usize): usize {
  return load<u32>(indices + 4 * s);
}

/** Writes the next indices of a set, of which `first` were written before, and says how many. */
export function draw(set: u32, first: usize, d: u32, k: usize, kind: u32, low: u32, high: u32): usize {
  const count = min(CHUNK, k - first);
  if (kind & REPLACE) drawEach(set, first, count, d, low, high);
  else if (d > <u32>MOST_BITS) drawSorted(set, first, count, d, k, low, high);
  else {
    if (first == 0) drawBits(set, d, k, low, high);
    takeBits(first == 0 ? 0 : index(CHUNK - 1), count);
  }
  return count;
}

// A chunk begins with a new block of words.
function drawEach(set: u32, first: usize, count: usize, d: u32, low: u32, high: u32): void {
  for (let s: usize = 0; s < count; s++) {
    if ((s & 3) == 0) philox((first + s) >> 2, set, 1, low, high);
    store<u32>(indices + 4 * s, below(word(s), d));
  }
}

// Floyd's algorithm, in Bentley & Floyd (1987), Programming pearls: a sample of brilliance, Communications of the ACM 30.
function drawBits(set: u32, d: u32, k: usize, low: u32, high: u32): void {
  const start = d - <u32>k;
  for (let s: usize = 0; s < k; s++) {
    if ((s & 3) == 0) philox(s >> 2, set, 1, low, high);
    const last = start + <u32>s;
    const drawn = below(word(s), last + 1);
    setBit(hasBit(drawn) ? last : drawn);
  }
}

// @ts-ignore: decorator
@inline function hasBit(i: u32): bool {
  return ((load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1) != 0;
}

// @ts-ignore: decorator
@inline function setBit(i: u32): void {
  const byte = bits + (i >> 3);
  store<u8>(byte, load<u8>(byte) | (1 << <u8>(i & 7)));
}

// The next bits, from the lowest on, are cleared and written down.
function takeBits(from: usize, count: usize): void {
  let base = from & ~63, s: usize = 0;
  while (s < count) {
    let left = load<u64>(bits + (base >> 3));
    for (; left != 0 && s < count; s++) {
      store<u32>(indices + 4 * s, <u32>(base + <usize>ctz<u64>(left)));
      left &= left - 1;
    }
    store<u64>(bits + (base >> 3), left);
    base += 64;
  }
}

// Knuth (1997), The art of computer programming 2, section 3.4.2, algorithm S: index i has word i.
function drawSorted(set: u32, first: usize, count: usize, d: u32, k: usize, low: u32, high: u32): void {
  let i: u32 = first == 0 ? 0 : <u32>index(CHUNK - 1) + 1;
  if (i & 3) philox(i >> 2, set, 1, low, high);
  for (let s: usize = 0; s < count; i++) {
    if ((i & 3) == 0) philox(i >> 2, set, 1, low, high);
    if (below(word(i), d - i) >= <u32>(k - first - s)) continue;
    store<u32>(indices + 4 * s, i);
    s++;
  }
}
