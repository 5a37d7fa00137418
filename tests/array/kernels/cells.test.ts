import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SumName } from '../../../src/array/kernels/cells.js';
import type { MapName, ZipName } from '../../../src/array/kernels.js';
import { dtypes, type FloatDType, KernelBench, oddNumbers, someNumbers } from '../../support/kernelBench.js';

// The oracle of a fused kernel are the elementwise kernels of the same backend, one after the other: the bits are equal.

const backends = ['wasm', 'reference'] as const;
const cases = backends.flatMap((backend) => dtypes.map((dtype) => ({ backend, dtype })));
const guards = new Array<number>(8).fill(7.25);
const shapes = fc.record({ rows: fc.integer({ min: 0, max: 4 }), hidden: fc.integer({ min: 1, max: 19 }) });

/** Arithmetic on arrays by a backend's own kernels, one call after the other. */
class Unfused {
  readonly bench: KernelBench;

  constructor(backend: 'wasm' | 'reference', dtype: FloatDType) {
    this.bench = new KernelBench(backend, dtype);
  }

  map(name: MapName, x: readonly number[]): number[] {
    const y = this.bench.room(x.length);
    this.bench.kernels[name](x.length, this.bench.put(x), y);
    return this.bench.read(y, x.length).slice(0, x.length);
  }

  zip(name: ZipName, a: readonly number[], b: readonly number[]): number[] {
    const y = this.bench.room(a.length);
    const [left, right] = [this.bench.put(a), this.bench.put(b)];
    this.bench.kernels[name](1, 1, 1, a.length, left, 0, 0, 0, 1, right, 0, 0, 0, 1, y);
    return this.bench.read(y, a.length).slice(0, a.length);
  }

  add = (a: readonly number[], b: readonly number[]): number[] => this.zip('add', a, b);
  multiply = (a: readonly number[], b: readonly number[]): number[] => this.zip('multiply', a, b);
  complement = (x: readonly number[]): number[] => this.zip('subtract', new Array(x.length).fill(1), x);
}

describe.each(cases)('$backend, $dtype', ({ backend, dtype }) => {
  test.each([
    ['biasTanh', 'tanh'],
    ['biasSigmoid', 'sigmoid'],
    ['biasRelu', 'relu'],
  ] as const)('%s is the sum and then %s', (fused, name) => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const [p, b] = [numbers(rows * hidden, 1), numbers(hidden, 2)];
      const wanted = unfused.map(name, unfused.add(p, repeated(rows, b)));
      const y = bench.room(rows * hidden);
      bench.kernels[fused](rows, hidden, bench.put(p), bench.put(b), y);
      expect(bench.read(y, rows * hidden)).toEqual([...wanted, ...guards]);
    });
  });

  test.each([
    ['sumTanh', ['tanh', 'tanh', 'tanh', 'tanh']],
    ['sumSigmoid', ['sigmoid', 'sigmoid', 'sigmoid', 'sigmoid']],
    ['sumRelu', ['relu', 'relu', 'relu', 'relu']],
    ['lstmGates', ['sigmoid', 'sigmoid', 'tanh', 'sigmoid']],
  ] as const)('%s is both sums and then, quarter by quarter, %o; also in place', (fused, names) => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const width = 4 * hidden;
      const [p, q, b] = [numbers(rows * width, 1), numbers(rows * width, 2), numbers(width, 3)];
      const sum = unfused.add(unfused.add(p, q), repeated(rows, b));
      const parts = names.map((name, place) => unfused.map(name, part(sum, hidden, 4, place)));
      expect(summed(unfused.bench, fused, rows, width, [p, q, b])).toEqual([
        ...rowsOf(parts, hidden),
        ...guards,
      ]);
    });
  });

  test('lstmCell is f c + i k and o tanh of it', () => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const size = rows * hidden;
      const [gates, c] = [numbers(4 * size, 1), numbers(size, 2)];
      const [i, f, k, o] = parts4(gates, hidden);
      const next = unfused.add(unfused.multiply(f, c), unfused.multiply(i, k));
      const h = unfused.multiply(o, unfused.map('tanh', next));
      const y = bench.room(2 * size);
      bench.kernels.lstmCell(rows, hidden, bench.put(gates), bench.put(c), y);
      expect(bench.read(y, 2 * size)).toEqual([...h, ...next, ...guards]);
    });
  });

  test('lstmCellVjp is what the elementwise VJPs give for lstmCell', () => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const size = rows * hidden;
      const [g, gates, c, cell] = [2, 4, 1, 2].map((times, seed) => numbers(times * size, seed));
      const [i, f, k, o] = parts4(gates!, hidden);
      const [dh, dNext, t] = [g!.slice(0, size), g!.slice(size), unfused.map('tanh', cell!.slice(size))];
      const d = unfused.add(dNext, unfused.zip('tanhVjp', unfused.multiply(dh, o), t));
      const gateParts = [...[k, c!, i].map((other) => unfused.multiply(d, other)), unfused.multiply(dh, t)];
      const wanted = [...rowsOf(gateParts, hidden), ...unfused.multiply(d, f)];
      const y = bench.room(5 * size);
      const [pg, pGates, pc, pCell] = [g, gates, c, cell].map((x) => bench.put(x!));
      bench.kernels.lstmCellVjp(rows, hidden, pg!, pGates!, pc!, pCell!, y);
      expect(bench.read(y, 5 * size)).toEqual([...wanted, ...guards]);
    });
  });

  test('lstmGatesVjp is sigmoidVjp, and tanhVjp in the third quarter; also in place', () => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const size = 4 * rows * hidden;
      const [g, gates] = [numbers(size, 1), numbers(size, 2)];
      const parts = (['sigmoidVjp', 'sigmoidVjp', 'tanhVjp', 'sigmoidVjp'] as const).map((name, place) =>
        unfused.zip(name, part(g, hidden, 4, place), part(gates, hidden, 4, place)),
      );
      const y = bench.put(g);
      bench.kernels.lstmGatesVjp(rows, hidden, y, bench.put(gates), y);
      expect(bench.read(y, size)).toEqual([...rowsOf(parts, hidden), ...guards]);
    });
  });

  test('gruGates are the gates, the candidate and what the reset gate acts on', () => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const size = rows * hidden;
      const [p, q, b, c] = [3 * size, 3 * size, 3 * hidden, 3 * hidden].map(numbers);
      const [left, right] = [unfused.add(p!, repeated(rows, b!)), unfused.add(q!, repeated(rows, c!))];
      const [z, r] = [0, 1].map((place) =>
        unfused.map('sigmoid', unfused.add(part(left, hidden, 3, place), part(right, hidden, 3, place))),
      );
      const s = part(right, hidden, 3, 2);
      const n = unfused.map('tanh', unfused.add(part(left, hidden, 3, 2), unfused.multiply(r!, s)));
      const y = bench.room(4 * size);
      const [pp, pq, pb, pc] = [p, q, b, c].map((x) => bench.put(x!));
      bench.kernels.gruGates(rows, hidden, pp!, pq!, pb!, pc!, y);
      expect(bench.read(y, 4 * size)).toEqual([...rowsOf([z!, r!, n, s], hidden), ...guards]);
    });
  });

  test('gruGatesVjp is what the elementwise VJPs give for gruGates', () => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const size = rows * hidden;
      const [g, gates] = [numbers(4 * size, 1), numbers(4 * size, 2)];
      const [gz, gr, gn, gs] = parts4(g, hidden);
      const [z, r, n, s] = parts4(gates, hidden);
      const dn = unfused.zip('tanhVjp', gn, n);
      const dz = unfused.zip('sigmoidVjp', gz, z);
      const dr = unfused.zip('sigmoidVjp', unfused.add(gr, unfused.multiply(dn, s)), r);
      const ds = unfused.add(gs, unfused.multiply(dn, r));
      const y = bench.room(6 * size);
      bench.kernels.gruGatesVjp(rows, hidden, bench.put(g), bench.put(gates), y);
      const wanted = [...rowsOf([dz, dr, dn], hidden), ...rowsOf([dz, dr, ds], hidden)];
      expect(bench.read(y, 6 * size)).toEqual([...wanted, ...guards]);
    });
  });

  test('gruCell is (1 - z) n + z h, and gruCellVjp what the elementwise VJPs give for it', () => {
    everyShape(({ rows, hidden }) => {
      const unfused = new Unfused(backend, dtype);
      const { bench } = unfused;
      const size = rows * hidden;
      const [g, gates, h] = [numbers(size, 1), numbers(4 * size, 2), numbers(size, 3)];
      const [z, , n] = parts4(gates, hidden);
      const next = unfused.add(unfused.multiply(unfused.complement(z), n), unfused.multiply(z, h));
      const dz = unfused.zip('subtract', unfused.multiply(g, h), unfused.multiply(g, n));
      const nothing = new Array<number>(size).fill(0);
      const parts = [dz, nothing, unfused.multiply(g, unfused.complement(z)), nothing];
      const [pg, pGates, ph] = [g, gates, h].map((x) => bench.put(x));
      const [y, x] = [bench.room(size), bench.room(5 * size)];
      bench.kernels.gruCell(rows, hidden, pGates!, ph!, y);
      bench.kernels.gruCellVjp(rows, hidden, pg!, pGates!, ph!, x);
      expect(bench.read(y, size)).toEqual([...next, ...guards]);
      expect(bench.read(x, 5 * size)).toEqual([
        ...rowsOf(parts, hidden),
        ...unfused.multiply(g, z),
        ...guards,
      ]);
    });
  });
});

function everyShape(check: (shape: { rows: number; hidden: number }) => void): void {
  fc.assert(fc.property(shapes, check), { numRuns: 40, seed: 1 });
}

// Some numbers, and here and there one that arithmetic gets wrong first.
function numbers(count: number, seed: number): number[] {
  return someNumbers(count, seed + 1).map((x, i) =>
    i % 11 === seed ? (oddNumbers[i % oddNumbers.length] ?? x) : x,
  );
}

function repeated(rows: number, b: readonly number[]): number[] {
  return Array.from({ length: rows }, () => b).flat();
}

/** Of rows of `parts` parts of `hidden` numbers each, the part at `place`. */
function part(x: readonly number[], hidden: number, parts: number, place: number): number[] {
  return x.filter((_, i) => Math.floor(i / hidden) % parts === place);
}

function parts4(x: readonly number[], hidden: number): [number[], number[], number[], number[]] {
  return [part(x, hidden, 4, 0), part(x, hidden, 4, 1), part(x, hidden, 4, 2), part(x, hidden, 4, 3)];
}

/** Rows put together of parts, the inverse of `part`. */
function rowsOf(parts: readonly (readonly number[])[], hidden: number): number[] {
  const rows = (parts[0]?.length ?? 0) / hidden;
  return Array.from({ length: rows }, (_, row) =>
    parts.flatMap((values) => values.slice(row * hidden, (row + 1) * hidden)),
  ).flat();
}

function summed(
  bench: KernelBench,
  name: SumName,
  rows: number,
  width: number,
  [p, q, b]: readonly [number[], number[], number[]],
): number[] {
  const y = bench.room(rows * width);
  const [left, right, bias] = [bench.put(p), bench.put(q), bench.put(b)];
  bench.kernels[name](rows, width, left, right, bias, y);
  bench.kernels[name](rows, width, left, right, bias, right);
  const result = bench.read(y, rows * width);
  expect(bench.read(right, rows * width)).toEqual(result);
  return result;
}
