import type { Arena } from '../array/arena.js';
import { ValuesNeeded } from '../array/memory.js';
import { Scope, within } from '../array/scope.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { bytesOf, type ChainNotes, type Surroundings } from './chainNotes.js';
import { type ChainSetup, extentOf } from './chainSetup.js';
import type { GradientSumming } from './gradientSums.js';
import { measureSteps } from './measuredSteps.js';
import { MeasuringArena } from './measuring.js';
import type { Following, ResidualForms } from './residualForms.js';
import type { Check, Programs, Run } from './run.js';
import type { BetweenPeak, Profile, StepFigures } from './strategy.js';
import { hearing } from './trace.js';

type Figures = Partial<StepFigures>;

/**
 * What a schedule may know of a chain. Sizes and costs of its steps are measured, with shapes only, when they are first
 * asked for, which has to be while the strategy makes its schedule: later the chain's tensors are gone.
 */
export class ChainProfile<P extends Tree, S extends Tree, X extends Tree, Y extends Tree> implements Profile {
  readonly extent: number;
  readonly ends: ((state: number) => boolean) | undefined;
  readonly share: number | undefined;
  readonly #run: Run;
  readonly isNested: boolean;
  readonly #firstBytes: number;
  readonly #surroundings: Surroundings | undefined;
  readonly #check: Check;
  readonly #arena: Arena;
  readonly #gradientSums: GradientSumming;
  readonly #programs: Programs | undefined;
  readonly #forms: ResidualForms & Following;
  readonly #setup: ChainSetup<P, S, X, Y>;
  #measured: readonly Figures[] | undefined;
  /** Where they were measured. */
  #measuring: MeasuringArena | undefined;

  constructor(
    setup: ChainSetup<P, S, X, Y>,
    options: {
      run: Run;
      notes: ChainNotes | undefined;
      ends: ((state: number) => boolean) | undefined;
      forms: ResidualForms & Following;
    },
  ) {
    this.#setup = setup;
    this.extent = extentOf(setup);
    this.ends = options.ends;
    this.#firstBytes = bytesOf(leavesOf(setup.state));
    this.#surroundings = options.notes?.known;
    this.share = options.notes?.share;
    this.#run = options.run;
    this.isNested = options.run.depth > 0;
    this.#check = options.run.check;
    this.#arena = options.run.arena;
    this.#gradientSums = options.run.gradientSums;
    this.#programs = options.run.programs;
    this.#forms = options.forms;
  }

  /** What ends no budget is no part of a plan. */
  get capacityBytes(): number | undefined {
    const { budgetBytes, capacityBytes } = this.#run;
    return budgetBytes === capacityBytes ? capacityBytes : undefined;
  }

  get heldBytes(): number | undefined {
    return this.#surroundings?.heldBytes;
  }

  get initialBytes(): number | undefined {
    return this.#surroundings?.initialBytes;
  }

  get heldInSweepBytes(): number | undefined {
    return this.#surroundings?.heldInSweepBytes;
  }

  get firstSweepPeakBytes(): number | undefined {
    return this.#surroundings?.firstSweepPeakBytes;
  }

  get sweepGrowthBytes(): number | undefined {
    return this.#surroundings?.sweepGrowthBytes;
  }

  get betweenPeakBytes(): number | undefined {
    return this.#surroundings?.betweenPeakBytes;
  }

  get betweenPeaks(): readonly BetweenPeak[] | undefined {
    const peaks = this.#surroundings?.betweenPeaks ?? [];
    if (peaks.length === 0) return undefined;
    const shared = new Map(
      this.#figures.flatMap(({ sharedBlocks = [] }) => sharedBlocks.map((each) => [each.block, each])),
    );
    return peaks.map(({ peakBytes, blocks }) => ({
      peakBytes,
      blocks: blocks.flatMap((block) => shared.get(this.#measuring?.numberOf(block) ?? -1) ?? []),
    }));
  }

  get restPeakBytes(): number | undefined {
    return this.#surroundings?.restPeakBytes;
  }

  get stateBytes(): number {
    return this.#uniform.beforeBytes ?? this.#firstBytes;
  }

  get sharedRecordBytes(): number | undefined {
    return this.#uniform.sharedRecordBytes;
  }

  /** Every step's, where they differ. */
  get steps(): readonly StepFigures[] | undefined {
    return this.#isUniform ? undefined : this.#figures.filter(isComplete);
  }

  get recordBytes(): number | undefined {
    return this.#uniform.recordBytes;
  }

  get advanceCost(): number | undefined {
    return this.#uniform.advanceCost;
  }

  get recordCost(): number | undefined {
    return this.#uniform.recordCost;
  }

  get sweepCost(): number | undefined {
    return this.#uniform.sweepCost;
  }

  get heldBeforeBytes(): number | undefined {
    return this.#uniform.heldBeforeBytes;
  }

  get heldAfterBytes(): number | undefined {
    return this.#uniform.heldAfterBytes;
  }

  get advancePeakBytes(): number | undefined {
    return this.#uniform.advancePeakBytes;
  }

  get recordPeakBytes(): number | undefined {
    return this.#uniform.recordPeakBytes;
  }

  get recordPeakAloneBytes(): number | undefined {
    return this.#uniform.recordPeakAloneBytes;
  }

  get sweepPeakBytes(): number | undefined {
    return this.#uniform.sweepPeakBytes;
  }

  get sweepPeakBesideBytes(): number | undefined {
    return this.#uniform.sweepPeakBesideBytes;
  }

  get sweepPeakAloneBytes(): number | undefined {
    return this.#uniform.sweepPeakAloneBytes;
  }

  get #uniform(): Figures {
    return (this.#isUniform && this.#figures[0]) || {};
  }

  get #isUniform(): boolean {
    const [first] = this.#figures;
    return (
      this.#figures.every((figures) => figures === first) && (this.#setup.isUniform || first === undefined)
    );
  }

  get #figures(): readonly Figures[] {
    this.#measured ??= this.#measure();
    return this.#measured;
  }

  #measure(): readonly Figures[] {
    // The inputs of a chain of unknown length are not there yet.
    if (this.extent === 0 || this.extent === Number.POSITIVE_INFINITY) return [];
    const arena = new MeasuringArena({ around: this.#arena });
    this.#measuring = arena;
    const given = this.#surroundings?.given;
    const how = { check: this.#check, gradientSums: this.#gradientSums, programs: this.#programs };
    const isFirstPaid = (this.#surroundings?.initialBytes ?? 0) > 0;
    const options = { arena, ...how, given, isFirstPaid, ...this.#forms };
    const measure = (): readonly Figures[] => measureSteps(this.#setup, options);
    try {
      return within(new Scope(arena, 'outside'), () => hearing(undefined, measure));
    } catch (error) {
      // A step that reads values can only be measured by running it.
      if (error instanceof ValuesNeeded) return [];
      throw error;
    }
  }
}

function isComplete(figures: Figures): figures is StepFigures {
  return figures.recordBytes !== undefined;
}
