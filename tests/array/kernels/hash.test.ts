import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countingKernels } from '../../../src/array/kernels/counting.js';
import { KernelBench, onBoth, someNumbers } from '../../support/kernelBench.js';

/** Bytes in a memory of their own, and the hash of as many of them as one likes. */
class Hashed {
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly #bench: KernelBench;
  readonly #x: number;
  readonly #y: BigUint64Array;

  constructor(bench: KernelBench, size: number) {
    this.#bench = bench;
    const { buffer } = bench.memory;
    this.#x = bench.room(size / 8);
    this.bytes = new Uint8Array(buffer, this.#x, size).fill(0);
    this.floats = new Float32Array(buffer, this.#x, size / 4);
    this.doubles = new Float64Array(buffer, this.#x, size / 8);
    this.#y = new BigUint64Array(buffer, bench.room(1), 1);
  }

  of(bytes: number, options: { start?: number; seed?: bigint } = {}): bigint {
    this.#y[0] = options.seed ?? 0n;
    this.#bench.bytes.hash(bytes, this.#x + (options.start ?? 0), this.#y.byteOffset);
    return this.#y[0];
  }

  flip(bit: number): void {
    this.bytes[bit >> 3]! ^= 1 << (bit & 7);
  }
}

const hashed = (size: number): Hashed => new Hashed(new KernelBench('wasm', 'float64'), size);

function someBytes(count: number, seed = 1): number[] {
  return someNumbers(count, seed).map((x) => Math.floor((x + 2) * 64));
}

/** How many different hashes there are of what `change` makes, one after another. */
function distinct(count: number, target: Hashed, change: (nth: number) => void): number {
  const seen = new Set<bigint>();
  for (let nth = 0; nth < count; nth += 1) {
    change(nth);
    seen.add(target.of(target.bytes.length));
  }
  return seen.size;
}

describe('hash', () => {
  test('has the reference bits for every length up to 300, aligned or not', () => {
    const [got, wanted] = onBoth('float64', (bench) => {
      const target = new Hashed(bench, 320);
      target.bytes.set(someBytes(320));
      return Array.from({ length: 301 }, (_, n) => [target.of(n), target.of(n, { start: 1 + (n % 7) })]);
    });
    expect(got).toEqual(wanted);
  });

  test('has the reference bits for any bytes and any hash before', () => {
    const backends = onBoth('float64', (bench) => new Hashed(bench, 128));
    const anything = fc.tuple(fc.uint8Array({ maxLength: 128 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
    fc.assert(
      fc.property(anything, ([bytes, seed]) => {
        for (const target of backends) target.bytes.set(bytes);
        const [got, wanted] = backends.map((target) => target.of(bytes.length, { seed }));
        expect(got).toBe(wanted);
      }),
    );
  });

  test('writes eight bytes and reads no further than it should', () => {
    const bench = new KernelBench('wasm', 'float64');
    const y = bench.put([0, 1, 2]);
    const end = bench.memory.buffer.byteLength;
    for (let n = 0; n <= 72; n += 1) bench.bytes.hash(n, end - n, y + 8);
    const [before, , after] = bench.read(y, 3);
    expect([before, after]).toEqual([0, 2]);
  });

  test('changes with every bit of 1 KB, and never twice to the same value', () => {
    const target = hashed(1024);
    target.bytes.set(someBytes(1024));
    const seen = new Set([target.of(1024)]);
    for (let bit = 0; bit < 8192; bit += 1) {
      target.flip(bit);
      seen.add(target.of(1024));
      target.flip(bit);
    }
    expect(seen.size).toBe(1 + 8192);
  });

  test('changes with the place of an element', () => {
    const target = hashed(512);
    const values = someNumbers(128, 3);
    const pairs = values.flatMap((_, i) => Array.from({ length: i }, (__, j) => [i, j] as const));
    const swapped = distinct(pairs.length, target, (nth) => {
      const [i, j] = pairs[nth]!;
      target.floats.set(values);
      [target.floats[i], target.floats[j]] = [values[j]!, values[i]!];
    });
    expect(new Set(values).size).toBe(values.length);
    expect(swapped).toBe(pairs.length);
  });

  test('changes with the number of bytes, though all are 0', () => {
    const target = hashed(304);
    expect(new Set(Array.from({ length: 301 }, (_, n) => target.of(n))).size).toBe(301);
  });

  test('tells 0 from -0 and one NaN from another', () => {
    const target = hashed(8);
    const hashes = ['00000000', '80000000', '7fc00000', 'ffc00000', '7fc00001'].map((bits) => {
      new DataView(target.bytes.buffer, target.bytes.byteOffset).setUint32(
        0,
        Number.parseInt(bits, 16),
        true,
      );
      return target.of(4);
    });
    expect(new Set(hashes).size).toBe(5);
  });

  test('chains: two tensors are told from the same two in another order, and from both as one', () => {
    const target = hashed(32);
    target.bytes.set(someBytes(32));
    const chained = (first: number, second: number): bigint =>
      target.of(16, { start: second, seed: target.of(16, { start: first }) });
    expect(new Set([chained(0, 16), chained(16, 0), target.of(32)]).size).toBe(3);
  });

  test('never agrees where inputs of one length differ within a word alone', () => {
    const target = hashed(104);
    const case_ = fc.record({
      bytes: fc.uint8Array({ minLength: 1, maxLength: 104 }),
      place: fc.nat(),
      other: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(case_, ({ bytes, place, other }) => {
        const start = 8 * (place % Math.ceil(bytes.length / 8));
        const changed = Uint8Array.from(bytes);
        changed.set(other.subarray(0, bytes.length - start), start);
        target.bytes.set(bytes);
        const before = target.of(bytes.length);
        target.bytes.set(changed);
        expect(target.of(bytes.length) === before).toBe(Buffer.compare(bytes, changed) === 0);
      }),
      { numRuns: 1000 },
    );
  });
});

// An ideal hash has a collision among 100,000 with a chance of 1e10 / 2^65, about 3e-10.
describe('hash has no collision among 100,000', () => {
  const count = 100_000;

  test('counters, as float32, as float64 and as bytes', () => {
    const target = hashed(256);
    const changes = [
      (nth: number) => target.floats.fill(nth, 5, 6),
      (nth: number) => target.doubles.fill(nth, 31, 32),
      (nth: number) => target.floats.fill(nth),
      (nth: number) => target.bytes.set([nth & 255, (nth >> 8) & 255, nth >> 16], 77),
    ];
    for (const change of changes) {
      target.bytes.fill(0);
      expect(distinct(count, target, change)).toBe(count);
    }
  });

  test('small floats, the same everywhere or growing from entry to entry', () => {
    const target = hashed(256);
    const everywhere = distinct(count, target, (nth) => target.floats.fill((nth + 1) * 2 ** -40));
    const growing = distinct(count, target, (nth) => {
      for (let i = 0; i < 32; i += 1) target.doubles[i] = (nth - count / 2) * 1e-9 * i;
    });
    expect([everywhere, growing]).toEqual([count, count]);
  });

  test('patterns of signs', () => {
    const target = hashed(256);
    for (const entries of [target.floats, target.doubles]) {
      entries.set(someNumbers(entries.length, 5));
      const patterns = distinct(count, target, (nth) => {
        // From one pattern to the next of a Gray code one sign changes: the ruler's.
        if (nth > 0) entries[31 - Math.clz32(nth & -nth)]! *= -1;
      });
      expect(patterns).toBe(count);
    }
  });

  test('pairs of flipped bits', () => {
    const target = hashed(56);
    target.bytes.set(someBytes(56));
    const pairs = Array.from({ length: 448 }, (_, i) => i).flatMap((i) =>
      Array.from({ length: i }, (__, j) => [i, j] as const),
    );
    let undo: readonly number[] = [];
    const flipped = distinct(pairs.length, target, (nth) => {
      for (const bit of undo) target.flip(bit);
      undo = pairs[nth]!;
      for (const bit of undo) target.flip(bit);
    });
    expect(pairs.length).toBeGreaterThan(count);
    expect(flipped).toBe(pairs.length);
  });
});

test('a flipped bit of the input flips every bit of the hash in half of all cases', () => {
  // Over 512 inputs an ideal hash flips a bit 256 times, with a standard deviation of √512 / 2 = 11.3. Six of them are
  // exceeded with a chance of 2e-9, and by any of the 320 · 64 counts with one of 4e-5; the inputs are always the same.
  const inputs = 512;
  const bound = 6 * (Math.sqrt(inputs) / 2);
  const target = hashed(40);
  const contents = Array.from({ length: inputs }, (_, nth) => someBytes(40, nth * 77 + 1));
  const counts = Array.from({ length: 320 }, () => new Array<number>(64).fill(0));
  for (const content of contents) {
    target.bytes.set(content);
    const before = target.of(40);
    counts.forEach((flips, bit) => {
      target.flip(bit);
      const difference = target.of(40) ^ before;
      const [low, high] = [Number(difference & 0xffffffffn), Number(difference >> 32n)];
      for (let i = 0; i < 32; i += 1) {
        flips[i]! += (low >>> i) & 1;
        flips[32 + i]! += (high >>> i) & 1;
      }
      target.flip(bit);
    });
  }
  expect(Math.max(...counts.flat().map((flips) => Math.abs(flips - inputs / 2)))).toBeLessThan(bound);
});

test('hash is counted as an operation for every four bytes', () => {
  const counter = { operations: 0 };
  const { bytes } = countingKernels(counter);
  bytes.hash(400, 0, 0);
  bytes.hash(1, 0, 0);
  expect(counter.operations).toBe(101);
});
