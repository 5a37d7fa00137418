import { Holders } from '../array/ledger.js';
import { ValuesNeeded } from '../array/memory.js';
import type { RandomKey } from '../array/random.js';
import { adopt, currentArena, Scope, within } from '../array/scope.js';
import type { Spares } from '../array/spares.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { ChainError } from '../errors.js';
import { advance, type Schedule } from './action.js';
import { Boundaries } from './boundaries.js';
import { CapturedTensors } from './capturedTensors.js';
import { Chain } from './chain.js';
import type { ChainNotes } from './chainNotes.js';
import { type ChainSetup, extentOf } from './chainSetup.js';
import { advanceToTheEnd, Ending } from './ending.js';
import type { Entry } from './entry.js';
import { Executor } from './executor.js';
import { freeAll, holdAll } from './holding.js';
import { keptStates } from './keptStates.js';
import { likenessOf } from './likeness.js';
import { type ChainWatch, chainWatch } from './numbers/chainWatch.js';
import { checkOuterTapes, innermostRecording } from './outerTapes.js';
import { drawKeyIfAny, WrappedPlace } from './place.js';
import { Player } from './player.js';
import { ChainProfile } from './profile.js';
import { Pullback, type State } from './pullback.js';
import type { RecordedStep } from './recordedStep.js';
import type { Recording } from './recording.js';
import { RecordStack } from './recordStack.js';
import type { Following, ResidualForms } from './residualForms.js';
import { currentRun, Run } from './run.js';
import type { StateForms } from './stateForms.js';
import { StepOutputs } from './stepOutputs.js';
import { type Profile, recordAll } from './strategy.js';
import { tally } from './tally.js';
import { admitted, constant, hearing, innermostListener, refuseTracing } from './trace.js';

/** A chain to be run here and reversed, if anything is differentiated through it, when its tape is swept. */
export interface Reversed<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  extends ChainSetup<P, S, X, Y> {
  schedule(profile: Profile, run: Run): Schedule;
  /** Whether its schedule is planned for a budget, by what the run holds beside it. */
  isPlanned(run: Run): boolean;
}

/** Runs a chain up to its last state; puts one entry on the tape that can reverse it. Takes `inputs` over. */
export function runChain<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  given: Reversed<P, S, X, Y>,
): { state: S; outputs: Tree | undefined } {
  refuseTracing(`a ${given.where}`);
  const run = currentRun() ?? new Run(currentArena(), recordAll);
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
  readonly #states: StateForms<S>;
  readonly #extent: number;
  readonly #ending: Ending | undefined;
  readonly #player: Player | undefined;
  readonly #schedule: Schedule;
  readonly #notes: ChainNotes | undefined;
  readonly #initial: readonly Tensor[];
  readonly #watch: ChainWatch | undefined;
  #boundaries: Boundaries | undefined = undefined;
  readonly #captured = new CapturedTensors();
  #plan: Holders | undefined = undefined;
  readonly #stacks: Spares<RecordStack<RecordedStep>> | undefined;
  #records: RecordStack<RecordedStep> | undefined = undefined;
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
    this.#extent = extentOf(given);
    const isUnknown = this.#extent === Number.POSITIVE_INFINITY;
    this.#ending = isUnknown ? this.#endingOf(given) : undefined;
    this.#player = isUnknown && isFollowed ? new Player() : undefined;
    this.#notes = isFollowed && given.isPlanned(run) ? run.notesOfNextChain() : undefined;
    const forms = residualForms(given, {
      run,
      isSignal: ofParameters.map((each) => recording?.isSignal(each) === true),
      isFollowed: ofParameters.map((number) => number !== -1),
      isInputFollowed: ofInputs.map((number) => number !== -1),
    });
    this.#schedule = isFollowed ? this.#scheduled(forms) : straightOn(this.#extent, this.#ending);
    this.#outputs = new StepOutputs(given.outputs, this.#extent);
    this.#pullback = new Pullback(given.outputs, run.gradientSums);
    // What nobody differentiates by is data, whatever the step calls it.
    const purpose = (place: number): 'input' | 'parameter' =>
      ofParameters[place] === -1 ? 'input' : 'parameter';
    this.#parameterLeaves = holdAll(parameterLeaves, purpose);
    this.#initial = stateLeaves;
    this.#states = given.statesFrom(state);
    const place = run.placeOfNextChain();
    const programs = run.programsAt(place, given.userFunction);
    this.#stacks = programs?.stacks;
    this.#watch = chainWatch(run, given, this.#states);
    this.#chain = new Chain(
      {
        where: given.where,
        step: given.step,
        parametersAt: given.parametersAt,
        parameterLeaves: this.#parameterLeaves,
        states: this.#states,
        inputs,
        ...forms,
        outputs: this.#outputs,
        ...(given.isWrapped ? { key: unusedKey, wrapped: new WrappedPlace() } : { key: drawKeyIfAny() }),
        run,
        place,
        isUniform: given.isUniform,
        programs,
        captured: this.#captured,
        boundaries: () => this.#boundaries,
        notes: run.arena.measuring ? this.#notes : undefined,
        watch: this.#watch,
      },
      this.#pullback,
    );
  }

  forward(): { state: S; outputs: Tree | undefined } {
    const run = this.#run;
    const { ledger } = run.arena;
    if (run.check === 'boundaries' && this.#recording !== undefined) {
      this.#boundaries = new Boundaries(run.arena, { extent: this.#extent, where: this.#given.where });
    }
    this.#watch?.began(this.#initial, this.#parameterLeaves);
    const liveBytes = ledger.liveBytes;
    const initial = holdAll(this.#initial, () => 'state');
    this.#records = this.#stacks?.take() ?? new RecordStack();
    const executor = new Executor(this.#chain, {
      schedule: this.#schedule,
      extent: this.#extent,
      initial,
      counter: run.counter,
      moments: ledger,
      player: this.#player,
      records: this.#records,
    });
    this.#executor = executor;
    this.#notes?.noteStart(ledger, ledger.liveBytes - liveBytes);
    this.#holdPlan(this.#schedule.bytes ?? 0);
    const last = executor.forward();
    if (executor.isRecorded) this.#captured.free();
    this.#outputs.finish();
    this.#watch?.ended(this.#outputs.leaves);
    if (this.#outputs.leaves.length === 0) this.#checkOutputs();
    // A leaf that every step passes on is the first state's, which is held beside the chain anyway.
    const made = last.filter((leaf) => this.#initial.every((first) => first.block !== leaf.block));
    this.#notes?.noteEnd(ledger, { state: made, outputs: this.#outputs.leaves });
    const leaves = [...last, ...this.#outputs.leaves].map(handedOver);
    const extent = this.#ending?.extent ?? this.#extent;
    const state = this.#states.treeOf(leaves.slice(0, last.length), extent);
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
    // They are the chain's now, which is done with them sooner than its caller.
    freeAll(cotangents);
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
    this.#notes?.noteSweep(ledger, {
      state: likenessOf(held.slice(0, count), held.slice(count)),
      outputs: held.slice(count).map((cotangent) => cotangent !== undefined),
    });
    this.#executor?.backward();
    this.#freePlan();
    this.#notes?.noteSwept(ledger);
    ledger.moment = moment;
    const { parameters, state, inputs } = this.#pullback.results;
    return [...parameters, ...state, ...inputs];
  }

  #scheduled(forms: ResidualForms & Following): Schedule {
    const ends = this.#ending && ((state: number) => this.#ending?.isAt(state) === true);
    const profile = new ChainProfile(this.#given, { run: this.#run, notes: this.#notes, ends, forms });
    // A chain of unknown length is watched while it runs.
    if (ends === undefined) tally(this.#given.schedule(profile, this.#run), this.#extent);
    return this.#given.schedule(profile, this.#run);
  }

  /** For a chain of unknown length. */
  #endingOf({ inputs, until }: ChainSetup<P, S, X, Y>): Ending {
    const { arena } = this.#run;
    const endsAt = (step: number): boolean => {
      if (arena.measuring) throw new ValuesNeeded();
      const state = this.#executor?.working?.state ?? [];
      const isLast =
        step >= inputs.extent ||
        inputs.endsAt?.(step) === true ||
        (until !== undefined &&
          within(new Scope(arena, 'scratch'), () =>
            hearing(undefined, () => checkedAnswer(until(this.#chain.treeOf(state, step), step))),
          ));
      if (isLast) {
        this.#executor?.end();
        this.#player?.close();
      } else {
        this.#player?.grow();
      }
      return isLast;
    };
    return new Ending(endsAt, () => this.#executor?.working?.step);
  }

  /** A schedule's tables are no tensors, and they cost as much. */
  #holdPlan(bytes: number): void {
    const plan = new Holders(bytes);
    this.#run.arena.ledger.hold(plan, 'scratch');
    this.#plan = plan;
  }

  #checkOutputs(): void {
    const { where, outputs } = this.#given;
    if (outputs === 'none') return;
    throw new ChainError(
      `${where}: there are no steps, so there is no output to ${outputs}; use outputs: 'none'`,
    );
  }

  free(): void {
    this.#executor?.abandon();
    // Its stack is empty now and may be another run's.
    this.#executor = undefined;
    if (this.#records !== undefined) this.#stacks?.give(this.#records);
    this.#records = undefined;
    this.#pullback.free();
    this.#outputs.free();
    this.#given.inputs.free();
    freeAll(this.#parameterLeaves);
    this.#boundaries?.free();
    this.#captured.free();
    this.#freePlan();
  }

  #freePlan(): void {
    if (this.#plan !== undefined) this.#run.arena.ledger.release(this.#plan, 'scratch');
    this.#plan = undefined;
  }
}

function residualForms<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  given: ChainSetup<P, S, X, Y>,
  { run, ...known }: Following & { run: Run; isSignal: readonly boolean[] },
): ResidualForms & Following {
  const own = { ...known, keep: given.keep ?? run.keep };
  return { ...own, isBeforeKept: keptStates(given, own) };
}

function handedOver(leaf: Tensor): Tensor {
  const handle = leaf.handle('scratch');
  handle.marks = constant;
  adopt(handle);
  return handle;
}

/** Of a chain whose steps draw elsewhere. */
const unusedKey: RandomKey = [0, 0];

/** The schedule of a chain that nobody reverses. */
function straightOn(extent: number, ending: Ending | undefined): Schedule {
  return ending === undefined ? [advance(0, extent)] : advanceToTheEnd(ending);
}

function checkedAnswer(answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer;
  throw new ChainError(
    `scan: until returned ${answer instanceof Promise ? 'a promise' : String(answer)}; true or false is needed, ` +
      'such as (h) => max(abs(h)).item() < 1e-6',
  );
}
