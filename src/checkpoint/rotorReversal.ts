import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';
import type { RotorPlan } from './rotorPlan.js';

/** Steps still to be reversed from a state in a slot, or recorded and still to be swept. */
interface Waiting {
  readonly from: number;
  readonly to: number;
  readonly slot: number | undefined;
}

/** Reverses a chain as planned. A part's first state is put into a slot only where it is needed twice. */
export function* reverseByPlan(extent: number, plan: RotorPlan): Generator<Action> {
  const waiting: Waiting[] = [];
  let held = 0;
  let next = 0;
  let part: Waiting | undefined = extent === 0 ? undefined : { from: 0, to: extent, slot: undefined };
  while (part !== undefined) {
    const { from, to } = part;
    // Here the working state is state `from`, which the part's slot holds, too, if it has one.
    let slot: number | undefined = part.slot;
    const choice = to - from === 1 ? 0 : plan[next++]!;
    if (choice > 0) {
      slot ??= held++;
      if (part.slot === undefined) yield snapshot(from, slot);
      yield advance(from, from + choice);
      waiting.push({ from, to: from + choice, slot });
      part = { from: from + choice, to, slot: undefined };
      continue;
    }
    if (slot !== undefined) {
      yield release(from, slot);
      held -= 1;
    }
    const end: number = choice === 0 ? to : from - choice;
    yield record(from, end);
    if (end < to) {
      waiting.push({ from, to: end, slot: undefined });
      part = { from: end, to, slot: undefined };
      continue;
    }
    yield sweep(end, from);
    part = waiting.pop();
    for (; part !== undefined && part.slot === undefined; part = waiting.pop())
      yield sweep(part.to, part.from);
    if (part?.slot !== undefined) yield restore(part.from, part.slot);
  }
}
