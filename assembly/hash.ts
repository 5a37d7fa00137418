// A hash of 64 bits that tells states apart, and no more: whoever knows it can make two states of the same hash.
//
// Four chains take the words of eight bytes in turn, so that four multiplications are always on their way. Every round,
// the merging of the chains and the last mixing are bijections in the chain for a given word and in the word for a given
// chain: inputs of equal lengths that differ within one word never have the same hash. A word is multiplied before it
// meets the chain, so that the sign bits of two words cannot cancel.

// The fractions of the golden ratio and of the root of 3, in units of 2^-64; both are odd, and so can be undone.
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
const ROOT: u64 = 0xbb67ae8584caa73b;

// @ts-ignore: decorator
@inline function round(chain: u64, word: u64): u64 {
  return (rotl<u64>(chain, 29) ^ (word * GOLDEN)) * ROOT;
}

/** The 64 bits at y become a hash of themselves and of the bytes at x. */
export function hash(bytes: usize, x: usize, y: usize): void {
  let a = GOLDEN, b = ROOT, c = ~GOLDEN, d = ~ROOT;
  let left = bytes;
  for (; left >= 32; left -= 32, x += 32) {
    a = round(a, load<u64>(x));
    b = round(b, load<u64>(x, 8));
    c = round(c, load<u64>(x, 16));
    d = round(d, load<u64>(x, 24));
  }
  if (left >= 8) a = round(a, load<u64>(x));
  if (left >= 16) b = round(b, load<u64>(x, 8));
  if (left >= 24) c = round(c, load<u64>(x, 16));
  if ((left & 7) != 0) d = round(d, partOfWord(x + (left & 24), left & 7));
  const merged = round(round(round(round(round(load<u64>(y), bytes), a), b), c), d);
  store<u64>(y, mixed(merged));
}

// Fewer than eight bytes, the first one lowest; the others read as 0.
// @ts-ignore: decorator
@inline function partOfWord(x: usize, bytes: usize): u64 {
  let word: u64 = 0;
  for (let i = bytes; i > 0; i--) word = (word << 8) | load<u8>(x + i - 1);
  return word;
}

// A product's low bits know only of the low bits of its factors: the high halves come down twice.
// @ts-ignore: decorator
@inline function mixed(h: u64): u64 {
  h = (h ^ (h >> 32)) * GOLDEN;
  h = (h ^ (h >> 29)) * ROOT;
  return h ^ (h >> 32);
}
