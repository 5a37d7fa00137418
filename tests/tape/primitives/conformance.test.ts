import { describe, expect, test } from 'vitest';
import { isAffineIn } from '../../../src/tape/affinity.js';
import { apply, primitives, type Row, type Tensor, tensor, tidy } from '../../../src/tape/index.js';
import { type Case, cases } from '../../support/cases.js';
import {
  derivativeError,
  followed,
  gradientAt,
  inputsAt,
  type Point,
  pointOf,
  secondDerivativeError,
  tolerance,
  weightsFor,
} from '../../support/gradients.js';

interface Trial {
  readonly row: Row;
  readonly optionsFor: (inputs: readonly Tensor[]) => unknown;
  readonly point: Point;
}

const trials = primitives.flatMap((row) => (cases[row.name] ?? []).map((each) => trialOf(row, each)));

test('every primitive has a name of its own and cases here', () => {
  const names = primitives.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(cases).sort()).toEqual([...names].sort());
  for (const name of names) expect(cases[name]?.length).toBeGreaterThan(0);
});

/** With something to differentiate by. */
const derived = trials.filter(({ row, point }) => row.vjp !== undefined && followed(point).length > 0);

describe.each(titled(derived))('%s', (_title, trial) => {
  test('has the derivative that central differences measure', () => {
    expect(derivativeError(trial.point)).toBeLessThan(tolerance);
  });

  test('has the second derivative that central differences of its gradient measure', () => {
    expect(secondDerivativeError(trial.point)).toBeLessThan(tolerance);
  });

  test('has cotangents that are affine in every residual that is marked estimable', () => {
    const { row } = trial;
    tidy(() => {
      const inputs = inputsAt(trial.point, 'float64');
      const options = trial.optionsFor(inputs);
      const shapes = inputs.map(({ shape }) => shape);
      const dtypes = inputs.map(({ dtype }) => dtype);
      const residuals = row.save?.(inputs, row.primal(inputs, options), options) ?? [];
      const found = residuals.map((_, nth) => isAffineIn(row, nth, { shapes, dtypes, options }));
      residuals.forEach(({ estimable }, nth) => {
        if (estimable) expect(found[nth]).toBe(true);
      });
    });
  });

  test('has the same gradient in float32, up to rounding', () => {
    const exact = gradientAt(trial.point, 'float64').flat();
    const rounded = gradientAt(trial.point, 'float32').flat();
    // A few dozen roundings of 2^-24 each, of numbers no larger than the largest, and of inputs whose own rounding a
    // derivative below 1e2 magnifies.
    const largest = Math.max(1, ...exact.map(Math.abs));
    rounded.forEach((value, place) => {
      expect(Math.abs(value - exact[place]!)).toBeLessThan(300 * 2 ** -24 * largest);
    });
  });

  test('gives every float input that it depends on a cotangent of its shape and dtype', () => {
    tidy(() => {
      const inputs = inputsAt(trial.point, 'float64');
      const found = pulledBack(trial, inputs);
      for (const place of followed(trial.point)) expect(String(found[place])).toBe(String(inputs[place]));
      inputs.forEach(({ dtype }, place) => {
        if (dtype !== 'float64') expect(found[place]).toBeUndefined();
      });
    });
  });

  // An estimate leaves the cotangent unbiased if that is affine in all estimable residuals together:
  // vjp(g, r1 + r2) + vjp(g, 0) = vjp(g, r1) + vjp(g, r2).
  test('pulls back by an affine function of its estimable residuals', () => {
    tidy(() => {
      const inputs = inputsAt(trial.point, 'float64');
      const at = (first: number, second: number): number[] => {
        const residual = (value: number, i: number): number => first * value + second * Math.cos(i + value);
        const found = pulledBack(trial, inputs, (values) => values.map(residual));
        return found.flatMap((cotangent) => (cotangent === undefined ? [] : [...cotangent.toArray()]));
      };
      const [both, none, first, second] = [at(1, 1), at(0, 0), at(1, 0), at(0, 1)];
      // Each side is at most 17 products of numbers below 10, so it rounds by less than 17 * 1e2 * 2^-53 < 2e-13.
      both.forEach((value, place) => {
        expect(value + none[place]!).toBeCloseTo(first[place]! + second[place]!, 12);
      });
    });
  });
});

describe.each(titled(trials.filter(({ row }) => row.vjp === undefined)))('%s', (_title, trial) => {
  test('has no derivative: every gradient is zero', () => {
    const gradient = gradientAt(trial.point, 'float64');
    const sizes = followed(trial.point).map((input) => trial.point.entries[input]?.length);
    expect(gradient.map(({ length }) => length)).toEqual(sizes);
    for (const value of gradient.flat()) expect(value).toBe(0);
  });
});

describe.each(titled(trials.filter(({ row }) => row.addTo !== undefined)))('%s', (_title, trial) => {
  test.each(['float32', 'float64'] as const)('adds in place what it would compute, in %s', (dtype) => {
    tidy(() => {
      const inputs = inputsAt(trial.point, dtype);
      const y = trial.row.primal(inputs, trial.optionsFor(inputs));
      const accumulator = weightsFor(y);
      const before = accumulator.toArray();
      trial.row.addTo?.(accumulator, inputs, trial.optionsFor(inputs));
      // At most 24 numbers below 4 are added in another order: 24 roundings of at most 1e2 on either side.
      const rounding = 48 * 1e2 * (dtype === 'float32' ? 2 ** -24 : 2 ** -53);
      const [found, added] = [accumulator.toArray(), y.toArray()];
      expect(found.length).toBe(added.length);
      found.forEach((value, place) => {
        expect(Math.abs(value - (before[place]! + added[place]!))).toBeLessThan(rounding);
      });
    });
  });
});

function trialOf(row: Row, { inputs, options, optionsAt }: Case): Trial {
  const optionsFor = ([first]: readonly Tensor[]): unknown =>
    optionsAt === undefined || first === undefined ? options : optionsAt(first.dtype);
  const f = (given: readonly Tensor[]): Tensor =>
    apply<readonly Tensor[], readonly Tensor[], unknown>(row, given, optionsFor(given));
  return { row, optionsFor, point: pointOf(f, inputs) };
}

/** The cotangents of the inputs, with the estimable residuals changed. */
function pulledBack(
  { row, optionsFor }: Trial,
  inputs: readonly Tensor[],
  changed: (values: number[]) => number[] = (values) => values,
): (Tensor | undefined)[] {
  const options = optionsFor(inputs);
  const y = row.primal(inputs, options);
  const saved = (row.save?.(inputs, y, options) ?? []).map(({ tensor: residual, estimable }) => {
    const { shape, dtype } = residual;
    return estimable ? tensor(changed([...residual.toArray()]), { shape, dtype }) : residual;
  });
  const setting = { options, shapes: inputs.map(({ shape }) => shape) };
  const contributions = row.vjp?.(weightsFor(y), saved, setting) ?? [];
  return contributions.map((each) => (each !== undefined && 'compute' in each ? each.compute() : each));
}

function titled(chosen: readonly Trial[]): [string, Trial][] {
  return chosen.map((trial) => {
    const shapes = trial.point.samples.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
    const given = trial.optionsFor([]);
    const options = given === undefined ? '' : ` ${JSON.stringify(given)}`;
    return [`${trial.row.name} ${shapes}${options}`, trial];
  });
}
