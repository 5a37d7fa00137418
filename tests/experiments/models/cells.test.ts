import { describe, expect, test } from 'vitest';
import { models } from '../../../experiments/models/index.js';
import { normal, randomStream, scan, type Tensor, tidy } from '../../../src/index.js';

const hidden = 3;
const inputs = 2;
const steps = 4;
const dtype = 'float64';
const sizes = { inputs, hidden, dtype } as const;

// Both sides do the same dozens of operations on numbers of about 1, in another order and with another exp and tanh: a
// few hundred ε = 1.1e-16 at most.
const tolerance = 1e-13;

type Vector = readonly number[];
type Matrix = readonly Vector[];

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

/** One row of a product, plus a bias. */
const affine = (x: Vector, M: Matrix, bias?: Vector): number[] =>
  (M[0] ?? []).map((_, j) => x.reduce((total, entry, i) => total + entry * (M[i]?.[j] ?? 0), bias?.[j] ?? 0));

function matrix(x: Tensor): number[][] {
  const width = x.shape[1] ?? 1;
  const entries = Array.from(x.toArray());
  return Array.from({ length: x.shape[0] ?? 0 }, (_, i) => entries.slice(i * width, (i + 1) * width));
}

const vector = (x: Tensor): number[] => Array.from(x.toArray());

/** Parameters that are nowhere zero, and a row of inputs for every step. */
function drawn(shapes: Readonly<Record<string, readonly number[]>>): {
  p: Record<string, Tensor>;
  x: Tensor;
  rows: number[][];
} {
  const stream = randomStream('plain');
  const entries = Object.entries(shapes);
  const p = Object.fromEntries(entries.map(([n, s]) => [n, normal(s, { key: stream.key(), dtype })]));
  const x = normal([steps, 1, inputs], { key: stream.key(), dtype });
  const flat = vector(x);
  return { p, x, rows: Array.from({ length: steps }, (_, t) => flat.slice(t * inputs, (t + 1) * inputs)) };
}

function expectClose(found: Tensor, wanted: Vector): void {
  vector(found).forEach((entry, place) => {
    expect(Math.abs(entry - (wanted[place] ?? Number.NaN))).toBeLessThan(tolerance);
  });
}

describe('each model, against plain numbers', () => {
  test.each([
    ['Elman', models.elman, Math.tanh],
    ['IRNN', models.irnn, (z: number) => Math.max(0, z)],
  ] as const)('%s', (_name, cell, f) => {
    tidy(() => {
      const { p, x, rows } = drawn({ W: [hidden, hidden], U: [inputs, hidden], b: [hidden] });
      const parameters = { W: p.W!, U: p.U!, b: p.b! };
      const { state } = scan(cell.step, { parameters, state: cell.initialState(1, sizes), inputs: x });
      let h: number[] = [0, 0, 0];
      for (const row of rows) {
        const fromInput = affine(row, matrix(parameters.U), vector(parameters.b));
        h = affine(h, matrix(parameters.W)).map((z, j) => f(z + fromInput[j]!));
      }
      expectClose(state, h);
    });
  });

  test('GRU', () => {
    tidy(() => {
      const wide = 3 * hidden;
      const { p, x, rows } = drawn({ W: [hidden, wide], U: [inputs, wide], b: [wide], c: [wide] });
      const parameters = { W: p.W!, U: p.U!, b: p.b!, c: p.c! };
      const state = models.gru.initialState(1, sizes);
      const last = scan(models.gru.step, { parameters, state, inputs: x }).state;
      let h: number[] = [0, 0, 0];
      for (const row of rows) {
        const a = affine(row, matrix(parameters.U), vector(parameters.b));
        const s = affine(h, matrix(parameters.W), vector(parameters.c));
        h = h.map((before, j) => {
          const update = sigma(a[j]! + s[j]!);
          const reset = sigma(a[hidden + j]! + s[hidden + j]!);
          const fresh = Math.tanh(a[2 * hidden + j]! + reset * s[2 * hidden + j]!);
          return (1 - update) * fresh + update * before;
        });
      }
      expectClose(last, h);
    });
  });

  test('LSTM', () => {
    tidy(() => {
      const wide = 4 * hidden;
      const { p, x, rows } = drawn({ W: [hidden, wide], U: [inputs, wide], b: [wide] });
      const parameters = { W: p.W!, U: p.U!, b: p.b! };
      const state = models.lstm.initialState(1, sizes);
      const last = scan(models.lstm.step, { parameters, state, inputs: x }).state;
      let h: number[] = [0, 0, 0];
      let c: number[] = [0, 0, 0];
      for (const row of rows) {
        const a = affine(row, matrix(parameters.U), vector(parameters.b));
        const z = affine(h, matrix(parameters.W)).map((entry, j) => entry + a[j]!);
        const gate = (place: number, j: number): number => z[place * hidden + j]!;
        c = c.map((before, j) => sigma(gate(1, j)) * before + sigma(gate(0, j)) * Math.tanh(gate(2, j)));
        h = c.map((now, j) => sigma(gate(3, j)) * Math.tanh(now));
      }
      expectClose(last.h, h);
      expectClose(last.c, c);
    });
  });
});
