import { keyAt, keyOf } from '../array/random.js';
import { Tensor } from '../array/tensor.js';
import { leavesAt, leavesOf, type Tree, type TreePart } from '../array/tree.js';
import { TapeError } from '../errors.js';
import { type Keep, exact as keepExactly } from '../tape/keep.js';
import { atPlace } from '../tape/place.js';
import type { Strategy } from '../tape/strategy.js';
import { checkLoss, Tape, type ValueAndGradient } from '../tape/tape.js';
import { combine } from './combine.js';
import { Moments } from './moments.js';
import { bonferroniBound } from './normalTail.js';
import { checkedVarianceOptions, type VarianceOptions } from './varianceOptions.js';

/** Of one parameter's gradient, entry by entry, row by row. */
export interface Estimate {
  readonly shape: readonly number[];
  readonly mean: Float64Array;
  /** Of one draw, without bias. */
  readonly variance: Float64Array;
  /** The gradient itself. */
  readonly exact: Float64Array;
  /**
   * By how many of its own deviations the mean is from the gradient. What is due to rounding alone, up to 16 units in the
   * last place of the parameter's largest entry, is 0; without variance, anything beyond is ±Infinity.
   */
  readonly z: Float64Array;
}

/** In the form of the parameters. */
export type Estimates<P> = P extends null | undefined
  ? P
  : P extends Tensor
    ? Estimate
    : P extends readonly (infer Part)[]
      ? readonly Estimates<Part>[]
      : { readonly [K in keyof P]: Estimates<P[K]> };

export interface VarianceOfGradient<P> {
  readonly parameters: Estimates<P>;
  /** The size of the largest z of all parameters; NaN if one is. */
  readonly largestZ: number;
  /** What it stays below if the estimate is unbiased, but for the probability `level`. */
  readonly bonferroniBound: number;
  /** Whether it does. */
  readonly isUnbiased: boolean;
  /** What the reports say, such as that nothing was estimated. */
  readonly remarks: readonly string[];
}

interface Run {
  readonly value: number;
  readonly gradient: readonly Float64Array[];
  readonly remarks: readonly string[];
}

/** What counts as rounding, in units of the last place of the largest entry. */
const roundings = 16;
const epsilons = { float32: 2 ** -23, float64: 2 ** -52 } as const;

type AnyEstimates =
  | Estimate
  | null
  | undefined
  | readonly AnyEstimates[]
  | { readonly [name: string]: AnyEstimates };

/**
 * How the gradient under a strategy varies, and whether its mean is the gradient: it is drawn again and again, with the
 * same dropout, and compared with the one of a run that records everything and keeps it exactly.
 *
 * Scores are those of a normal distribution, which the mean of many draws is close to: take hundreds, and more where few
 * entries are kept. A chain with a keep of its own, as an option of `scan`, draws the same every time, which looks like a
 * bias: give the keep to this function instead.
 *
 * @throws {TypeError} if an option is missing or of another type
 * @throws {RangeError} if a number is out of its range
 * @throws {TapeError} if the loss of a draw is not that of the exact run, to the bit
 * @example
 * const strategy = combine(revolve({ slots: 8 }), sample({ fraction: 0.1 }));
 * const { parameters, isUnbiased } = estimateVariance(loss, { W }, strategy, { draws: 1000 });
 * parameters.W.variance; // Float64Array, as long as W
 */
export function estimateVariance<P extends Tree>(
  loss: (parameters: P) => Tensor,
  parameters: P,
  strategy: Strategy,
  options: VarianceOptions,
): VarianceOfGradient<P> {
  checkLoss('estimateVariance', loss);
  const { draws, seed, level, onProgress } = checkedVarianceOptions(strategy, options);
  leavesAt('estimateVariance: parameters', parameters);
  // At the same place in every draw, dropout has the same masks: of a tape's own places every call has another.
  const key = keyOf(seed);
  const placed = (given: P): Tensor => atPlace(key, 0, () => loss(given));
  const exact = ran(() => new Tape().gradient(placed, parameters));
  const moments = exact.gradient.map(({ length }) => new Moments(length));
  const remarks = new Set<string>();
  const drawn = new DrawnAgain(strategy.keep ?? keepExactly);
  const tape = new Tape({ strategy: drawn.under(strategy), predict: false });
  for (let draw = 0; draw < draws; draw += 1) {
    drawn.turnTo(draw);
    const found = ran(() => tape.gradient(placed, parameters));
    checkValue(strategy, draw, found.value, exact.value);
    found.gradient.forEach((values, leaf) => {
      moments[leaf]!.add(values);
    });
    for (const remark of found.remarks) remarks.add(remark);
    onProgress?.(draw + 1, draws);
  }
  const estimates = leavesOf(parameters).map((leaf, place) =>
    estimateOf(leaf, moments[place]!, exact.gradient[place]!),
  );
  const inOrder = { estimates, next: 0 };
  return { parameters: treeOf(parameters, inOrder), ...judged(estimates, level), remarks: [...remarks] };
}

/** A keep whose randomness is another one in every draw. */
class DrawnAgain {
  readonly #keep: Keep;
  // Changed in place, since the steps that a tape has compiled hold on to it.
  readonly #key: [low: number, high: number] = [0, 0];

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  turnTo(draw: number): void {
    [this.#key[0], this.#key[1]] = keyAt(this.#keep.key, draw);
  }

  under(strategy: Strategy): Strategy {
    const { name, signal } = this.#keep;
    if (this.#keep === keepExactly) return strategy;
    const sketchOf: Keep['sketchOf'] = (residual) => this.#keep.sketchOf(residual);
    return { ...combine(strategy, { name, signal, key: this.#key, sketchOf }), name: strategy.name };
  }
}

/** A gradient as plain numbers; its tensors are let go of. */
function ran<P extends Tree>(run: () => ValueAndGradient<P>): Run {
  const { value, gradient, report } = run();
  const leaves = leavesOf(gradient);
  const numbers = leaves.map((leaf) => Float64Array.from(leaf.toArray()));
  for (const leaf of leaves) leaf.dispose();
  return { value: value.item(), gradient: numbers, remarks: report.remarks };
}

function estimateOf({ shape, dtype }: Tensor, moments: Moments, exact: Float64Array): Estimate {
  const largest = exact.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  const z = moments.zScores(exact, roundings * epsilons[dtype === 'float64' ? dtype : 'float32'] * largest);
  return { shape, mean: moments.mean, variance: moments.variance, exact, z };
}

function judged(estimates: readonly Estimate[], level: number) {
  const entries = estimates.reduce((sum, { z }) => sum + z.length, 0);
  const sizes = estimates.map(({ z }) => z.reduce((most, score) => Math.max(most, Math.abs(score)), 0));
  const largestZ = Math.max(0, ...sizes);
  const bound = bonferroniBound(level, entries);
  return { largestZ, bonferroniBound: bound, isUnbiased: largestZ <= bound };
}

interface InOrder {
  readonly estimates: readonly Estimate[];
  next: number;
}

function treeOf<P extends TreePart>(like: P, leaves: InOrder): Estimates<P>;
function treeOf(like: TreePart, leaves: InOrder): AnyEstimates {
  if (like instanceof Tensor) return leaves.estimates[leaves.next++]!;
  if (like === null || like === undefined) return like;
  if (Array.isArray(like)) return like.map((part: TreePart) => treeOf(part, leaves));
  return Object.fromEntries(Object.entries(like).map(([name, part]) => [name, treeOf(part, leaves)]));
}

function checkValue({ name }: Strategy, draw: number, drawn: number, exact: number): void {
  if (Object.is(drawn, exact)) return;
  throw new TapeError(
    `estimateVariance: the loss is ${drawn} in draw ${draw} under ${name}, and ${exact} in the exact run; it must be ` +
      'the same to the bit. Draw batches outside of the loss, and take randomness in it from the tape',
  );
}
