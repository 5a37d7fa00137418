import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leavesOf, mean, scan, square, Tape, type Tensor, tensor, tidy } from 'sublinear';
import { afterAll, describe, expect, test } from 'vitest';
import {
  differenceOf,
  type Gradients,
  readGradients,
  requireNormal,
  tolerance,
} from '../../../bench/peers/agreement.js';
import { gatesOf, type Sizes } from '../../../bench/peers/protocol.js';
import type { Race } from '../../../bench/peers/races.js';
import { writeValues } from '../../../bench/peers/values.js';
import { elman } from '../../../experiments/models/elman.js';
import { lstm } from '../../../experiments/models/lstm.js';

const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tiny: Race = {
  name: 'tiny',
  cell: 'RNN',
  sizes: { steps: 1, batch: 1, hidden: 2, inputs: 1 },
  entrants: [],
};

function written(numbers: readonly number[]): string {
  const path = join(folder, 'gradients.f64');
  writeFileSync(path, new Uint8Array(Float64Array.from(numbers).buffer));
  return path;
}

const gradients = (...blocks: readonly number[][]): Gradients => ({
  blocks: blocks.map((block) => Float64Array.from(block)),
  ofState: new Float64Array(),
});

describe('readGradients', () => {
  test('gives W, U and b, and what follows as the cotangent of the state', () => {
    const { blocks, ofState } = readGradients(written([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), tiny);
    expect(blocks.map((block) => [...block])).toEqual([
      [1, 2, 3, 4],
      [5, 6],
      [7, 8],
    ]);
    expect([...ofState]).toEqual([9, 10]);
  });

  test('says how much of a short file is missing', () => {
    const path = written([1, 2, 3]);
    expect(() => readGradients(path, tiny)).toThrow(
      new RangeError(`${path}: it holds 3 numbers; 8 are needed, for W, U and b`),
    );
  });
});

describe('differenceOf', () => {
  test("is the greatest difference in a block as a share of the block's greatest entry", () => {
    expect(differenceOf(gradients([1, 2], [10, -30]), gradients([1, 2.5], [10, -40]))).toBe(0.25);
  });

  test('is no number, and so within no tolerance, where an entry is missing or none', () => {
    expect(differenceOf(gradients([1]), gradients([1, 2]))).toBeNaN();
    expect(differenceOf(gradients([1, Number.NaN]), gradients([1, 2]))).toBeNaN();
  });
});

describe('requireNormal', () => {
  const withState = (ofState: number[]): Gradients => ({ blocks: [], ofState: Float64Array.from(ofState) });

  test('takes a state whose cotangents are large enough', () => {
    expect(() => requireNormal(withState([1e-9, -1e-9]), 'here')).not.toThrow();
  });

  test('says where cotangents vanish', () => {
    expect(() => requireNormal(withState([-1e-35, 2]), 'RNN')).toThrow(
      new RangeError(
        'RNN: cotangents of the initial state are as small as 1e-35; more than 1e-30 is needed, or denormals would be ' +
          'timed; choose other weights',
      ),
    );
  });
});

const cases: readonly Race[] = [
  { ...tiny, sizes: { steps: 32, batch: 4, hidden: 16, inputs: 8 } },
  { ...tiny, sizes: { steps: 1024, batch: 2, hidden: 32, inputs: 8 } },
  { ...tiny, cell: 'LSTM', sizes: { steps: 256, batch: 4, hidden: 32, inputs: 8 } },
];

describe.each(cases)('$cell with $sizes', (race) => {
  writeValues(folder, race.cell, race.sizes);
  const values = valuesRead();
  const [single, double] = [gradientsOf(race, values, 'float32'), gradientsOf(race, values, 'float64')];

  test('the values let no cotangent vanish', () => {
    expect(() => requireNormal(double, 'here')).not.toThrow();
  });

  test('float32 differs from float64 by less than the tolerance', () => {
    const difference = differenceOf(single, double);
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(tolerance(race.sizes));
  });

  test('a step left out differs by more', () => {
    const fewer = { ...race, sizes: { ...race.sizes, steps: race.sizes.steps - 1 } };
    expect(differenceOf(gradientsOf(fewer, values, 'float64'), double)).toBeGreaterThan(
      10 * tolerance(race.sizes),
    );
  });

  test('input weights greater by one percent differ by more', () => {
    const U = values.U.map((weight) => 1.01 * weight);
    const changed = gradientsOf(race, { ...values, U }, 'float64');
    expect(differenceOf(changed, double)).toBeGreaterThan(10 * tolerance(race.sizes));
  });
});

interface Values {
  readonly x: Float32Array;
  readonly W: Float32Array;
  readonly U: Float32Array;
  readonly b: Float32Array;
}

function valuesRead(): Values {
  const read = (name: string): Float32Array =>
    new Float32Array(new Uint8Array(readFileSync(join(folder, `${name}.f32`))).buffer);
  return { x: read('x'), W: read('W'), U: read('U'), b: read('b') };
}

function gradientsOf({ cell, sizes }: Race, values: Values, dtype: 'float32' | 'float64'): Gradients {
  const { steps, batch, hidden, inputs }: Sizes = sizes;
  const width = gatesOf(cell) * hidden;
  return tidy(() => {
    const x = tensor(values.x.subarray(0, steps * batch * inputs), {
      shape: [steps, batch, inputs],
      dtype,
    });
    const weights = {
      W: tensor(values.W, { shape: [hidden, width], dtype }),
      U: tensor(values.U, { shape: [inputs, width], dtype }),
      b: tensor(values.b, { shape: [width], dtype }),
    };
    const all = { weights, state: lstm.initialState(batch, { inputs, hidden, dtype }) };
    const loss = ({ weights: parameters, state }: typeof all): Tensor =>
      cell === 'LSTM'
        ? mean(square(scan(lstm.step, { parameters, state, inputs: x }).state.h))
        : mean(square(scan(elman.step, { parameters, state: state.h, inputs: x }).state));
    const found = new Tape().gradient(loss, all).gradient;
    const flat = (leaf: Tensor): Float64Array => Float64Array.from(leaf.toArray());
    return {
      blocks: leavesOf(found.weights).map(flat),
      ofState: flat(found.state.h),
    };
  });
}
