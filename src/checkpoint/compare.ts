import { checkOptions } from '../arguments/options.js';
import { ScheduleError } from '../errors.js';
import type { Action, Schedule } from '../tape/action.js';
import { inWords } from '../tape/inWords.js';
import type { Profile } from '../tape/strategy.js';
import { checkSchedule, Player, type Tally } from '../tape/tally.js';
import { aligned } from './aligned.js';
import { ByteCounter } from './byteCounter.js';
import { profileOf } from './profileOf.js';

/** What one of two schedules does, exactly. */
export interface ComparedFigures extends Tally {
  readonly actions: number;
  /** Steps run for every step of the chain: 1 where none runs twice. */
  readonly forwardRatio: number;
  /** The most bytes live at once; absent where no profile was given. */
  readonly peakBytes?: number;
}

/** Two schedules for the same chain, side by side. */
export interface Comparison {
  readonly a: ComparedFigures;
  readonly b: ComparedFigures;
  /** The first action that is not the same, in words; absent where all are. */
  readonly firstDifference?: { readonly action: number; readonly a: string; readonly b: string };
}

/**
 * Plays two schedules for the same chain side by side, without computing: what each costs, and where they part. Both are
 * streamed, so they may be of any length.
 *
 * @param options.profile - sizes of the chain's states and records, if peak bytes are to be compared, too
 * @throws {ScheduleError} at the first action that cannot be obeyed; the message says of which schedule
 * @throws {RangeError} if the extent is no number of steps, or not the profile's
 * @example
 * const chain = { extent: 100 };
 * console.log(formatComparison(compare(treeverse({ slots: 8 }).schedule(chain), bisect().schedule(chain), 100)));
 */
export function compare(
  a: Schedule,
  b: Schedule,
  extent: number,
  options: { readonly profile?: Partial<Profile> } = {},
): Comparison {
  checkOptions('compare', options, { profile: 'object' });
  checkSchedule('compare', a);
  checkSchedule('compare', b);
  const profile = profileOf('compare', extent, options.profile);
  const isSized = options.profile !== undefined;
  const sides = { a: new Side('a', a, profile, isSized), b: new Side('b', b, profile, isSized) };
  let firstDifference: Comparison['firstDifference'];
  for (let action = 0; ; action += 1) {
    const [ofA, ofB] = [sides.a.next(), sides.b.next()];
    if (ofA === undefined && ofB === undefined) break;
    // One is never the beginning of the other: whatever follows a reversal that is complete is refused.
    if (firstDifference !== undefined || ofA === undefined || ofB === undefined) continue;
    const words = { a: inWords(ofA), b: inWords(ofB) };
    if (words.a !== words.b) firstDifference = { action, ...words };
  }
  const figures = { a: sides.a.figures, b: sides.b.figures };
  return firstDifference === undefined ? figures : { ...figures, firstDifference };
}

const rows: readonly (readonly [
  string,
  (figures: ComparedFigures) => number | undefined,
  digits?: number,
])[] = [
  ['steps advanced', (side) => side.advancedSteps],
  ['steps recorded', (side) => side.recordedSteps],
  ['steps swept', (side) => side.sweptSteps],
  ['forward ratio', (side) => side.forwardRatio, 3],
  ['snapshots written', (side) => side.snapshotWrites],
  ['restores', (side) => side.restores],
  ['actions', (side) => side.actions],
  ['peak slots', (side) => side.peakSlots],
  ['peak records', (side) => side.peakRecords],
  ['peak bytes', (side) => side.peakBytes],
];

/**
 * A comparison as a table, and in words where the schedules part.
 *
 * @param names - of the two schedules
 */
export function formatComparison(
  comparison: Comparison,
  names: { readonly a?: string; readonly b?: string } = {},
): string {
  if (comparison?.a?.advancedSteps === undefined || comparison.b?.advancedSteps === undefined)
    throw new TypeError('formatComparison: there is no comparison; give what `compare` has returned');
  checkOptions('formatComparison', names, { a: 'string', b: 'string' });
  const { a = 'a', b = 'b' } = names;
  const body = rows.flatMap(([label, figure, digits = 0]) => {
    const [ofA, ofB] = [figure(comparison.a), figure(comparison.b)];
    if (ofA === undefined || ofB === undefined) return [];
    return [[label, ofA.toFixed(digits), ofB.toFixed(digits), signed(ofB - ofA, digits)]];
  });
  const table = aligned([['', a, b, 'difference'], ...body]);
  return `${table}\n\n${sentence(comparison, { a, b })}`;
}

/** One of two schedules in progress. */
class Side {
  readonly #name: string;
  readonly #actions: Iterator<Action>;
  readonly #extent: number;
  readonly #player: Player;
  readonly #counter: ByteCounter | undefined;
  #count = 0;
  #peakBytes = 0;
  #isDone = false;

  constructor(name: string, schedule: Schedule, profile: Profile, isSized: boolean) {
    this.#name = name;
    this.#actions = schedule[Symbol.iterator]();
    this.#extent = profile.extent;
    this.#player = new Player(profile.extent);
    this.#counter = isSized ? new ByteCounter(profile) : undefined;
  }

  /** Plays the next action; undefined once there is none. */
  next(): Action | undefined {
    if (this.#isDone) return undefined;
    const { done, value } = this.#actions.next();
    this.#refuse(() => (done ? this.#player.finish() : this.#player.play(value)));
    if (done) {
      this.#isDone = true;
      return undefined;
    }
    this.#count += 1;
    if (this.#counter !== undefined) this.#peakBytes = Math.max(this.#peakBytes, this.#counter.play(value));
    return value;
  }

  get figures(): ComparedFigures {
    const counts = this.#player.counts;
    const forwards = counts.advancedSteps + counts.recordedSteps;
    const figures = {
      ...counts,
      actions: this.#count,
      forwardRatio: this.#extent === 0 ? 1 : forwards / this.#extent,
    };
    return this.#counter === undefined ? figures : { ...figures, peakBytes: this.#peakBytes };
  }

  #refuse(play: () => void): void {
    try {
      play();
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      throw new ScheduleError(`compare: schedule ${this.#name}: ${error.message}`);
    }
  }
}

function signed(difference: number, digits: number): string {
  const text = difference.toFixed(digits);
  return Number(text) === 0 ? '=' : difference > 0 ? `+${text}` : text;
}

function sentence({ firstDifference, a }: Comparison, names: { a: string; b: string }): string {
  if (firstDifference === undefined) return `They are the same: ${a.actions} actions.`;
  const { action } = firstDifference;
  return `They part at action ${action}: ${names.a} has '${firstDifference.a}', ${names.b} has '${firstDifference.b}'.`;
}
