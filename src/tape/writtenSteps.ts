import { isFloat } from '../array/dtype.js';
import type { RandomKey } from '../array/random.js';
import { Scope, within } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { leavesOf, type Tree } from '../array/tree.js';
import type { CapturedTensors } from './capturedTensors.js';
import type { StepEnds } from './compiled/tracedStep.js';
import { holdAll } from './holding.js';
import type { ChainWatch } from './numbers/chainWatch.js';
import { atPlace, type WrappedPlace } from './place.js';
import type { State } from './pullback.js';
import { type RecordedStep, TapedStep } from './recordedStep.js';
import { Recording } from './recording.js';
import type { Run } from './run.js';
import { StepFrame } from './stepFrame.js';
import type { StepInputs } from './stepInputs.js';
import { alias, constant, hearing, type Listener } from './trace.js';
import type { StepParts, UserStep } from './userStep.js';

/** Where the steps of a chain run. */
export interface StepPlaces {
  /** The chain's name in messages. */
  readonly where: string;
  /** Keeps what steps read from outside; absent where none runs again. */
  readonly captured?: CapturedTensors;
  readonly run: Run;
  readonly key: RandomKey;
  /** The place at which its steps draw, if not their own under the key. */
  readonly wrapped?: WrappedPlace | undefined;
  /** Which chain of the run it is. */
  readonly place: string;
  /** Where the numbers of the run are looked at. */
  readonly watch?: ChainWatch | undefined;
}

interface Parts<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  extends StepPlaces,
    StepParts<P, S, X, Y> {
  readonly inputs: StepInputs<X>;
}

/** The steps of a chain, run as their user wrote them: operation by operation, with an entry on a tape for each. */
export class WrittenSteps<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> {
  readonly #parts: Parts<P, S, X, Y>;
  readonly #step: UserStep<P, S, X, Y>;
  readonly #note: (ends: StepEnds, step: number) => void;
  /** Follows nothing: what a step does is the same, and a captured tensor is found here too. */
  readonly #deaf = new Recording();

  /** @param note - takes what a step left, before it is let go of */
  constructor(
    parts: Parts<P, S, X, Y>,
    step: UserStep<P, S, X, Y>,
    note: (ends: StepEnds, step: number) => void,
  ) {
    this.#parts = parts;
    this.#step = step;
    this.#note = note;
  }

  advance(state: State, step: number): State {
    const watch = this.#parts.watch?.ofOperations(step);
    const listener = watch === undefined ? this.#deaf : new Recording({ watch });
    return inStep(this.#parts, step, listener, () => {
      const { input } = this.#parts.inputs.at(step);
      const parameters = this.#step.ownAt(step).leaves.map(alias);
      return this.#leave(this.#step.run({ parameters, before: state.map(alias) }, input, step), step);
    });
  }

  record(state: State, step: number): { state: State; recorded: RecordedStep } {
    const { run, keep } = this.#parts;
    const recording = new Recording({ keep, watch: this.#parts.watch?.ofOperations(step) });
    const follow = (leaf: Tensor, isWanted: boolean | undefined, isSignal = true): number =>
      isWanted ? recording.follow(leaf, isSignal) : -1;
    try {
      return inStep(this.#parts, step, recording, () => {
        const { places, leaves, isFollowed, estimating } = this.#step.ownAt(step);
        const parameters = leaves.map(alias);
        const before = state.map(alias);
        const { input, slices } = this.#parts.inputs.at(step);
        const numbers = {
          parameters: parameters.map((leaf, nth) =>
            follow(leaf, isFollowed.parameters[nth], estimating.isSignal[nth]),
          ),
          before: before.map((leaf) => follow(leaf, isFloat(leaf.dtype))),
          input: slices.map((leaf, nth) => follow(leaf, isFollowed.input[nth])),
        };
        const ends = this.#step.run({ parameters, before }, input, step);
        const after = this.#leave(ends, step);
        const numberOf = (leaf: Tensor): number => recording.numberOf(leaf);
        const found = { after: ends.after.map(numberOf), output: ends.output.map(numberOf) };
        const inputs = slices.length > 0 ? slices : leavesOf(input);
        const all = { parameters, before, input: inputs, after: ends.after };
        run.noteResiduals(recording.settle(all, estimating));
        return { state: after, recorded: new TapedStep(recording, places, { ...numbers, ...found }) };
      });
    } catch (error) {
      recording.free();
      throw error;
    }
  }

  /** What remains of a step: its state under handles of its own. */
  #leave(ends: StepEnds, step: number): State {
    this.#note(ends, step);
    return holdAll(ends.after, () => 'state').map(settled);
  }
}

/** Runs something as part of a step: what it makes is let go of, and its randomness is that of the step's place. */
export function inStep<T>(
  { run, key, wrapped, place, where, captured, watch }: StepPlaces,
  step: number,
  listener: Listener,
  body: () => T,
): T {
  const frame = new StepFrame(where, step, captured);
  const scope = new Scope(run.arena, 'scratch', frame);
  const placed = (): T =>
    hearing(listener, () => (wrapped === undefined ? atPlace(key, step, body) : wrapped.run(body)));
  return run.inStep(place, () => within(scope, () => frame.run(scope, placed)), watch?.wordsOf(step));
}

function settled(leaf: Tensor): Tensor {
  leaf.marks = constant;
  return leaf;
}
