// Chen, Xu, Zhang & Guestrin (2016), Training deep nets with sublinear memory cost, arXiv:1604.06174: the recursion
// g(n) = k + g(n / (k + 1)), so g(n) = k log n to the base k + 1. Here one slot more, for the initial state; and the last
// part of every cut is reached by the run that makes the cut.
import { checkOptions } from '../arguments/options.js';
import { type Action, advance, record, release, restore, snapshot, sweep } from '../tape/action.js';
import type { Strategy } from '../tape/strategy.js';
import { checkCount, checkExtent } from './options.js';
import type { CutOf, OutlinedSchedule } from './outline.js';
import { chen } from './sqrt.js';

/**
 * k snapshots cut the chain into k + 1 parts as equal as can be, and each part is cut again, the last one first, down to
 * single steps. For n = (k + 1)^d steps: k d + 1 slots, and d n k / (k + 1) advances. With k = 1 it is `bisect`.
 *
 * @param options.branching - k, the snapshots of one cut; 1 if absent
 * @throws {RangeError} if branching is not a whole number of at least 1
 * @example
 * tally(recursive({ branching: 9 }).schedule({ extent: 1000 }), 1000).peakSlots; // 28
 */
export function recursive(options: { branching?: number } = {}): Strategy {
  checkOptions('recursive', options, { branching: 'any' });
  const branching = options?.branching === undefined ? 1 : options.branching;
  checkCount('recursive', 'branching', branching, 'to cut a part in two');
  return {
    name: `recursive(${branching})`,
    source: chen,
    schedule: ({ extent }): OutlinedSchedule => {
      checkExtent('recursive', extent);
      return {
        outline: { cut: cutInto(branching + 1), kind: branching + 1 },
        [Symbol.iterator]: () => reverseByParts(extent, branching + 1),
      };
    },
  };
}

/** The first of `remaining` parts is cut off; what lies left of a cut is cut into as many as the whole. */
function cutInto(parts: number): CutOf {
  return (length, kind) => {
    const remaining = Math.min(kind, length);
    const right = remaining === 2 ? parts : remaining - 1;
    return { steps: Math.floor(length / remaining), right, left: parts };
  };
}

/** A state in a slot, and how many parts the steps from it on are still to be cut into. */
interface Held {
  readonly state: number;
  parts: number;
}

function* reverseByParts(extent: number, parts: number): Generator<Action> {
  const held: Held[] = [{ state: 0, parts }];
  if (extent > 1) yield snapshot(0, 0);
  for (let end = extent; end > 0; end -= 1) {
    // Here the working state is the newest one held.
    let newest = held.at(-1)!;
    while (end - newest.state > 1) {
      const remaining = Math.min(newest.parts, end - newest.state);
      const cut = newest.state + Math.floor((end - newest.state) / remaining);
      yield advance(newest.state, cut);
      yield snapshot(cut, held.length);
      newest.parts = parts;
      newest = { state: cut, parts: remaining === 2 ? parts : remaining - 1 };
      held.push(newest);
    }
    yield record(end - 1, end);
    yield sweep(end, end - 1);
    if (extent === 1) return;
    yield release(newest.state, held.length - 1);
    held.pop();
    if (end > 1) yield restore(held.at(-1)!.state, held.length - 1);
  }
}
