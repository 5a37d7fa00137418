import type { Arena } from '../array/arena.js';
import { ChainNotes, type Surroundings } from './chainNotes.js';
import type { UserFunction } from './chainSetup.js';
import { StepPrograms } from './compiled/programOfStep.js';
import type { StepProgram } from './compiled/stepProgram.js';
import { Counter } from './counter.js';
import type { Settled } from './estimation.js';
import type { GradientSumming } from './gradientSums.js';
import { exact, type Keep } from './keep.js';
import type { NumberWatch } from './numbers/numberWatch.js';
import { type ResidualRow, ResidualSums } from './residuals.js';
import type { Profile, Strategy } from './strategy.js';
import { Timeline } from './timeline.js';

/** What of the values of a run is checked. */
export type Check = 'off' | 'boundaries' | 'numbers';

/** The programs of the chains of a tape, by the places of the chains in the program. */
export class Programs {
  readonly #byPlace = new Map<string, StepPrograms>();
  /** By the text of the chain's function: two closures of one text do the same, or are found to differ. */
  readonly #byText = new Map<string, StepProgram[]>();

  at(place: string, userFunction: UserFunction | undefined): StepPrograms {
    const known = this.#byPlace.get(place) ?? new StepPrograms(this.#related(userFunction));
    this.#byPlace.set(place, known);
    return known;
  }

  #related(userFunction: UserFunction | undefined): StepProgram[] {
    if (userFunction === undefined) return [];
    const text = String(userFunction);
    const related = this.#byText.get(text) ?? [];
    this.#byText.set(text, related);
    return related;
  }
}

/** A chain to be planned, and who plans it. */
export interface Surveyed {
  readonly profile: Profile;
  readonly strategy: Strategy;
}

/** One evaluation of a loss with its gradient, as its scans see it. */
export class Run {
  readonly strategy: Strategy;
  readonly keep: Keep;
  readonly arena: Arena;
  readonly check: Check;
  /** Looks at the numbers of the run, where it has to show which of them are not finite. */
  readonly watch: NumberWatch | undefined;
  readonly gradientSums: GradientSumming;
  /** Whether every chain is recorded whole, whatever its strategy. */
  readonly recordsAll: boolean;
  /** Where the arena ends that the run is to be in; undefined if it is no matter. */
  readonly capacityBytes: number | undefined;
  readonly counter: Counter = new Counter();
  /** How many steps are open, one within the other. */
  #depth = 0;
  /** The chain whose step is open, and how many chains there were in that step. */
  #place = { name: '', chains: 0, words: '' };
  readonly #programs: Programs | undefined;
  readonly #known: readonly (Surroundings | undefined)[];
  readonly #isThrifty: boolean;
  readonly #chains: ChainNotes[] = [];
  readonly #timeline = new Timeline();
  /** The chains to be planned, where they are only to be looked at, in their order. */
  readonly survey: Map<Profile, Surveyed> | undefined;
  readonly #remarks = new Set<string>();
  readonly #residuals = new ResidualSums();
  #budgetBytes = Number.POSITIVE_INFINITY;

  /**
   * @param options.known - what was noted of each of the program's chains before
   * @param options.programs - of its chains' steps; absent where steps run as they are written
   * @param options.isSurvey - whether to note the profiles of chains that are planned, and to record them
   * @param options.isThrifty - whether every chain is to take the fewest bytes it can, whatever it costs
   */
  constructor(
    arena: Arena,
    strategy: Strategy,
    options: {
      check?: Check;
      gradientSums?: GradientSumming;
      recordsAll?: boolean;
      capacityBytes?: number | undefined;
      known?: readonly (Surroundings | undefined)[];
      programs?: Programs | undefined;
      isThrifty?: boolean;
      watch?: NumberWatch | undefined;
      isSurvey?: boolean;
    } = {},
  ) {
    this.arena = arena;
    this.strategy = strategy;
    this.keep = strategy.keep ?? exact;
    this.check = options.check ?? 'off';
    this.watch = options.watch;
    this.gradientSums = options.gradientSums ?? 'plain';
    this.recordsAll = options.recordsAll ?? false;
    this.capacityBytes = options.capacityBytes;
    this.#known = options.known ?? [];
    this.#programs = options.programs;
    this.#isThrifty = options.isThrifty ?? false;
    this.survey = options.isSurvey ? new Map() : undefined;
  }

  get depth(): number {
    return this.#depth;
  }

  /** What its steps are traced to; undefined where they run as they are written. */
  get programs(): Programs | undefined {
    return this.#programs;
  }

  /** The place of the next chain of the program, or of the step that is open. */
  placeOfNextChain(): string {
    const { name } = this.#place;
    this.#place.chains += 1;
    return `${name}/${this.#place.chains}`;
  }

  /** The chain whose place was asked for last, in words. */
  wordsOfChain(where: string): string {
    const { chains, words } = this.#place;
    const which = chains > 1 ? ` (chain ${chains} of the ${words === '' ? 'loss' : 'step'})` : '';
    return `the ${where}${which}${words === '' ? '' : ` in ${words}`}`;
  }

  /** The programs of the chain at a place. */
  programsAt(place: string, userFunction?: UserFunction): StepPrograms | undefined {
    return this.#programs?.at(place, userFunction);
  }

  /** Runs a step, `words` where they matter, of the chain at a place. */
  inStep<T>(place: string, body: () => T, words = ''): T {
    const before = this.#place;
    this.#place = { name: place, chains: 0, words };
    this.#depth += 1;
    try {
      return body();
    } finally {
      this.#depth -= 1;
      this.#place = before;
    }
  }

  /** The least budget that a strategy of a chain was given. */
  get budgetBytes(): number {
    return this.#budgetBytes;
  }

  /** From here on no more than `bytes` may be live, by the budget of a strategy. */
  noteBudget(bytes: number): void {
    const { ledger, measuring } = this.arena;
    if (bytes < Number.POSITIVE_INFINITY)
      this.#budgetBytes = Math.min(this.#budgetBytes, bytes, this.capacityBytes ?? bytes);
    if (!measuring) ledger.limitBytes = Math.min(ledger.limitBytes, bytes);
  }

  /** Where the next chain to be planned is noted; undefined within a step, whose chains come and go. */
  notesOfNextChain(): ChainNotes | undefined {
    if (this.#depth > 0) return undefined;
    const place = this.#chains.length;
    const kept = this.#known.slice(place).map((surroundings) => surroundings?.own.keptBytes ?? 0);
    const all = kept.reduce((sum, bytes) => sum + bytes, 0);
    const fair = all === 0 ? 1 : kept[0]! / all;
    const share = this.#isThrifty ? 0 : fair;
    const expected = { surroundings: this.#known[place], share };
    const isCuttable = (): boolean => currentRun() === this;
    const notes = new ChainNotes(this.#timeline, this.#chains, expected, { arena: this.arena, isCuttable });
    this.#chains.push(notes);
    return notes;
  }

  /** The run is over: the ledger's peak is that of all of it. */
  settle(): void {
    this.#timeline.end(this.arena.ledger);
  }

  /** What the run holds beside each of its chains. */
  get surroundings(): readonly (Surroundings | undefined)[] {
    return this.#chains.map((notes) => notes.found);
  }

  /** What the user should hear, each thing once. */
  get remarks(): readonly string[] {
    return [...this.#remarks];
  }

  remark(text: string): void {
    this.#remarks.add(text);
  }

  /** What became of the residuals of a step that was recorded. */
  noteResiduals({ uses, remarks }: Settled): void {
    this.#residuals.add(uses);
    for (const remark of remarks) this.remark(remark);
  }

  /** What became of all residuals, by primitive; nothing where all wait as they are. */
  get residuals(): readonly ResidualRow[] {
    return this.#residuals.rows;
  }
}

let current: Run | undefined;

export function currentRun(): Run | undefined {
  return current;
}

export function inRun<T>(run: Run, body: () => T): T {
  const before = current;
  current = run;
  try {
    return body();
  } finally {
    current = before;
  }
}
