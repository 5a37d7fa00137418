import { advance, record, release, snapshot, sweep } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { EqualSizes } from './equalSizes.js';
import type { Evaluation } from './evaluation.js';
import type { Cut, CutOf } from './outline.js';
import { type Part, type PartCost, PartCosts, type PartRule } from './partCosts.js';
import { Spine } from './spine.js';

/** What schedules that cut a chain cost, where its steps are equal: the same as action by action, in less time. */
export class CutCosts {
  readonly #profile: Profile;
  readonly #cut: CutOf;
  readonly #costs: PartCosts;

  constructor(profile: Profile, cut: CutOf) {
    this.#profile = profile;
    this.#cut = cut;
    this.#costs = new PartCosts(new CutRule(new EqualSizes(profile), cut));
  }

  /** Of the whole chain, as a part of a kind. */
  evaluation(kind: number): Evaluation {
    const { extent } = this.#profile;
    const spine = new Spine(this.#profile);
    const held: (Part & { readonly from: number })[] = [];
    let last = { from: 0, length: extent, kind };
    if (extent > 1) spine.play(snapshot(0, 0));
    for (let cut = this.#cutOf(last); cut !== undefined; cut = this.#cutOf(last)) {
      const { from, length } = last;
      const at = from + cut.steps;
      spine.play(advance(from, at));
      spine.play(snapshot(at, 0));
      held.push({ from, length: cut.steps, kind: cut.left });
      last = { from: at, length: length - cut.steps, kind: cut.right };
    }
    if (last.length > 1) {
      spine.play(advance(last.from, extent - 1));
      held.push({ ...last, length: last.length - 1 });
    }
    spine.play(record(extent - 1, extent));
    spine.play(sweep(extent, extent - 1));
    if (last.length === 1 && extent > 1) spine.play(release(last.from, 0));
    for (let part = held.pop(); part !== undefined; part = held.pop())
      spine.reverse(part.from, this.#costs.of(part));
    return spine.evaluation(0);
  }

  #cutOf({ length, kind }: Part): Cut | undefined {
    return length > 1 ? this.#cut(length, kind) : undefined;
  }
}

/** Parts that are cut, the state at the cut in a slot until its step is swept. */
class CutRule implements PartRule {
  readonly #sizes: EqualSizes;
  readonly #cut: CutOf;

  constructor(sizes: EqualSizes, cut: CutOf) {
    this.#sizes = sizes;
    this.#cut = cut;
  }

  piecesOf({ length, kind }: Part): readonly Part[] {
    const cut = length > 1 ? this.#cut(length, kind) : undefined;
    if (cut === undefined) return [];
    return [
      { length: length - cut.steps, kind: cut.right },
      { length: cut.steps, kind: cut.left },
    ];
  }

  join({ length }: Part, [right, left]: readonly PartCost[]): PartCost {
    if (right === undefined || left === undefined) return this.#fromOneState(length);
    const sizes = this.#sizes;
    return {
      length,
      advances: left.length + right.advances + left.advances,
      writes: 1 + right.writes + left.writes,
      restores: 1 + right.restores + left.restores,
      peakSlots: Math.max(1 + right.peakSlots, left.peakSlots),
      peakRecords: 1,
      peakBytes: Math.max(sizes.advancePeak(left.length), sizes.state + right.peakBytes, left.peakBytes),
      choices: 1 + right.choices + left.choices,
    };
  }

  #fromOneState(length: number): PartCost {
    const sizes = this.#sizes;
    const { state, shared } = sizes;
    const peaks = [sizes.turnPeak(shared, 0)];
    // From a state that was advanced to and is in no slot.
    const shrunk = sizes.held(state, { after: true }) - state;
    if (length > 1) peaks.push(sizes.advancePeak(1), state + sizes.turnPeak(shared, shrunk));
    if (length > 2) peaks.push(sizes.advancePeak(2));
    return {
      length,
      advances: (length * (length - 1)) / 2,
      writes: 0,
      restores: length - 1,
      peakSlots: 1,
      peakRecords: 1,
      peakBytes: Math.max(...peaks),
      choices: length > 1 ? 1 : 0,
    };
  }
}
