import { ScheduleError } from '../errors.js';
import { type Action, advance } from './action.js';

/** Finds out where a chain of unknown length ends: it is asked of one working state after another. */
export class Ending {
  readonly #endsAt: (state: number) => boolean;
  readonly #workingStep: () => number | undefined;
  #asked = 0;
  #extent: number | undefined = undefined;

  /** `endsAt` is called once for every state, in order, when that is the working state. */
  constructor(endsAt: (state: number) => boolean, workingStep: () => number | undefined) {
    this.#endsAt = endsAt;
    this.#workingStep = workingStep;
  }

  /** The number of steps, where that is known by now. */
  get extent(): number | undefined {
    return this.#extent;
  }

  /** @throws {ScheduleError} if `state` is neither the working state nor one that was asked of before */
  isAt(state: number): boolean {
    if (state < this.#asked) return false;
    if (this.#extent === state) return true;
    if (this.#extent !== undefined || state !== this.#asked || this.#workingStep() !== state) {
      throw new ScheduleError(
        `schedule: it asks whether the chain ends at state ${state}, which is not the working state; ` +
          'ask of one state after another, each when it is reached',
      );
    }
    const isEnd = this.#endsAt(state);
    if (isEnd) this.#extent = state;
    else this.#asked += 1;
    return isEnd;
  }
}

/** Runs a chain of unknown length that nobody reverses. */
export function* advanceToTheEnd(ending: Ending): Generator<Action> {
  for (let state = 0; !ending.isAt(state); state += 1) yield advance(state, state + 1);
}
