import { type Action, release } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import type { Tally } from '../tape/tally.js';
import { ByteCounter } from './byteCounter.js';
import { type Evaluation, evaluationOf } from './evaluation.js';
import type { PartCost } from './partCosts.js';

/**
 * A reversal on its way to the end of the chain and through its first sweep, action by action, and back over whole parts
 * whose costs are known.
 */
export class Spine {
  readonly #profile: Profile;
  readonly #counter: ByteCounter;
  readonly #counts = {
    advancedSteps: 0,
    recordedSteps: 0,
    sweptSteps: 0,
    snapshotWrites: 0,
    restores: 0,
    peakSlots: 0,
    peakRecords: 0,
  };
  #before: Tally = this.#counts;
  #after: Tally | undefined;
  #peakBytes: number;
  #slots = 0;
  #records = 0;
  #choices = 0;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#counter = new ByteCounter(profile);
    this.#peakBytes = this.#counter.bytes;
  }

  play(action: Action): void {
    this.#peakBytes = Math.max(this.#peakBytes, this.#counter.play(action));
    const counts = this.#counts;
    switch (action.verb) {
      case 'advance':
        counts.advancedSteps += action.to - action.from;
        break;
      case 'record':
        counts.recordedSteps += action.to - action.from;
        this.#wait(action.to - action.from);
        break;
      case 'sweep':
        counts.sweptSteps += action.from - action.to;
        this.#wait(action.to - action.from);
        break;
      case 'discard':
        this.#wait(action.from - action.to);
        break;
      case 'restore':
        counts.restores += 1;
        break;
      case 'snapshot':
        counts.snapshotWrites += 1;
        this.#fill(1);
        break;
      case 'release':
        this.#fill(-1);
        break;
    }
  }

  /** Restores a state from its slot, reverses a part from there, and empties the slot. */
  reverse(from: number, cost: PartCost): void {
    const counts = this.#counts;
    counts.advancedSteps += cost.advances;
    counts.recordedSteps += cost.length;
    counts.sweptSteps += cost.length;
    counts.snapshotWrites += cost.writes;
    counts.restores += 1 + cost.restores;
    counts.peakSlots = Math.max(counts.peakSlots, this.#slots - 1 + cost.peakSlots);
    counts.peakRecords = Math.max(counts.peakRecords, this.#records + cost.peakRecords);
    this.#peakBytes = Math.max(this.#peakBytes, this.#counter.bytes + cost.peakBytes);
    this.#choices += cost.choices;
    this.play(release(from, 0));
  }

  /** What is played from here on may be repeated. */
  begin(): void {
    this.#before = { ...this.#counts };
    this.#after = undefined;
  }

  /** All that was played since it began is done once more, where no more is live. */
  repeat(): void {
    const counts = this.#counts;
    const before = this.#before;
    const after = this.#after ?? { ...counts };
    this.#after = after;
    counts.advancedSteps += after.advancedSteps - before.advancedSteps;
    counts.recordedSteps += after.recordedSteps - before.recordedSteps;
    counts.sweptSteps += after.sweptSteps - before.sweptSteps;
    counts.snapshotWrites += after.snapshotWrites - before.snapshotWrites;
    counts.restores += after.restores - before.restores;
  }

  choose(): void {
    this.#choices += 1;
  }

  /** With so many bytes that the schedule holds for every choice. */
  evaluation(bytesEach: number): Evaluation {
    return evaluationOf(this.#profile, this.#counts, this.#peakBytes + this.#choices * bytesEach);
  }

  #wait(steps: number): void {
    this.#records += steps;
    this.#counts.peakRecords = Math.max(this.#counts.peakRecords, this.#records);
  }

  #fill(slots: number): void {
    this.#slots += slots;
    this.#counts.peakSlots = Math.max(this.#counts.peakSlots, this.#slots);
  }
}
