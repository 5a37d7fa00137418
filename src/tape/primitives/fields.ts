// Operations between a field and combinations of fixed ones. The combination is made again wherever it is needed, so that
// the field alone waits: what is fixed is held anyway.
import { type OptionsOf, requireOptions } from '../../arguments/options.js';
import { sumAxis } from '../../array/axes.js';
import { checkTensor } from '../../array/checkTensor.js';
import { zip } from '../../array/elementwise.js';
import { product } from '../../array/product.js';
import { composed, kernelsFor, view } from '../../array/scope.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import { Sketch } from '../kept.js';
import { type Contribution, estimable, exactly, type Primitive, type Three } from '../primitive.js';
import { apply, later } from '../trace.js';
import { multiply, negate, subtract } from './arithmetic.js';
import { matmul } from './linear.js';
import { reshape } from './shaping.js';

type Four = readonly [Tensor, Tensor, Tensor, Tensor];

/** x ∘ Σ_k weights_k factors_k fields_k. */
export const reactionPrimitive: Primitive<Four, Four, undefined> = {
  name: 'reaction',
  primal: ([x, weights, factors, fields]) =>
    composed(() => zip('multiply', x, combined(zip('multiply', weights, factors), fields))),
  save: ([x, weights, factors, fields]) => [
    estimable(x, [1, 2, 3]),
    exactly(weights),
    exactly(factors),
    exactly(fields),
  ],
  vjp: (g, [x, weights, factors, fields]) => [
    later(reactionPrimitive, [g, weights, factors, fields], undefined),
    { compute: () => multiply(factors, onto(fields, multiply(g, x))) },
    { compute: () => multiply(weights, onto(fields, multiply(g, x))) },
    { compute: () => outer(multiply(weights, factors), multiply(g, x)) },
  ],
};

/** The mean of (x - Σ_k weights_k fields_k)². */
export const squaredDeviationPrimitive: Primitive<Three, Three, undefined> = {
  name: 'squaredDeviation',
  primal: ([x, weights, fields]) =>
    composed(() => {
      const deviation = zip('subtract', x, combined(weights, fields));
      const squares = zip('multiply', deviation, deviation);
      const mean = sumAxis(squares, { outer: 1, middle: x.size, inner: 1 }, []);
      kernelsFor(x, 'squaredDeviation').scale(1, mean.pointer, 1 / x.size);
      return mean;
    }),
  save: ([x, weights, fields]) => [estimable(x), exactly(weights), exactly(fields)],
  vjp: (g, [x, weights, fields]) => pulled(g, subtract(x, combination(weights, fields)), weights, fields),
  vjpOfSketches: (g, [kept, ofWeights, ofFields]) => {
    const [weights, fields] = [ofWeights.recall(), ofFields.recall()];
    const target = combination(weights, fields);
    // Of what the derivative is linear in, the deviation, and not of x: its variance goes when the deviation does.
    const other = kept instanceof Sketch ? kept.estimateOf(target) : target;
    return pulled(g, subtract(kept.recall(), other), weights, fields);
  },
};

/** What a field [n] is compared or multiplied with: fields [k, n] that weights [k] combine. */
export interface Combination {
  readonly weights: Tensor;
  readonly fields: Tensor;
}

const ofCombination: OptionsOf<Combination> = { weights: 'any', fields: 'any' };
const ofReaction = { weights: 'any', fields: 'any', factors: 'any' } as const;

/**
 * A field times a combination of fixed fields: x ∘ Σ_k weights_k factors_k fields_k, with x [n], weights and factors [k]
 * and fields [k, n]. Only x waits for the sweep: the combination is made again.
 *
 * @throws {ShapeError} if the shapes do not fit
 * @example
 * const factors = tensor([1, Math.sin(t)]);
 * const growth = reaction(x, { weights: theta, factors, fields });
 */
export function reaction(x: Tensor, by: Combination & { readonly factors: Tensor }): Tensor {
  requireOptions('reaction', by, ofReaction);
  checkFit('reaction', x, by);
  checkTensor('reaction', 'factors', by.factors);
  if (!sameShape(by.factors.shape, by.weights.shape))
    throw new ShapeError(`reaction: weights are ${by.weights} and factors ${by.factors}; as many are needed`);
  return apply(reactionPrimitive, [x, by.weights, by.factors, by.fields], undefined);
}

/**
 * How far a field is from a combination of fixed ones: the mean of (x - Σ_k weights_k fields_k)², with x [n], weights [k]
 * and fields [k, n]. Only x waits for the sweep; an estimate of it is one of the deviation.
 *
 * @throws {ShapeError} if the shapes do not fit
 * @example
 * const distance = squaredDeviation(x, { weights, fields }); // a scalar
 */
export function squaredDeviation(x: Tensor, from: Combination): Tensor {
  requireOptions('squaredDeviation', from, ofCombination);
  checkFit('squaredDeviation', x, from);
  return apply(squaredDeviationPrimitive, [x, from.weights, from.fields], undefined);
}

function pulled(g: Tensor, deviation: Tensor, weights: Tensor, fields: Tensor): readonly Contribution[] {
  const share = multiply(multiply(deviation, 2 / deviation.size), g);
  return [
    share,
    { compute: () => negate(onto(fields, share)) },
    { compute: () => negate(outer(weights, share)) },
  ];
}

function checkFit(where: string, x: Tensor, { weights, fields }: Combination): void {
  checkTensor(where, 'x', x);
  checkTensor(where, 'weights', weights);
  checkTensor(where, 'fields', fields);
  const [count = 0, size = 0] = fields.shape;
  const fits = fields.shape.length === 2 && sameShape(weights.shape, [count]) && sameShape(x.shape, [size]);
  if (fits) return;
  throw new ShapeError(
    `${where}: the field is ${x}, weights are ${weights} and fields ${fields}; [n], [k] and [k, n] are needed`,
  );
}

/** Σ_k weights_k fields_k, by arrays. */
function combined(weights: Tensor, fields: Tensor): Tensor {
  return view(product(view(weights, [1, weights.size]), fields), fields.shape.slice(1));
}

/** The same in primitives. */
function combination(weights: Tensor, fields: Tensor): Tensor {
  return reshape(matmul(reshape(weights, [1, -1]), fields), fields.shape.slice(1));
}

/** The scalar products of every field with x. */
function onto(fields: Tensor, x: Tensor): Tensor {
  return reshape(matmul(reshape(x, [1, -1]), fields, { transposeB: true }), fields.shape.slice(0, 1));
}

function outer(weights: Tensor, x: Tensor): Tensor {
  return matmul(reshape(weights, [-1, 1]), reshape(x, [1, -1]));
}
