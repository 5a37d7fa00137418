import type { Arena } from '../../array/arena.js';
import type { Tensor } from '../../array/tensor.js';
import { PurityError } from '../../errors.js';
import { HandleLists } from '../handleLists.js';
import { freeAll } from '../holding.js';
import type { Cotangents, StepCotangents } from '../recordedStep.js';
import type { CompiledRecord } from './compiledRecord.js';
import { Blocks, type Holder, noSources, runProgram, type Sources, tensorOf } from './evaluation.js';
import { areSameInstructions } from './instruction.js';
import type { StepProgram, SweepProgram } from './stepProgram.js';
import type { SeedKind, StepLeaves, StepTrace } from './tracedStep.js';

/** Who can trace the steps of a chain. */
export interface Retracing {
  readonly arena: Arena;
  /** Traces a step that ran, on leaves like those given, with cotangents of some of what it left. */
  retrace(step: number, given: StepLeaves, seeds: readonly SeedKind[]): StepTrace;
}

/** Sweeps the recorded steps of a chain, one after another; what it needs for that is made for the first and stays. */
export class Sweeper {
  readonly #chain: Retracing;
  readonly #blocks: Blocks;
  readonly #holder: Holder;
  readonly #found: Sources = noSources();
  readonly #states = new HandleLists<Tensor | undefined>();
  readonly #seeds: (Tensor | undefined)[] = [];
  readonly #kinds: SeedKind[] = [];
  /** The sweep of the last step, and of which program it is. */
  #sweep: SweepProgram | undefined = undefined;
  #program: StepProgram | undefined = undefined;

  constructor(chain: Retracing) {
    this.#chain = chain;
    this.#blocks = new Blocks(chain.arena);
    this.#holder = { arena: chain.arena, purpose: 'cotangent' };
  }

  /** The cotangents of the state before the step; takes over those of what it left. */
  sweep(record: CompiledRecord, program: StepProgram, cotangents: StepCotangents): Cotangents {
    const { state, output } = cotangents;
    try {
      // Last first, as one by one they would be found.
      for (let nth = record.pledges.length - 1; nth >= 0; nth -= 1) record.pledges[nth]!.check();
      this.#noteSeeds(state, output);
      const sweep = this.#sweepOf(program, record.stepOfChain);
      this.#fill(record, cotangents).made = this.#blocks.makeAll(sweep.made);
      runProgram(sweep, this.#chain.arena, this.#found);
      return this.#resultsOf(sweep);
    } finally {
      this.#blocks.free();
      this.#states.give(state);
      freeAll(output);
    }
  }

  #noteSeeds(state: Cotangents, output: Cotangents): void {
    const seeds = this.#seeds;
    for (let nth = 0; nth < state.length; nth += 1) seeds[nth] = state[nth];
    for (let nth = 0; nth < output.length; nth += 1) seeds[state.length + nth] = output[nth];
    seeds.length = state.length + output.length;
  }

  #fill(record: CompiledRecord, { parameters, input }: StepCotangents): Sources {
    const found = this.#found;
    found.record = record.block;
    found.place = record;
    found.parameter = record.parameters;
    found.held = record.held;
    found.seed = this.#seeds;
    found.sum = parameters;
    found.inputSum = input;
    return found;
  }

  /** The sweep of a step from the cotangents that there are. */
  #sweepOf(program: StepProgram, step: number): SweepProgram {
    const isAlike = this.#noteKinds() && this.#program === program;
    if (isAlike && this.#sweep !== undefined) return this.#sweep;
    this.#program = program;
    this.#sweep = undefined;
    this.#sweep = this.#soughtSweep(program, step);
    return this.#sweep;
  }

  /** Whether the kinds of the cotangents are those of the step before. */
  #noteKinds(): boolean {
    const kinds = this.#kinds;
    const seeds = this.#seeds;
    let isSame = kinds.length === seeds.length;
    for (let nth = 0; nth < seeds.length; nth += 1) {
      const kind = kindOf(seeds[nth]);
      if (kinds[nth] !== kind) isSame = false;
      kinds[nth] = kind;
    }
    kinds.length = seeds.length;
    return isSame;
  }

  #soughtSweep(program: StepProgram, step: number): SweepProgram {
    const kinds = [...this.#kinds];
    const known = program.knownSweep(kinds);
    if (known !== undefined) return known;
    const { trace } = program;
    if (trace.buffers.seedKinds.join() === kinds.join()) return program.sweep(trace);
    const other = this.#chain.retrace(step, trace.given, kinds);
    if (!areSameInstructions(trace.forward, other.forward)) throw notPure(step);
    return program.sweep(other);
  }

  #resultsOf({ results }: SweepProgram): Cotangents {
    const list = this.#states.take(results.length);
    try {
      for (let nth = 0; nth < results.length; nth += 1) {
        const result = results[nth];
        list[nth] = result && tensorOf(result, this.#found, this.#holder, list[nth]);
      }
      return list;
    } catch (error) {
      freeAll(list);
      throw error;
    }
  }
}

function kindOf(seed: Tensor | undefined): SeedKind {
  if (seed === undefined) return 'none';
  return seed.block?.total === 1 ? 'own' : 'shared';
}

function notPure(step: number): PurityError {
  return new PurityError(
    `step ${step} is not a pure function: asked again, it did something else than the first time. Usual causes: ` +
      'Math.random or Date in the step, a counter or a variable outside that it changes. Draw randomness with dropout ' +
      'or a key, and pass what changes as state or inputs',
  );
}
