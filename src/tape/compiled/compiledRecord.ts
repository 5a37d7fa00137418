import type { Arena, Block } from '../../array/arena.js';
import type { Tensor } from '../../array/tensor.js';
import { TapeError } from '../../errors.js';
import { freeAll } from '../holding.js';
import type { Cotangents, RecordedStep, StepCotangents } from '../recordedStep.js';
import { Blocks, type Held, runProgram, type Sources, tensorOf } from './evaluation.js';
import type { StepPlace } from './program.js';
import type { StepProgram, SweepProgram } from './stepProgram.js';
import type { SeedKind } from './tracedStep.js';

/** What a step that was recorded as a program waits with. */
export interface Waiting {
  readonly arena: Arena;
  readonly places: readonly number[];
  readonly place: StepPlace;
  /** The step's own parameters. */
  readonly parameters: readonly Tensor[];
  /** What is nobody else's. */
  readonly record: Block | undefined;
  /** Tensors that the step was given, or made for others. */
  readonly held: readonly Held[];
}

/** Who knows the sweep of a step from the cotangents that there are. */
export interface Sweeps {
  sweepOf(program: StepProgram, seeds: readonly SeedKind[], step: number): SweepProgram;
}

/** A step whose residuals wait in one block. */
export class CompiledRecord implements RecordedStep {
  readonly places: readonly number[];
  readonly #program: StepProgram;
  readonly #sweeps: Sweeps;
  readonly #waiting: Waiting;
  /** Everything that is held here. */
  readonly #blocks: Block[] = [];
  #isFree = false;

  /** Holds what waits, on its own account. */
  constructor(waiting: Waiting, program: StepProgram, sweeps: Sweeps) {
    this.places = waiting.places;
    this.#program = program;
    this.#sweeps = sweeps;
    this.#waiting = waiting;
    try {
      this.#hold(waiting.record);
      for (const each of waiting.held) this.#hold(each.block);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  pull({ state, output, parameters, input }: StepCotangents): Cotangents {
    const { arena, record, place, held, parameters: own } = this.#waiting;
    const seeds = [...state, ...output];
    const blocks = new Blocks(arena);
    try {
      if (this.#isFree) throw new TapeError('sweep: this step was already swept; record it again');
      const sweep = this.#sweeps.sweepOf(this.#program, seeds.map(kindOf), place.step);
      const found: Sources = {
        parameter: own,
        held,
        seed: seeds,
        sum: parameters,
        inputSum: input,
        made: blocks.makeAll(sweep.made),
      };
      runProgram(sweep, arena, { record, found, place });
      const purpose = 'cotangent';
      return sweep.results.map((result) => result && tensorOf(result, found, { arena, purpose }));
    } finally {
      blocks.free();
      freeAll(seeds);
      this.free();
    }
  }

  free(): void {
    this.#isFree = true;
    for (const block of this.#blocks.splice(0)) this.#waiting.arena.release(block, 'residual');
  }

  #hold(block: Block | undefined): void {
    if (block === undefined) return;
    this.#waiting.arena.hold(block, 'residual');
    this.#blocks.push(block);
  }
}

function kindOf(seed: Tensor | undefined): SeedKind {
  if (seed === undefined) return 'none';
  return seed.block?.total === 1 ? 'own' : 'shared';
}
