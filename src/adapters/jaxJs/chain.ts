import { ChainError } from '../../errors.js';
import type { Reversible } from '../../tape/executor.js';
import type { Purity } from '../purity.js';
import type { Engine, JaxArray } from './engine.js';
import { Held, type Meter } from './held.js';
import type { Outputs } from './outputs.js';
import type { Program, StepLeaves } from './program.js';
import type { Rows } from './rows.js';
import type { Sums } from './sums.js';

export interface ChainParts {
  /** Absent where there are no steps. */
  readonly program: Program | undefined;
  readonly parameters: Held;
  readonly rows: Rows;
  readonly outputs: Outputs;
  readonly stateCount: number;
  readonly meter: Meter;
  readonly purity: Purity | undefined;
}

/**
 * A chain of jax-js. A record is the state before its step: the compiled step that pulls cotangents back runs forward
 * itself, since residuals cannot leave a compiled function.
 */
export class JaxChain implements Reversible<Held, Held> {
  /** Where cotangents are, on the way back. */
  sums: Sums | undefined;
  readonly #engine: Engine;
  readonly #parts: ChainParts;

  constructor(engine: Engine, parts: ChainParts) {
    this.#engine = engine;
    this.#parts = parts;
  }

  advance(state: Held, step: number): Held {
    const { stateCount, outputs, meter } = this.#parts;
    // What nobody asks for is never computed, such as the state after a step that is recorded and swept at once.
    state.settle();
    const input = this.#input(step);
    try {
      const ends = this.#run({ state, input, step }, (program, given) => program.forward(...given));
      const next = new Held(ends.slice(0, stateCount), meter);
      outputs.take(ends.slice(stateCount), step);
      this.#note(next, step + 1);
      return next;
    } finally {
      input.free();
    }
  }

  record(state: Held, step: number): { readonly state: Held; readonly recorded: Held } {
    return { state: this.advance(state, step), recorded: state.keep() };
  }

  sweep(recorded: Held, step: number): void {
    const { sums } = this;
    let input: Held | undefined;
    try {
      if (sums === undefined) return;
      input = this.#input(step);
      const lent = [sums.cotangents(step), sums.lendSums()] as const;
      const at = { state: recorded, input, step };
      const found = this.#run(at, (program, given) => program.backward(given, ...lent), lent.flat());
      sums.take(found, step);
    } finally {
      input?.free();
      recorded.free();
    }
  }

  keep(state: Held): Held {
    return state.keep();
  }

  free(state: Held): void {
    state.free();
  }

  discard(recorded: Held): void {
    recorded.free();
  }

  #input(step: number): Held {
    return new Held(this.#parts.rows.at(step).leaves, this.#parts.meter);
  }

  /** Runs a program, which uses up what it is lent; if it throws, it has used up nothing. */
  #run(
    { state, input, step }: { state: Held; input: Held; step: number },
    run: (program: Program, given: StepLeaves<JaxArray>) => JaxArray[],
    others: readonly JaxArray[] = [],
  ): JaxArray[] {
    const { program, parameters } = this.#parts;
    if (program === undefined) throw new ChainError('scan: a chain without steps has none to run');
    const index = program.takesIndex ? [this.#engine.jax.numpy.array(step, { dtype: 'int32' })] : [];
    const given = [parameters.lend(), state.lend(), input.lend(), index] as const;
    try {
      return run(program, given);
    } catch (error) {
      for (const leaf of [...given.flat(), ...others]) leaf.dispose();
      throw error;
    }
  }

  #note(state: Held, boundary: number): void {
    const { purity } = this.#parts;
    if (purity === undefined) return;
    try {
      const numbers = state.lend().map((leaf) => leaf.dataSync());
      purity.note(numbers, boundary);
    } catch (error) {
      state.free();
      throw error;
    }
  }
}
