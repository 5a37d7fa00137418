// The same schedules inside jax-js 0.1.25. Nothing is imported from it: it is given.

import { checkKind, checkOptions, type NoOptions } from '../arguments/options.js';
import { checkpointed } from './jaxJs/checkpoint.js';
import { Engine } from './jaxJs/engine.js';
import type { JaxStep } from './jaxJs/program.js';
import { type JaxOptions, Scans } from './jaxJs/scan.js';
import type { ScanOptions } from './surface.js';
import type { FullTreeOf, PartOf, TreeOf } from './trees.js';

export type { InputsAt, Report, ScanOptions } from './surface.js';
export type { FullTreeOf, PartOf, TreeOf } from './trees.js';

/** What is asked of jax-js: `import * as jax from '@jax-js/jax'`. */
export interface JaxJs {
  readonly Array: abstract new (...given: never) => unknown;
  readonly numpy: object;
  jit(f: never): unknown;
}

/** The class of arrays of a jax-js. */
export type ArrayOf<M extends JaxJs> = InstanceType<M['Array']>;

/** One step of a chain, which jax-js compiles. It uses up its arguments, as its own functions do: `.ref` keeps one. */
export type Step<T, P, S, X, Y> = (
  parameters: P,
  state: S,
  input: X,
  /** The step's number, as an array of int32 without dimensions. */
  index: T,
) => { readonly state: S; readonly output?: Y };

/** Gradients, which belong to the caller. */
export interface Gradients<P, S, X> {
  readonly parameters: P;
  readonly state: S;
  /** Absent unless `inputGradient` asks for it. */
  readonly inputs: X;
}

/** Pulls cotangents back through a chain, once; those that are absent are zero. Uses them up. */
export interface Pullback<P, S, X, Y> {
  (cotangents: { readonly state?: S; readonly outputs?: Y }): Gradients<P, S, X>;
  /** Lets go of the chain, if it is not to be gone back through. */
  dispose(): void;
}

export interface Scanned<P, S, X, Y> {
  readonly state: S;
  readonly outputs: Y;
  readonly pullback: Pullback<P, S, X, Y>;
}

/** What there is in jax-js's own words. */
export interface Adapter<T> {
  /**
   * Runs a step over a chain, from a state and inputs to the last state and the outputs, and returns them with a pullback
   * whose run of the strategy's schedule gives the gradients. The step is compiled once forward and once backward, as long
   * as it is the same function. Parameters, state and inputs are used up, unless an option is refused.
   *
   * @throws {ChainError} if a step breaks its promises: another state, an array from outside, one that is used up
   * @throws {BudgetError} if a budget is too small for any schedule
   * @example
   * const { state, pullback } = scan(step, { parameters: jax.tree.ref(p), state: h0.ref, inputs: xs.ref, strategy });
   * const { parameters } = pullback({ state: jax.grad((h) => np.square(h).sum())(state) });
   */
  scan<P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>, Y extends TreeOf<T>>(
    step: Step<T, P, S, X, Y>,
    options: ScanOptions<T, P, S, X> & { readonly outputs: 'sum' | 'stack'; readonly inputGradient: true },
  ): Scanned<P, S, X, Y>;
  scan<P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>, Y extends TreeOf<T>>(
    step: Step<T, P, S, X, Y>,
    options: ScanOptions<T, P, S, X> & { readonly outputs: 'sum' | 'stack' },
  ): Scanned<P, S, undefined, Y>;
  scan<P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>>(
    step: Step<T, P, S, X, TreeOf<T>>,
    options: ScanOptions<T, P, S, X> & { readonly inputGradient: true },
  ): Scanned<P, S, X, undefined>;
  scan<P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>>(
    step: Step<T, P, S, X, TreeOf<T>>,
    options: ScanOptions<T, P, S, X>,
  ): Scanned<P, S, undefined, undefined>;
  /**
   * As `jax.vjp(f, args)`, of which nothing but the arguments is kept: `f` runs again when the gradient is asked for. Uses up
   * the arguments, and the cotangent.
   */
  checkpoint<A extends readonly PartOf<T>[], R extends TreeOf<T>>(
    f: (...args: A) => R,
  ): (...args: A) => [R, ((cotangent: R) => A) & { dispose(): void }];
}

/**
 * `scan` and `checkpoint` for a jax-js.
 *
 * @param jax - the module: `import * as jax from '@jax-js/jax'`, after `await jax.init()`
 * @throws {TypeError} if it is another module, or too old
 * @example
 * const { scan, checkpoint } = adapt(jax);
 */
export function adapt<M extends JaxJs>(jax: M): Adapter<ArrayOf<M>>;
export function adapt(jax: unknown): unknown {
  const scans = new Scans(new Engine(jax));
  return {
    scan: (step: JaxStep, options: JaxOptions) => scans.scan(step, options),
    checkpoint: (f: (...args: readonly unknown[]) => unknown, options?: NoOptions) => {
      checkKind('checkpoint', 'f', f, 'function', 'a function of arrays is needed');
      checkOptions('checkpoint', options, {});
      return checkpointed(scans, f);
    },
  };
}
