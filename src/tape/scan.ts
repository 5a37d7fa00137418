import { checkTree } from '../arguments/notTree.js';
import { checkKind, type OptionsOf, requireOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import { type FullTree, leavesAt, type Tree, treeRules } from '../array/tree.js';
import { ChainError } from '../errors.js';
import type { Schedule } from './action.js';
import { sameParameters } from './chainSetup.js';
import { InputStream, isStream } from './inputStream.js';
import { knownProfile } from './knownProfile.js';
import { runChain } from './reversal.js';
import type { Run } from './run.js';
import { UniformStates } from './stateForms.js';
import { type InputsAt, inputsOnDemand, isOnDemand, type StepInputs, slicedInputs } from './stepInputs.js';
import { checkStrategy, type Profile, recordAll, type Strategy } from './strategy.js';
import type { Step } from './userStep.js';

export interface ScanOptions<P extends Tree, S extends FullTree, X extends Tree> {
  /** What every step reads and the loss may be differentiated by. */
  readonly parameters: P;
  /** The initial state. */
  readonly state: S;
  /**
   * Tensors [steps, ...], one or some under names, that are sliced, as views; or inputs made on demand,
   * `{ extent, at(index) }`; or an iterable, such as a generator's, of nobody knows how many inputs, which are held until the
   * run ends. A list is refused, as it could be one entry for each step or one for each sequence: `stack(list)` and
   * `{ extent: list.length, at: (t) => list[t] }` are its entries as steps, `{ x, y }` are sequences.
   */
  readonly inputs: X | InputsAt<X> | Iterable<X>;
  /**
   * A stopping rule: whether the chain ends at `state`, before step `index` runs. It is asked once for every state, in order,
   * and may read values. The chain's length is unknown then, and the strategy has to be one that does without.
   */
  readonly until?: (state: S, index: number) => boolean;
  /** How this scan is reversed; as its tape says, if absent. */
  readonly strategy?: Strategy;
}

const known: OptionsOf<ScanOptions<Tree, FullTree, Tree> & { readonly outputs?: string }> = {
  parameters: 'any',
  state: 'any',
  inputs: 'any',
  outputs: 'any',
  until: 'any',
  strategy: 'any',
};

const aStep = 'a function (parameters, state, input, index) => ({ state }) is needed';

/**
 * Runs a step over a chain, from a state and inputs to the last state, and the outputs added up or stacked.
 *
 * Under a tape it keeps what the tape's strategy says and no more, and runs steps again when the tape is swept. The
 * gradient is the same to the bit under every strategy: cotangents are always added in the order of the steps.
 *
 * `step(parameters, state, input, index)` returns `{ state, output? }`. It must be a pure function, since it may run more
 * than once; what it uses from outside must come in through `parameters`. State, parameters, inputs and outputs are
 * trees of tensors; a state keeps its names, shapes and dtypes. Null and undefined may stand in all of them but the state,
 * and reach the step as they are.
 *
 * @returns `state`, the last one, and `outputs` in the form of a step's output: added up (`sum`, in the order of the
 *   steps) or [steps, ...] (`stack`); undefined for `none`, the default
 * @throws {ChainError} if a step returns another kind of state than it got, or something is no tree, with the path to what
 *   is none; if inputs that can be gone through only once were gone through before
 * @throws {ScheduleError} before the first step, if the strategy's schedule does not reverse a chain of this extent
 * @example
 * const step = ({ W, U, b }, h, x) => ({ state: tanh(add(add(matmul(h, W), matmul(x, U)), b)) });
 * const { state: h } = scan(step, { parameters: { W, U, b }, state: zeros([16, 128]), inputs: x });
 */
export function scan<P extends Tree, S extends FullTree, X extends Tree, Y extends Tree>(
  step: Step<P, S, X, Y>,
  options: ScanOptions<P, S, X> & { readonly outputs: 'sum' | 'stack' },
): { state: S; outputs: Y };
export function scan<P extends Tree, S extends FullTree, X extends Tree>(
  step: Step<P, S, X, Tree>,
  options: ScanOptions<P, S, X> & { readonly outputs?: 'none' },
): { state: S; outputs: undefined };
export function scan<P extends Tree, S extends FullTree, X extends Tree>(
  step: Step<P, S, X, Tree>,
  options: ScanOptions<P, S, X> & { readonly outputs?: 'sum' | 'stack' | 'none' },
): { state: Tree; outputs: Tree | undefined } {
  requireOptions('scan', options, known);
  checkKind('scan', 'step', step, 'function', aStep);
  const { parameters, state, until, outputs = 'none', strategy } = options;
  if (outputs !== 'sum' && outputs !== 'stack' && outputs !== 'none') {
    throw new RangeError(`scan: outputs is ${shown(outputs)}; 'sum', 'stack' or 'none' is needed`);
  }
  // First of all, so that nothing is held if one of them is no tree.
  leavesAt('scan: parameters', parameters);
  checkTree('scan: state', state, { ...treeRules, isFull: true });
  const inputs = inputsOf(options);
  return runChain<P, S, X, Tree>({
    where: 'scan',
    step,
    userFunction: step,
    parameters,
    parametersAt: sameParameters(parameters),
    state,
    isUniform: true,
    statesFrom: (first) => new UniformStates(first),
    inputs,
    until,
    outputs,
    keep: strategy?.keep,
    schedule: (profile, run) => scheduleBy(strategy ?? run.strategy, profile, run),
    isPlanned: (run) => hasBudget(strategy ?? run.strategy),
  });
}

/** Whether a strategy plans for a budget. */
export function hasBudget({ budgetBytes }: Strategy): boolean {
  return budgetBytes !== undefined;
}

/** What a strategy says of a chain, and what the user should hear about it. */
export function scheduleBy(strategy: Strategy, profile: Profile, run: Run): Schedule {
  if (run.recordsAll) return recordAll.schedule(profile);
  if (strategy.budgetBytes !== undefined) {
    run.noteBudget(strategy.budgetBytes);
    // The first time a run is measured it is not known yet what it holds beside its chains: that is what it is for.
    const isUnknown = run.arena.measuring && profile.heldBytes === undefined;
    if (isUnknown && !profile.isNested) return recordAll.schedule(profile);
    if (run.survey !== undefined && !profile.isNested) {
      run.survey.set(profile, { profile: knownProfile(profile), strategy });
      return recordAll.schedule(profile);
    }
  }
  const schedule = strategy.schedule(profile);
  for (const remark of strategy.remarks?.(profile) ?? []) run.remark(remark);
  return schedule;
}

function inputsOf<P extends Tree, S extends FullTree, X extends Tree>(
  options: ScanOptions<P, S, X>,
): StepInputs<X> {
  const { inputs, until, strategy } = options;
  if (until !== undefined && typeof until !== 'function') {
    throw new ChainError(`scan: until is ${shown(until)}; a function (state, index) => boolean is needed`);
  }
  if (strategy !== undefined) checkStrategy('scan', strategy);
  if (typeof inputs !== 'object' || inputs === null) {
    throw new ChainError(
      `scan: inputs is ${shown(inputs)}; ` +
        'tensors [steps, ...], { extent, at(index) } or an iterable of inputs is needed',
    );
  }
  if (Symbol.asyncIterator in inputs) {
    throw new ChainError(
      'scan: inputs is an asynchronous iterable; a scan cannot wait, so read the inputs before it',
    );
  }
  if (isStream<X>(inputs)) return new InputStream(inputs);
  if (!isOnDemand(inputs)) return slicedInputs(inputs);
  if (inputs.extent === undefined && until === undefined) {
    throw new ChainError(
      'scan: inputs have no extent and there is no stopping rule; give { extent, at(index) }, or until: (state) => ...',
    );
  }
  return inputsOnDemand(inputs);
}
