import type { FloatKernels } from '../../kernels.js';
import type { Floats } from './views.js';

type Words = readonly [number, number, number, number];

/**
 * Philox 4x32 with 10 rounds, of the counter (c0, c1, c2, c3) and the key (k0, k1), all unsigned 32-bit.
 * @see Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, doi:10.1145/2063384.2063405
 */
export function philox([c0, c1, c2, c3]: Words, k0: number, k1: number): Words {
  for (let round = 0; round < 10; round++) {
    const p = BigInt(c0) * 0xd2511f53n;
    const q = BigInt(c2) * 0xcd9e8d57n;
    c0 = (Number(q >> 32n) ^ c1 ^ k0) >>> 0;
    c1 = Number(q & 0xffffffffn);
    c2 = (Number(p >> 32n) ^ c3 ^ k1) >>> 0;
    c3 = Number(p & 0xffffffffn);
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

export function uniform(floats: Floats): FloatKernels['uniform'] {
  return (n, y, seedLow, seedHigh) => {
    for (let i = 0; i < n; i++) {
      const value =
        floats.dtype === 'float32'
          ? Math.floor(word(i, seedLow, seedHigh) / 2 ** 8) / 2 ** 24
          : fraction(i, seedLow, seedHigh);
      floats.store(y, i, value);
    }
  };
}

/** Box & Muller (1958): the cosine for an even i, the sine for an odd one, of the pair that i belongs to. */
export function normal(floats: Floats): FloatKernels['normal'] {
  return (n, y, seedLow, seedHigh) => {
    for (let i = 0; i < n; i++) {
      const even = i - (i % 2);
      const [radius, angle] =
        floats.dtype === 'float32'
          ? [(word(even, seedLow, seedHigh) + 1) / 2 ** 32, word(even + 1, seedLow, seedHigh) / 2 ** 32]
          : [1 - fraction(even, seedLow, seedHigh), fraction(even + 1, seedLow, seedHigh)];
      const turn = i === even ? Math.cos : Math.sin;
      floats.store(y, i, Math.sqrt(-2 * Math.log(radius)) * turn(2 * Math.PI * angle));
    }
  };
}

export function dropout(floats: Floats): FloatKernels['dropout'] {
  return (n, rate, seedLow, seedHigh, x, y) => {
    const kept = floats.round(1 - rate);
    for (let i = 0; i < n; i++) {
      const dropped = word(i, seedLow, seedHigh) < rate * 2 ** 32;
      floats.store(y, i, dropped ? 0 : floats.load(x, i) / kept);
    }
  };
}

// Word i of the stream: four to a block.
function word(i: number, seedLow: number, seedHigh: number): number {
  const words = philox([Math.floor(i / 4) >>> 0, 0, 0, 0], seedLow >>> 0, seedHigh >>> 0);
  return words[i % 4]!;
}

// Fraction i of the stream, of 53 bits: two to a block.
function fraction(i: number, seedLow: number, seedHigh: number): number {
  const high = word(2 * i, seedLow, seedHigh) >>> 5;
  const low = word(2 * i + 1, seedLow, seedHigh) >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}
