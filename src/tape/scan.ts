import { leavesOf, type Tree } from '../array/tree.js';
import { ChainError } from '../errors.js';
import type { Step } from './chain.js';
import { ScanProfile } from './profile.js';
import { runChain } from './reversal.js';
import type { Run } from './run.js';
import { type InputsAt, inputsOnDemand, isOnDemand, slicedInputs } from './stepInputs.js';
import type { Strategy } from './strategy.js';

export interface ScanOptions<P extends Tree, S extends Tree, X extends Tree> {
  /** What every step reads and the loss may be differentiated by. */
  readonly parameters: P;
  /** The initial state. */
  readonly state: S;
  /** Tensors [steps, ...] that are sliced, as views; or inputs made on demand. */
  readonly inputs: X | InputsAt<X>;
  /** How this scan is reversed; as its tape says, if absent. */
  readonly strategy?: Strategy;
}

/**
 * Runs a step over a chain, from a state and inputs to the last state, and the outputs added up or stacked.
 *
 * Under a tape it keeps what the tape's strategy says and no more, and runs steps again when the tape is swept. The
 * gradient is the same to the bit under every strategy: cotangents are always added in the order of the steps.
 *
 * `step(parameters, state, input, index)` returns `{ state, output? }`. It must be a pure function, since it may run more
 * than once; what it uses from outside must come in through `parameters`. State, parameters, inputs and outputs are
 * trees of tensors; a state keeps its names, shapes and dtypes.
 *
 * @returns `state`, the last one, and `outputs` in the form of a step's output: added up (`sum`, in the order of the
 *   steps) or [steps, ...] (`stack`); undefined for `none`, the default
 * @throws {ChainError} if a step returns another kind of state than it got
 * @throws {ScheduleError} before the first step, if the strategy's schedule does not reverse a chain of this extent
 * @example
 * const step = ({ W, U, b }, h, x) => ({ state: tanh(add(add(matmul(h, W), matmul(x, U)), b)) });
 * const { state: h } = scan(step, { parameters: { W, U, b }, state: zeros([16, 128]), inputs: x });
 */
export function scan<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  step: Step<P, S, X, Y>,
  options: ScanOptions<P, S, X> & { readonly outputs: 'sum' | 'stack' },
): { state: S; outputs: Y };
export function scan<P extends Tree, S extends Tree, X extends Tree>(
  step: Step<P, S, X, Tree>,
  options: ScanOptions<P, S, X> & { readonly outputs?: 'none' },
): { state: S; outputs: undefined };
export function scan<P extends Tree, S extends Tree, X extends Tree>(
  step: Step<P, S, X, Tree>,
  options: ScanOptions<P, S, X> & { readonly outputs?: 'sum' | 'stack' | 'none' },
): { state: Tree; outputs: Tree | undefined } {
  const { parameters, state, outputs = 'none', strategy } = options;
  if (outputs !== 'sum' && outputs !== 'stack' && outputs !== 'none') {
    throw new RangeError(`scan: outputs is '${String(outputs)}'; 'sum', 'stack' or 'none' is needed`);
  }
  // First of all, so that nothing is held if one of them is no tree.
  leavesOf(parameters);
  leavesOf(state);
  const inputs = isOnDemand(options.inputs) ? inputsOnDemand(options.inputs) : slicedInputs(options.inputs);
  if (inputs.extent === 0 && outputs !== 'none') {
    inputs.free();
    throw new ChainError(
      `scan: there are no steps, so there is no output to ${outputs}; use outputs: 'none'`,
    );
  }
  const setup = { where: 'scan', step, parameters, state, inputs, outputs, isUniform: true };
  const profile = new ScanProfile(setup);
  const schedule = (run: Run) => {
    const chosen = strategy ?? run.strategy;
    for (const remark of chosen.remarks?.(profile) ?? []) run.remark(remark);
    return chosen.schedule(profile);
  };
  return runChain({ ...setup, schedule });
}
