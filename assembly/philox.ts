// Random words that are a function of a key and a counter: Philox 4x32 with 10 rounds, Salmon et al. (2011), Parallel
// random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405.

const words = memory.data(16, 16);

/** Draws the four words of the counter (c0, c1, c2, 0). */
export function philox(c0: u32, c1: u32, c2: u32, seedLow: u32, seedHigh: u32): void {
  let c3: u32 = 0, k0 = seedLow, k1 = seedHigh;
  for (let round = 0; round < 10; round++) {
    const p = <u64>c0 * 0xd2511f53, q = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(q >> 32) ^ c1 ^ k0;
    c1 = <u32>q;
    c2 = <u32>(p >> 32) ^ c3 ^ k1;
    c3 = <u32>p;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  store<u32>(words, c0);
  store<u32>(words, c1, 4);
  store<u32>(words, c2, 8);
  store<u32>(words, c3, 12);
}

/** Word i & 3 of those that were drawn last. */
// @ts-ignore: decorator
@inline export function word(i: usize): u32 {
  return load<u32>(words + 4 * (i & 3));
}
