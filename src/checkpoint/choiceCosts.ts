import { advance, record, release, snapshot, sweep } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { EqualSizes } from './equalSizes.js';
import type { Evaluation } from './evaluation.js';
import type { Choices } from './outline.js';
import { type Part, type PartCost, PartCosts, type PartRule } from './partCosts.js';
import { Spine } from './spine.js';

/** What goes before a part and is live while it is reversed: records that wait, and whether one of the step before it. */
const places = ['first', 'alone', 'waiting', 'recorded'] as const;
type Place = (typeof places)[number];

/** What schedules of choices cost, where steps are equal: the same as action by action, in less time. */
export class ChoiceCosts {
  readonly #profile: Profile;
  readonly #splits: Splits;
  readonly #costs: PartCosts;

  constructor(profile: Profile, choices: Choices) {
    this.#profile = profile;
    this.#splits = new Splits(choices);
    this.#costs = new PartCosts(new ChoiceRule(new EqualSizes(profile), this.#splits));
  }

  /** Of the whole chain with so many units; the schedule holds so many bytes for every choice. */
  evaluation(units: number, bytesEach = 0): Evaluation {
    const { extent } = this.#profile;
    const spine = new Spine(this.#profile);
    const waiting: ((Part & { readonly from: number }) | number)[] = [];
    let last = { from: 0, length: extent, kind: kindOf(units, 'first') };
    if (extent > 1) spine.play(snapshot(0, 0));
    for (; last.length > 1; spine.choose()) {
      const { isRecorded, right, left } = this.#splits.of(last);
      let from = last.from + left.length;
      if (left.length > 0) {
        spine.play(advance(last.from, from));
        waiting.push({ from: last.from, ...left });
      }
      if (isRecorded) {
        spine.play(record(from, from + 1));
        if (left.length === 0) spine.play(release(from, 0));
        waiting.push(from);
        from += 1;
      }
      if (right.length > 1) spine.play(snapshot(from, 0));
      last = { from, ...right };
    }
    spine.play(record(extent - 1, extent));
    spine.play(sweep(extent, extent - 1));
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      if (typeof next === 'number') spine.play(sweep(next + 1, next));
      else spine.reverse(next.from, this.#costs.of(next));
    return spine.evaluation(bytesEach);
  }
}

/** A part of at least two steps, by its choice: what lies right, and what is left of it, maybe nothing. */
interface Split {
  readonly isRecorded: boolean;
  readonly right: Part;
  readonly left: Part;
}

class Splits {
  readonly #choices: Choices;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  of({ length, kind }: Part): Split {
    const { weights, choose } = this.#choices;
    const units = Math.floor(kind / places.length);
    const place = placeOf(kind);
    const choice = choose(length, units);
    if (choice > 0) {
      const behind = place === 'first' || place === 'alone' ? 'alone' : 'waiting';
      const right = { length: length - choice, kind: kindOf(units - weights.state, behind) };
      return { isRecorded: false, right, left: { length: choice, kind } };
    }
    const right = { length: length + choice, kind: kindOf(units - weights.record, 'recorded') };
    return { isRecorded: true, right, left: { length: -choice - 1, kind } };
  }
}

function kindOf(units: number, place: Place): number {
  // A single step is recorded at once, whatever is left for it.
  return Math.max(0, units) * places.length + places.indexOf(place);
}

function placeOf(kind: number): Place {
  return places[kind % places.length]!;
}

/** Parts of which a state is kept, or a record waits; a slot is empty before the step from its state is recorded. */
class ChoiceRule implements PartRule {
  readonly #sizes: EqualSizes;
  readonly #splits: Splits;

  constructor(sizes: EqualSizes, splits: Splits) {
    this.#sizes = sizes;
    this.#splits = splits;
  }

  piecesOf(part: Part): readonly Part[] {
    if (part.length === 1) return [];
    const { right, left } = this.#splits.of(part);
    return left.length === 0 ? [right] : [right, left];
  }

  join(part: Part, [right, left]: readonly PartCost[]): PartCost {
    if (right === undefined) return this.#turn(placeOf(part.kind));
    const steps = left?.length ?? 0;
    const isRecorded = steps + right.length < part.length;
    const slots = (steps > 0 ? 1 : 0) + right.peakSlots;
    const peakBytes = isRecorded
      ? this.#peakOfRecord(placeOf(part.kind), steps, right)
      : Math.max(this.#sizes.advancePeak(steps), this.#sizes.state + right.peakBytes);
    return {
      length: part.length,
      advances: steps + right.advances + (left?.advances ?? 0),
      writes: (right.length > 1 ? 1 : 0) + right.writes + (left?.writes ?? 0),
      restores: right.restores + (left === undefined ? 0 : 1 + left.restores),
      peakSlots: Math.max(1, slots, left?.peakSlots ?? 0),
      peakRecords: Math.max((isRecorded ? 1 : 0) + right.peakRecords, left?.peakRecords ?? 0),
      peakBytes: Math.max(0, peakBytes, left?.peakBytes ?? 0),
      choices: 1 + right.choices + (left?.choices ?? 0),
    };
  }

  #turn(place: Place): PartCost {
    const none = { advances: 0, writes: 0, restores: 0, peakSlots: 0, choices: 0 };
    const peakBytes = this.#sizes.turnPeak(this.#sharedAfter(place), this.#changeOfFirst(place));
    return { length: 1, ...none, peakRecords: 1, peakBytes };
  }

  /** The step after `steps` is recorded and waits until what is right of it is reversed. */
  #peakOfRecord(place: Place, steps: number, right: PartCost): number {
    const sizes = this.#sizes;
    const { state } = sizes;
    const shared = this.#sharedAfter(place);
    const reached = steps > 0 ? state : 0;
    const change = steps > 0 ? sizes.held(state, { after: true }) : this.#changeOfFirst(place);
    const waiting = change + sizes.record + shared;
    return Math.max(
      steps > 0 ? sizes.advancePeak(steps) : 0,
      reached + shared + sizes.recordPeak,
      waiting + state + right.peakBytes,
      waiting + sizes.held(state, { before: true }) + sizes.sweepPeak,
    );
  }

  /** By how much the first state of a part changes when its step is recorded and its slot is empty. */
  #changeOfFirst(place: Place): number {
    const whole = place === 'first' ? this.#sizes.initial : this.#sizes.state;
    return this.#sizes.held(whole, { before: place === 'recorded', after: true }) - whole;
  }

  /** What all records hold together is held by those that wait already. */
  #sharedAfter(place: Place): number {
    return place === 'first' || place === 'alone' ? this.#sizes.shared : 0;
  }
}
