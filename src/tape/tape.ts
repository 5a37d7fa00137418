import { checkKind } from '../arguments/options.js';
import type { Arena } from '../array/arena.js';
import { detached } from '../array/denseTensor.js';
import { isFloat } from '../array/dtype.js';
import { keyAt, keyOf } from '../array/random.js';
import { currentArena, Scope, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesAt, leavesOf, pathsOf, type Tree } from '../array/tree.js';
import { ShapeError } from '../errors.js';
import { Comparison } from './comparison.js';
import { differentiate } from './differentiate.js';
import { Foresight, type Measured } from './foresight.js';
import type { GradientSumming } from './gradientSums.js';
import { checkBudget, checkCapacity, unplanned } from './limits.js';
import { MeasuringArena } from './measuring.js';
import type { NumberWatch } from './numbers/numberWatch.js';
import { remarksOnNumbers } from './numbers/remarksOnNumbers.js';
import { drawKeyIfAny } from './place.js';
import { type Figures, figuresOf, type Report, reportOf } from './report.js';
import { type Check, currentRun, Programs, Run } from './run.js';
import type { Profile, Strategy } from './strategy.js';
import { type TapeOptions, tapeOptions } from './tapeOptions.js';
import { innermostListener } from './trace.js';

export interface ValueAndGradient<P extends Tree> {
  /** The loss: a scalar that lives outside of the arena and need not be disposed of. */
  readonly value: Tensor;
  /**
   * The gradient, in the form of the parameters. It is the caller's; an optimiser consumes it. One tensor as several leaves
   * (tied weights) has one gradient, the sum of theirs: it is the same tensor at each of those leaves, and a remark says so.
   */
  readonly gradient: P;
  readonly report: Report;
}

/**
 * Gradients of losses, in the memory that a strategy allows, with a report of what they cost.
 *
 * A tape can be used any number of times. Before a run, `loss` is called with shapes only: that finds mistakes before
 * anything is computed, predicts the peak and all counts, and refuses a budget that cannot hold. It is called so once, and
 * several times when a strategy first plans for a budget: two for one chain, three for several, up to some twenty where a
 * plan has to leave room for what it could not foresee. So `loss` must be a function of its parameters and of what does
 * not change; draw a batch before, not in it.
 *
 * @example
 * const tape = new Tape({ strategy: revolve({ slots: 8 }) });
 * const { value, gradient, report } = tape.gradient((p) => mean(square(matmul(x, p.W))), { W });
 */
export class Tape {
  readonly #strategy: Strategy;
  readonly #limitBytes: number;
  readonly #seed: string | number;
  readonly #check: Check;
  readonly #gradientSums: GradientSumming;
  readonly #predicts: boolean;
  readonly #programs: Programs | undefined;
  readonly #foresight: Foresight;
  readonly #comparison: Comparison;
  /** The most bytes, counted or not, that the run that was measured last makes at once. */
  #madeBytes = 0;
  /** Where the arena ends that it is to run in. */
  #capacityBytes: number | undefined = undefined;
  #calls = 0;

  constructor(options: TapeOptions = {}) {
    const { strategy, limitBytes, seed, check, gradientSums, predict, compile } = tapeOptions(options);
    this.#strategy = strategy;
    this.#gradientSums = gradientSums;
    this.#check = check;
    this.#limitBytes = limitBytes;
    this.#seed = seed;
    this.#predicts = predict;
    this.#programs = compile ? new Programs() : undefined;
    this.#foresight = new Foresight(strategy.name);
    this.#comparison = new Comparison(strategy.name);
  }

  /**
   * The loss and its gradient by the parameters.
   *
   * @param loss - from the parameters to a tensor of one entry
   * @throws {BudgetError} before the run, if it cannot stay within `limitBytes`, or the strategy's budget
   * @throws {TapeError} if the strategy plans for a budget and the loss reads values
   * @throws {NumbersError} if `check` is `numbers` and the loss or a gradient is not finite
   * @throws {ShapeError} if the loss is no scalar or shapes do not fit, before anything is computed
   */
  gradient<P extends Tree>(loss: (parameters: P) => Tensor, parameters: P): ValueAndGradient<P> {
    checkLoss('tape', loss);
    checkFloats(parameters);
    const arena = currentArena();
    const isInner = arena.measuring || innermostListener() !== undefined;
    const predicted = isInner ? undefined : this.#foretell(loss, parameters);
    if (predicted !== undefined) {
      checkBudget(predicted, this.#limitBytes, this.#strategy);
      checkCapacity(predicted, { arena, madeBytes: this.#madeBytes, strategy: this.#strategy });
    }
    const compared = predicted === undefined ? [] : this.#compared(predicted, loss, parameters);
    const { value, gradient, report } = this.#run(loss, parameters, arena);
    const again = (watch: NumberWatch): Outcome<P> => this.#run(loss, parameters, arena, { watch });
    const rerun = isInner || currentRun() !== undefined ? undefined : again;
    const isChecked = this.#check === 'numbers';
    const remarks = remarksOnNumbers({ value, gradient, parameters }, { isChecked, rerun });
    if (!isInner) this.#calls += 1;
    const all = [...report.remarks, ...compared, ...remarks];
    const result = { gradient, report: { ...report, predicted, remarks: all } };
    if (isInner) return { value, ...result };
    const outside = detached(value);
    value.dispose();
    return { value: outside, ...result };
  }

  /**
   * Peak bytes and all counts of a run, without running it.
   *
   * @returns undefined if the loss reads values, so that only a run can tell
   */
  predict<P extends Tree>(loss: (parameters: P) => Tensor, parameters: P): Figures | undefined {
    checkLoss('tape', loss);
    checkFloats(parameters);
    return this.#foresight.predicted(() => this.#measure(loss, parameters));
  }

  /** @internal The profiles of the chains that this tape's strategy plans; undefined if the loss reads values. */
  profiles<P extends Tree>(loss: (parameters: P) => Tensor, parameters: P): readonly Profile[] | undefined {
    checkFloats(parameters);
    return this.#foresight.surveyed(() => this.#measure(loss, parameters))?.map(({ profile }) => profile);
  }

  /** Measures where that is wanted, or where a budget has to be planned for the first time. */
  #foretell<P extends Tree>(loss: (parameters: P) => Tensor, parameters: P): Figures | undefined {
    const isPlanned = this.#strategy.budgetBytes === undefined || this.#foresight.isPlanned;
    if (!this.#predicts && isPlanned) return undefined;
    const predicted = this.#foresight.predicted(() => this.#measure(loss, parameters));
    if (predicted === undefined && !isPlanned) throw unplanned(this.#strategy);
    return predicted;
  }

  /** What is to be said of a strategy beside recording everything. */
  #compared<P extends Tree>(
    predicted: Figures,
    loss: (parameters: P) => Tensor,
    parameters: P,
  ): readonly string[] {
    const recordAll = (): Figures => this.#measure(loss, parameters, { recordsAll: true }).figures;
    return this.#comparison.remarks(predicted, recordAll);
  }

  #measure<P extends Tree>(
    loss: (parameters: P) => Tensor,
    parameters: P,
    how: { readonly recordsAll?: boolean } = {},
  ): Measured {
    const { capacityBytes } = currentArena();
    this.#capacityBytes = capacityBytes < Number.POSITIVE_INFINITY ? capacityBytes : undefined;
    const arena = new MeasuringArena();
    const { figures, run } = within(new Scope(arena, 'outside'), () => {
      const outcome = this.#run(loss, parameters, arena, how);
      return { ...outcome, figures: { ...outcome.figures, operations: arena.operations } };
    });
    const { surroundings, budgetBytes, survey } = run;
    this.#madeBytes = arena.peakBytes - arena.mirroredBytes;
    return { figures, surroundings, budgetBytes, survey: [...(survey?.values() ?? [])] };
  }

  #run<P extends Tree>(
    loss: (parameters: P) => Tensor,
    parameters: P,
    arena: Arena,
    how: { readonly watch?: NumberWatch; readonly recordsAll?: boolean } = {},
  ): Outcome<P> {
    const { ledger } = arena;
    const limitBefore = ledger.limitBytes;
    const before = ledger.liveBytes;
    const run = new Run(arena, this.#strategy, {
      check: this.#check,
      gradientSums: this.#gradientSums,
      capacityBytes: this.#capacityBytes,
      known: this.#foresight.known,
      programs: this.#programs,
      isThrifty: this.#foresight.isThrifty,
      ...how,
      isSurvey: this.#foresight.isSurvey,
    });
    const peak = ledger.restart();
    // A tape in a loss or a step is at a place of its own; the others count their calls, so that masks change.
    const isInner = currentRun() !== undefined;
    const key = isInner ? drawKeyIfAny() : keyAt(keyOf(this.#seed), this.#calls);
    ledger.moment = { phase: 'loss' };
    ledger.limitBytes = arena.measuring ? Number.POSITIVE_INFINITY : Math.min(limitBefore, this.#limitBytes);
    if (this.#strategy.budgetBytes !== undefined) run.noteBudget(this.#strategy.budgetBytes);
    try {
      const result = within(
        new Scope(arena, 'scratch'),
        () => differentiate(loss, parameters, run, key),
        ({ value, gradient }) => [value, ...leavesOf(gradient)],
      );
      run.settle();
      return { ...result, figures: figuresOf(run), report: reportOf(run, before), run };
    } finally {
      ledger.limitBytes = limitBefore;
      if (isInner) ledger.resume(peak);
    }
  }
}

interface Outcome<P> {
  readonly value: Tensor;
  readonly gradient: P;
  readonly figures: Figures;
  readonly report: Report;
  readonly run: Run;
}

/** @throws {TypeError} unless it is a function */
export function checkLoss(where: string, loss: unknown): void {
  checkKind(where, 'the loss', loss, 'function', 'a function from parameters to a tensor is needed');
}

function checkFloats(parameters: Tree): void {
  const leaves = leavesAt('tape: parameters', parameters);
  const place = leaves.findIndex((leaf) => !isFloat(leaf.dtype));
  if (place === -1) return;
  throw new ShapeError(
    `tape: parameter '${pathsOf(parameters)[place]}' is ${leaves[place]}; float32 or float64 is needed`,
  );
}
