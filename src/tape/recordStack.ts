import { ScheduleError } from '../errors.js';

/** Records that wait to be swept, the last one on top. Empty again, it serves the next run without growing. */
export class RecordStack<Recorded> {
  // Lists that are popped give their memory back, and would take it again.
  readonly #steps: number[] = [];
  readonly #records: (Recorded | undefined)[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(step: number, recorded: Recorded): void {
    this.#steps[this.#count] = step;
    this.#records[this.#count] = recorded;
    this.#count += 1;
  }

  /** The record on top; undefined where none waits. */
  pop(): Recorded | undefined {
    if (this.#count === 0) return undefined;
    this.#count -= 1;
    const recorded = this.#records[this.#count];
    this.#records[this.#count] = undefined;
    return recorded;
  }

  /** The record of a step, which is on top. */
  take(step: number): Recorded {
    const recorded = this.#steps[this.#count - 1] === step ? this.pop() : undefined;
    if (recorded === undefined)
      throw new ScheduleError(`schedule: step ${step} is not recorded; record it first`);
    return recorded;
  }
}
