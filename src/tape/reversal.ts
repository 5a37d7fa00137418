import { adopt, currentArena } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, rebuilt, type Tree } from '../array/tree.js';
import { TapeError } from '../errors.js';
import { advance, type Schedule } from './action.js';
import { Chain, type Step } from './chain.js';
import type { Entry } from './entry.js';
import { Executor } from './executor.js';
import { freeAll, holdAll } from './holding.js';
import { exact } from './keep.js';
import { drawKeyIfAny } from './place.js';
import { Pullback, type RecordedStep, type State } from './pullback.js';
import { Recording } from './recording.js';
import { currentRun, Run } from './run.js';
import type { StepInputs } from './stepInputs.js';
import { type OutputMode, StepOutputs } from './stepOutputs.js';
import { formOf } from './stepResult.js';
import { recordAll } from './strategy.js';
import { tally } from './tally.js';
import { admitted, constant, innermostListener, type Listener } from './trace.js';

/** What a chain is made of, as its user gives it. */
export interface ChainSetup<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  /** Its name in messages. */
  readonly where: string;
  readonly step: Step<P, S, X, Y>;
  readonly parameters: P;
  readonly state: S;
  readonly inputs: StepInputs<X>;
  readonly outputs: OutputMode;
  /** Whether all states have the form of the first. */
  readonly isUniform: boolean;
}

/** A chain to be run here and reversed, if anything is differentiated through it, when its tape is swept. */
export interface Reversed<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  extends ChainSetup<P, S, X, Y> {
  schedule(run: Run): Schedule;
}

/** Runs a chain up to its last state; puts one entry on the tape that can reverse it. Takes `inputs` over. */
export function runChain<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  given: Reversed<P, S, X, Y>,
): { state: Tree; outputs: Tree | undefined } {
  const run = currentRun() ?? new Run(currentArena(), recordAll, exact);
  const { ledger } = run.arena;
  const moment = ledger.moment;
  let reversal: { free(): void } = given.inputs;
  try {
    const started = new Reversal(given, run, innermostRecording(given.where));
    reversal = started;
    return started.forward();
  } catch (error) {
    reversal.free();
    throw error;
  } finally {
    ledger.moment = moment;
  }
}

/** A chain whose executor is parked between its forward and its backward part: an entry of the enclosing tape. */
class Reversal<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> implements Entry {
  readonly inputs: readonly number[];
  firstOutput = -1;
  outputCount = 0;
  #outputLeaves = 0;
  readonly #given: Reversed<P, S, X, Y>;
  readonly #run: Run;
  readonly #recording: Recording | undefined;
  readonly #outputs: StepOutputs;
  readonly #pullback: Pullback;
  readonly #parameterLeaves: readonly Tensor[];
  readonly #chain: Chain<P, S, X, Y>;
  readonly #schedule: Schedule;
  readonly #initial: readonly Tensor[];
  #executor: Executor<State, RecordedStep> | undefined = undefined;

  /** Checks everything; holds nothing but the parameters, last, so that a refusal leaves nothing behind. */
  constructor(given: Reversed<P, S, X, Y>, run: Run, recording: Recording | undefined) {
    const { parameters, state, inputs } = given;
    const numberOf = (leaf: Tensor): number => recording?.numberOf(leaf) ?? -1;
    const parameterLeaves = admitted(given.where, leavesOf(parameters));
    const stateLeaves = admitted(given.where, leavesOf(state));
    const numbers = [parameterLeaves, stateLeaves, inputs.whole].map((leaves) => leaves.map(numberOf));
    const [ofParameters = [], , ofInputs = []] = numbers;
    const isFollowed = numbers.flat().some((number) => number !== -1);
    this.inputs = numbers.flat();
    this.#given = given;
    this.#run = run;
    this.#recording = isFollowed ? recording : undefined;
    checkOuterTapes(given.where, [...parameterLeaves, ...stateLeaves, ...inputs.whole], recording?.outer);
    this.#schedule = isFollowed ? checkedSchedule(given, run) : [advance(0, inputs.extent)];
    this.#outputs = new StepOutputs(given.outputs, inputs.extent);
    this.#pullback = new Pullback(given.outputs);
    // What nobody differentiates by is data, whatever the step calls it.
    const purpose = (place: number): 'input' | 'parameter' =>
      ofParameters[place] === -1 ? 'input' : 'parameter';
    this.#parameterLeaves = holdAll(parameterLeaves, purpose);
    this.#initial = stateLeaves;
    this.#chain = new Chain(
      {
        step: given.step,
        parameters,
        parameterLeaves: this.#parameterLeaves,
        isFollowed: ofParameters.map((number) => number !== -1),
        state,
        form: given.isUniform ? formOf(state) : undefined,
        inputs,
        isInputFollowed: ofInputs.map((number) => number !== -1),
        outputs: this.#outputs,
        key: drawKeyIfAny(),
        run,
      },
      this.#pullback,
    );
  }

  forward(): { state: Tree; outputs: Tree | undefined } {
    const run = this.#run;
    const initial = holdAll(this.#initial, () => 'state');
    const extent = this.#given.inputs.extent;
    const executor = new Executor(this.#chain, { schedule: this.#schedule, extent, initial, run });
    this.#executor = executor;
    const last = executor.forward();
    if (this.#outputs.firstNaN !== undefined) run.noteNaN(this.#outputs.firstNaN);
    const leaves = [...last, ...this.#outputs.leaves].map(handedOver);
    const state = rebuilt(this.#chain.latest, leaves.slice(0, last.length));
    const outputs = this.#outputs.treeOf(leaves.slice(last.length));
    // From here on the totals are the program's, which may be done with them before the sweep.
    this.#outputLeaves = this.#outputs.leaves.length;
    this.#outputs.free();
    if (this.#recording === undefined) {
      this.free();
    } else {
      this.#recording.enter(leaves, (firstOutput) => {
        this.firstOutput = firstOutput;
        this.outputCount = leaves.length;
        return this;
      });
    }
    return { state, outputs };
  }

  pull(cotangents: readonly (Tensor | undefined)[]): readonly (Tensor | undefined)[] {
    const { ledger } = this.#run.arena;
    const moment = ledger.moment;
    checkOuterTapes(this.#given.where, cotangents, innermostListener());
    const count = cotangents.length - this.#outputLeaves;
    const held = cotangents.map((cotangent) => cotangent?.handle('cotangent'));
    const wanted = this.inputs.map((number) => number !== -1);
    const { whole } = this.#given.inputs;
    const ofInputs = wanted.slice(wanted.length - whole.length);
    this.#pullback.start(
      { state: held.slice(0, count), outputs: held.slice(count) },
      {
        parameters: this.#parameterLeaves.map((leaf, place) => (wanted[place] ? leaf : undefined)),
        inputs: whole.map((leaf, place) => (ofInputs[place] ? leaf : undefined)),
      },
    );
    this.#executor?.backward();
    ledger.moment = moment;
    const { parameters, state, inputs } = this.#pullback.results;
    return [...parameters, ...state, ...inputs];
  }

  free(): void {
    this.#executor?.abandon();
    this.#pullback.free();
    this.#outputs.free();
    this.#given.inputs.free();
    freeAll(this.#parameterLeaves);
  }
}

function handedOver(leaf: Tensor): Tensor {
  const handle = leaf.handle('scratch');
  handle.marks = constant;
  adopt(handle);
  return handle;
}

function checkedSchedule<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  given: Reversed<P, S, X, Y>,
  run: Run,
): Schedule {
  tally(given.schedule(run), given.inputs.extent);
  return given.schedule(run);
}

function innermostRecording(where: string): Recording | undefined {
  const listener = innermostListener();
  if (listener === undefined || listener instanceof Recording) return listener;
  throw new TapeError(`${where}: it is heard by something that is no tape; use record or Tape`);
}

function checkOuterTapes(
  where: string,
  leaves: readonly (Tensor | undefined)[],
  innermost: Listener | undefined,
): void {
  for (let outer = innermost; outer !== undefined; outer = outer.outer) {
    if (leaves.every((leaf) => leaf === undefined || outer?.numberOf(leaf) === -1)) continue;
    throw new TapeError(
      `${where}: a derivative of a derivative through ${where} is asked for, which is not supported; ` +
        'take the inner derivative of a program without it, or stop the outer one with stopGradient',
    );
  }
}
