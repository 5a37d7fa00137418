import type { Arena, Block } from '../../array/arena.js';
import type { RandomKey } from '../../array/random.js';
import type { Spares } from '../../array/spares.js';
import type { Tensor } from '../../array/tensor.js';
import { TapeError } from '../../errors.js';
import { freeAll } from '../holding.js';
import type { Pledge } from '../own/pledge.js';
import type { Place } from '../place.js';
import type { Cotangents, RecordedStep, StepCotangents } from '../recordedStep.js';
import type { Held, Sources } from './evaluation.js';
import type { StepProgram } from './stepProgram.js';

/** A step that was run to be recorded. */
export interface StepToRecord {
  /** Where its parameters are among those of all steps. */
  readonly places: readonly number[];
  /** Its own parameters. */
  readonly parameters: readonly Tensor[];
  /** Which step of its chain it is; of its place that may be another. */
  readonly step: number;
  readonly place: Place;
}

/** What the records of a chain have in common in one run. */
export interface Recorder {
  readonly arena: Arena;
  /** Where records go when they are free. */
  readonly spares: Spares<CompiledRecord>;
  /** Pulls cotangents, which it takes over, back through a step. */
  sweep(record: CompiledRecord, program: StepProgram, cotangents: StepCotangents): Cotangents;
}

const none: readonly never[] = [];

/** A step whose residuals wait in one block. Once it is free it stands for another step. */
export class CompiledRecord implements RecordedStep, Place {
  places: readonly number[] = [];
  stepOfChain = 0;
  key: RandomKey = [0, 0];
  step = 0;
  draws = 0;
  sketchKey: RandomKey = [0, 0];
  parameters: readonly Tensor[] = [];
  /** What the vjps of its own primitives must do. */
  pledges: readonly Pledge[] = none;
  /** What is nobody else's. */
  block: Block | undefined = undefined;
  /** What the program lists beside, where it is: who else holds it may let go of it. */
  readonly held: { block: Block | undefined; offset: number }[] = [];
  #program: StepProgram | undefined = undefined;
  #recorder: Recorder | undefined = undefined;

  /** Holds what waits of a step, on its own account. */
  start(program: StepProgram, step: StepToRecord, found: Sources, recorder: Recorder): this {
    const { place } = step;
    this.places = step.places;
    this.parameters = step.parameters;
    this.stepOfChain = step.step;
    this.key = place.key;
    this.step = place.step;
    this.draws = place.draws;
    this.sketchKey = place.sketchKey;
    this.#program = program;
    this.#recorder = recorder;
    try {
      if (found.record !== undefined) recorder.arena.hold(found.record, 'residual');
      this.block = found.record;
      for (let nth = 0; nth < program.held.length; nth += 1) {
        const source = program.held[nth]!;
        this.#hold(nth, found[source.kind]?.[source.nth], recorder.arena);
      }
      return this;
    } catch (error) {
      this.free();
      throw error;
    }
  }

  pull(cotangents: StepCotangents): Cotangents {
    const recorder = this.#recorder;
    const program = this.#program;
    if (recorder === undefined || program === undefined) {
      freeAll(cotangents.state);
      freeAll(cotangents.output);
      throw new TapeError('sweep: this step was already swept; record it again');
    }
    try {
      return recorder.sweep(this, program, cotangents);
    } finally {
      this.free();
    }
  }

  free(): void {
    const recorder = this.#recorder;
    if (recorder === undefined) return;
    // What serves again in another run must not keep anything of this one.
    this.#recorder = undefined;
    this.#program = undefined;
    this.parameters = none;
    this.pledges = none;
    if (this.block !== undefined) recorder.arena.release(this.block, 'residual');
    this.block = undefined;
    for (let nth = 0; nth < this.held.length; nth += 1) this.#letGo(this.held[nth]!, recorder.arena);
    recorder.spares.give(this);
  }

  #hold(nth: number, found: Held | undefined, arena: Arena): void {
    const block = found?.block;
    if (block !== undefined) arena.hold(block, 'residual');
    const offset = found?.offset ?? 0;
    const slot = this.held[nth];
    if (slot === undefined) {
      this.held.push({ block, offset });
      return;
    }
    slot.block = block;
    slot.offset = offset;
  }

  #letGo(slot: { block: Block | undefined }, arena: Arena): void {
    if (slot.block !== undefined) arena.release(slot.block, 'residual');
    slot.block = undefined;
  }
}
