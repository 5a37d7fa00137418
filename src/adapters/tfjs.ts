// The same schedules inside TensorFlow.js 4.22. Nothing is imported from it: it is given.
import { checkKind, checkOptions, type NoOptions } from '../arguments/options.js';
import { advance, release, restore, snapshot, turn } from '../tape/action.js';
import type { Strategy } from '../tape/strategy.js';
import type { AnyStep, GivenOptions } from './options.js';
import type { ScanOptions, Step } from './surface.js';
import { engineOf, type TfTensor } from './tfjs/engine.js';
import { scan } from './tfjs/scan.js';
import { Session } from './tfjs/session.js';
import type { FullTreeOf, PartOf, TreeOf } from './trees.js';

export type { InputsAt, Report, ScanOptions, Step } from './surface.js';
export type { TfTensor } from './tfjs/engine.js';
export type { FullTreeOf, PartOf, TreeOf } from './trees.js';

/** What is asked of TensorFlow.js: `import * as tf from '@tensorflow/tfjs'`. */
export interface TensorFlow {
  engine(): { makeTensor(...given: never): TfTensor };
}

/** The class of tensors of a TensorFlow.js. */
export type TensorOf<M extends TensorFlow> = ReturnType<ReturnType<M['engine']>['makeTensor']>;

/** What there is in TensorFlow.js's own words. */
export interface Adapter<T> {
  /**
   * Runs a step over a chain, from a state and inputs to the last state and the outputs. Under `tf.grads`,
   * `tf.variableGrads` or `optimizer.minimize` it is one operation, whose gradient runs the strategy's schedule.
   *
   * A step reads tensors from outside through `parameters` only, and gets back what it was given undisposed.
   *
   * @throws {ChainError} if a step breaks its promises: another state, a captured tensor, one that it disposed of
   * @throws {BudgetError} if a budget is too small for any schedule
   * @example
   * const { state: h } = scan((p, h, x) => ({ state: cell(p, h, x) }),
   *   { parameters: { W, U, b }, state: h0, inputs: xs, strategy: revolve({ slots: 16 }) });
   */
  scan<P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>, Y extends TreeOf<T>>(
    step: Step<P, S, X, Y>,
    options: ScanOptions<T, P, S, X> & { readonly outputs: 'sum' | 'stack' },
  ): { state: S; outputs: Y };
  scan<P extends TreeOf<T>, S extends FullTreeOf<T>, X extends TreeOf<T>>(
    step: Step<P, S, X, TreeOf<T>>,
    options: ScanOptions<T, P, S, X>,
  ): { state: S; outputs: undefined };
  /** The same function, of which nothing but the arguments is kept: it runs again when its gradient is asked for. */
  checkpoint<A extends readonly PartOf<T>[], R extends TreeOf<T>>(f: (...args: A) => R): (...args: A) => R;
}

/**
 * `scan` and `checkpoint` for a TensorFlow.js.
 *
 * @param tf - the module: `import * as tf from '@tensorflow/tfjs'`
 * @throws {TypeError} if it is another module, older than 4.22, or has no gradients registered
 * @example
 * const { scan, checkpoint } = adapt(tf);
 */
export function adapt<M extends TensorFlow>(tf: M): Adapter<TensorOf<M>>;
export function adapt(tf: unknown): unknown {
  const session = new Session(engineOf(tf));
  return {
    scan: (step: AnyStep, options: GivenOptions) => scan(session, 'scan', step, options),
    checkpoint: (f: (...args: readonly unknown[]) => unknown, options?: NoOptions) => {
      checkKind('checkpoint', 'f', f, 'function', 'a function of tensors is needed');
      checkOptions('checkpoint', options, {});
      return checkpointed(session, f);
    },
  };
}

function checkpointed(session: Session, f: (...args: readonly unknown[]) => unknown): unknown {
  const { trees } = session;
  const step: AnyStep = (parameters) => {
    const output = f(...listOf(parameters));
    trees.flat('checkpoint: result', output);
    return { state: [], output };
  };
  return (...args: readonly unknown[]) => {
    args.forEach((given, place) => {
      trees.flatPart(`checkpoint: argument ${place}`, given);
    });
    const inputs = { extent: 1, at: () => [] };
    return scan(session, 'checkpoint', step, {
      parameters: args,
      state: [],
      inputs,
      outputs: 'sum',
      strategy: again,
    }).outputs;
  };
}

function listOf(parameters: unknown): readonly unknown[] {
  return Array.isArray(parameters) ? parameters : [];
}

/** Runs the one step, forgets how, and runs it again to sweep it. */
const again: Strategy = {
  name: 'checkpoint',
  source: {
    authors: 'Chen, Xu, Zhang & Guestrin',
    year: 2016,
    title: 'Training deep nets with sublinear memory cost',
  },
  schedule: () => [snapshot(0, 0), advance(0, 1), restore(0, 0), ...turn(0, 1), release(0, 0)],
};
