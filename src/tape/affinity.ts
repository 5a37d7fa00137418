import { Arena } from '../array/arena.js';
import { full, uniform, zeros } from '../array/create.js';
import { type DType, isFloat } from '../array/dtype.js';
import { zip } from '../array/elementwise.js';
import { Scope, within } from '../array/scope.js';
import { Tensor } from '../array/tensor.js';
import type { Contribution, Primitive, Setting } from './primitive.js';
import { hearing } from './trace.js';

/**
 * Whether every cotangent of a primitive is affine in its nth residual, as far as one trial on random numbers can tell:
 * half way between two residuals it is half way between the cotangents. It runs in an arena of its own.
 */
export function isAffineIn<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  nth: number,
  setting: Setting<O>,
): boolean {
  const { shapes, dtypes = [], options } = setting;
  const trial = (): boolean => {
    const inputs = shapes.map((shape, place) =>
      trialTensor(shape, dtypes[place] ?? 'float32', place),
    ) as readonly Tensor[] as I;
    const output = primitive.primal(inputs, options);
    const residuals = primitive.save?.(inputs, output, options) ?? [];
    const saved = residuals.map(({ tensor }) => tensor);
    const g = trialTensor(output.shape, output.dtype, shapes.length);
    const from = saved[nth]!;
    if (!isFloat(from.dtype)) return false;
    const to = trialTensor(from.shape, from.dtype, shapes.length + 1);
    const between = zip('multiply', zip('add', from, to), full([], 0.5, { dtype: from.dtype }));
    const [a, b, middle] = [from, to, between].map((residual) => {
      const list = saved.map((each, place) => (place === nth ? residual : each)) as readonly Tensor[] as S;
      return numbersOf(primitive.vjp?.(g, list, setting) ?? []);
    });
    return areHalfWay(a!, b!, middle!);
  };
  return within(new Scope(new Arena(), 'scratch'), () => hearing(undefined, trial));
}

// Away from 0 and above it, where logarithms and roots have derivatives.
function trialTensor(shape: readonly number[], dtype: DType, nth: number): Tensor {
  if (!isFloat(dtype)) return zeros(shape, { dtype });
  return uniform(shape, { key: [0, nth], dtype, low: 0.5, high: 1.5 });
}

function numbersOf(contributions: readonly Contribution[]): number[] {
  return contributions.flatMap((contribution) => {
    if (contribution === undefined) return [];
    const tensor = contribution instanceof Tensor ? contribution : contribution.compute();
    return Array.from(tensor.toArray());
  });
}

// Rounding is far below a thousandth of what is added up; a square is off by a sixteenth at least, on average.
function areHalfWay(a: readonly number[], b: readonly number[], middle: readonly number[]): boolean {
  const largest = Math.max(...[...a, ...b].map(Math.abs), Number.MIN_VALUE);
  return middle.every((each, nth) => Math.abs(each - (a[nth]! + b[nth]!) / 2) <= largest * 1e-3);
}
