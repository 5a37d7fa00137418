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
  /** What the step was given, and what it made for others. */
  readonly found: Sources;
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
  readonly #arena: Arena;
  readonly #place: StepPlace;
  readonly #parameters: readonly Tensor[];
  readonly #record: Block | undefined;
  /** As the program lists them, where they are: who holds them beside may let go of them. */
  readonly #held: Held[] = [];
  #isFree = false;

  /** Holds what waits, on its own account. */
  constructor(waiting: Waiting, program: StepProgram, sweeps: Sweeps) {
    this.places = waiting.places;
    this.#program = program;
    this.#sweeps = sweeps;
    this.#arena = waiting.arena;
    this.#place = waiting.place;
    this.#parameters = waiting.parameters;
    this.#record = waiting.record;
    if (this.#record !== undefined) this.#arena.hold(this.#record, 'residual');
    try {
      for (const { kind, nth } of program.held) this.#hold(waiting.found[kind]?.[nth]);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  pull({ state, output, parameters, input }: StepCotangents): Cotangents {
    const arena = this.#arena;
    const place = this.#place;
    const seeds = [...state, ...output];
    const blocks = new Blocks(arena);
    try {
      if (this.#isFree) throw new TapeError('sweep: this step was already swept; record it again');
      const sweep = this.#sweeps.sweepOf(this.#program, seeds.map(kindOf), place.step);
      const found: Sources = {
        parameter: this.#parameters,
        held: this.#held,
        seed: seeds,
        sum: parameters,
        inputSum: input,
        made: blocks.makeAll(sweep.made),
      };
      runProgram(sweep, arena, { record: this.#record, found, place });
      const purpose = 'cotangent';
      return sweep.results.map((result) => result && tensorOf(result, found, { arena, purpose }));
    } finally {
      blocks.free();
      freeAll(seeds);
      this.free();
    }
  }

  free(): void {
    if (this.#isFree) return;
    this.#isFree = true;
    if (this.#record !== undefined) this.#arena.release(this.#record, 'residual');
    for (const { block } of this.#held) if (block !== undefined) this.#arena.release(block, 'residual');
  }

  #hold(found: Held | undefined): void {
    const block = found?.block;
    if (block !== undefined) this.#arena.hold(block, 'residual');
    this.#held.push({ block, offset: found?.offset ?? 0 });
  }
}

function kindOf(seed: Tensor | undefined): SeedKind {
  if (seed === undefined) return 'none';
  return seed.block?.total === 1 ? 'own' : 'shared';
}
