import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../../src/array/tensor.js';
import { primitives, square, type Tensor, tensor, tidy } from '../../../src/tape/index.js';
import { cases } from '../../support/cases.js';
import {
  alongDirection,
  applied,
  computed,
  directionsOf,
  followed,
  gradientAt,
  inputsOf,
  moved,
  type Point,
  pointOf,
  secondGradientAt,
  valueAt,
  weightsFor,
} from '../../support/gradients.js';

// Central differences err by h²/6 times a third derivative and by ε|f|/h from rounding. With h = 1e-5, ε = 1.1e-16 and
// derivatives of the samples below 1e3 the first is below 2e-8 and the second below 1e-10, relative to |f'| of about 1.
const step = 1e-5;
const tolerance = 1e-6;

const points = primitives.flatMap((row) => (cases[row.name] ?? []).map((at) => pointOf(row, at)));
const differentiable = points.filter(({ row }) => row.vjp !== undefined);

test('every primitive has a name of its own and cases here', () => {
  const names = primitives.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(cases).sort()).toEqual([...names].sort());
  for (const name of names) expect(cases[name]?.length).toBeGreaterThan(0);
});

describe.each(titled(differentiable))('%s', (_title, point) => {
  test('has the derivative that central differences measure', () => {
    const { gradient } = gradientAt(point, 'float64');
    const measured = (valueAt(moved(point, step)) - valueAt(moved(point, -step))) / (2 * step);
    const error = Math.abs(alongDirection(point, gradient) - measured);
    expect(error).toBeLessThan(tolerance * Math.max(1, sizeAlong(point, gradient)));
  });

  test('has the second derivative that central differences of the gradient measure', () => {
    const ahead = gradientAt(moved(point, step), 'float64', square).gradient.flat();
    const behind = gradientAt(moved(point, -step), 'float64', square).gradient.flat();
    const found = secondGradientAt(point, square).flat();
    const largest = Math.max(1, ...found.map(Math.abs));
    found.forEach((value, place) => {
      const measured = (ahead[place]! - behind[place]!) / (2 * step);
      expect(Math.abs(value - measured)).toBeLessThan(tolerance * largest);
    });
    expect(found.length).toBe(ahead.length);
  });

  test('has the same gradient in float32, up to rounding', () => {
    const exact = gradientAt(point, 'float64').gradient.flat();
    const rounded = gradientAt(point, 'float32').gradient.flat();
    // A few dozen roundings of 2^-24 each, of numbers no larger than the largest, and of inputs whose own rounding a
    // derivative below 1e2 magnifies: 1e2 * 6e-8 and some more.
    const largest = Math.max(1, ...exact.map(Math.abs));
    rounded.forEach((value, place) => {
      expect(Math.abs(value - exact[place]!)).toBeLessThan(2e-5 * largest);
    });
  });

  test('gives every input a cotangent of its shape and dtype, or none', () => {
    tidy(() => {
      const inputs = inputsOf(point, 'float64');
      const contributions = pulled(point, inputs);
      for (const place of followed(point)) expect(contributions[place]).toBeDefined();
      contributions.forEach((cotangent, place) => {
        if (cotangent !== undefined) expect(String(cotangent)).toBe(String(inputs[place]));
      });
    });
  });

  // An estimate leaves the cotangent unbiased if that is affine in all estimable residuals together:
  // vjp(g, r1 + r2) + vjp(g, 0) = vjp(g, r1) + vjp(g, r2).
  test('pulls back by an affine function of its estimable residuals', () => {
    tidy(() => {
      const inputs = inputsOf(point, 'float64');
      const withResiduals = (first: number, second: number): number[] =>
        pulled(point, inputs, (values) => values.map((x, i) => first * x + second * Math.cos(i + x))).flatMap(
          (cotangent) => [...(cotangent?.toArray() ?? [])],
        );
      const [both, none] = [withResiduals(1, 1), withResiduals(0, 0)];
      const [first, second] = [withResiduals(1, 0), withResiduals(0, 1)];
      // Each side rounds sums of at most 17 products, all of them below 1e2: 17 * 1e2 * 2^-53 < 2e-13.
      both.forEach((value, place) => {
        expect(value + none[place]!).toBeCloseTo(first[place]! + second[place]!, 12);
      });
    });
  });
});

describe.each(titled(points.filter(({ row }) => row.vjp === undefined)))('%s', (_title, point) => {
  test('has no derivative: every gradient is zero', () => {
    const { gradient } = gradientAt(point, 'float64');
    expect(gradient.map((leaf) => leaf.length)).toEqual(followed(point).map((i) => sizeOf(at(point, i))));
    for (const value of gradient.flat()) expect(value).toBe(0);
  });
});

describe.each(titled(points.filter(({ row }) => row.addTo !== undefined)))('%s', (_title, point) => {
  test.each(['float32', 'float64'] as const)('adds in place what it would compute, in %s', (dtype) => {
    tidy(() => {
      const inputs = inputsOf(point, dtype);
      const y = applied(point, inputs);
      const accumulator = weightsFor(y);
      const before = accumulator.toArray();
      point.row.addTo?.(accumulator, inputs, point.at.options);
      // At most 24 terms below 4 are added in another order: 24 roundings of 1e2 at the very most.
      const rounding = 24 * 1e2 * (dtype === 'float32' ? 2 ** -24 : 2 ** -53);
      const [sum, added] = [accumulator.toArray(), y.toArray()];
      expect(sum.length).toBe(added.length);
      sum.forEach((value, place) => {
        expect(Math.abs(value - (before[place]! + added[place]!))).toBeLessThan(rounding);
      });
    });
  });
});

/** The cotangents of the inputs, with the estimable residuals changed. */
function pulled(
  point: Point,
  inputs: readonly Tensor[],
  changed: (values: number[]) => number[] = (values) => values,
): (Tensor | undefined)[] {
  const { row, at } = point;
  const y = applied(point, inputs);
  const saved = (row.save?.(inputs, y, at.options) ?? []).map(({ tensor: kept, estimable }) =>
    estimable ? alike(kept, changed([...kept.toArray()])) : kept,
  );
  const setting = { options: at.options, shapes: inputs.map(({ shape }) => shape) };
  const contributions = row.vjp?.(weightsFor(y), saved, setting) ?? [];
  return contributions.map((each) => (each === undefined ? undefined : computed(each)));
}

function alike({ shape, dtype }: Tensor, values: readonly number[]): Tensor {
  return tensor([...values], { shape, dtype });
}

function titled(chosen: readonly Point[]): [string, Point][] {
  return chosen.map((point) => {
    const shapes = point.at.inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' ');
    const { options } = point.at;
    return [
      `${point.row.name} ${shapes}${options === undefined ? '' : ` ${JSON.stringify(options)}`}`,
      point,
    ];
  });
}

/** Σ |gradient · direction|: what rounding in the sum is relative to. */
function sizeAlong(point: Point, gradient: readonly (readonly number[])[]): number {
  const directions = directionsOf(point);
  const sizes = followed(point).map((input, place) =>
    gradient[place]!.reduce((total, value, i) => total + Math.abs(value * directions[input]![i]!), 0),
  );
  return sizes.reduce((total, size) => total + size, 0);
}

function at(point: Point, input: number): readonly number[] {
  return point.at.inputs[input]?.shape ?? [];
}
