import { advance, release, restore, snapshot } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import type { Evaluation } from './evaluation.js';
import type { ReverseSegment, Segments } from './outline.js';
import { Spine } from './spine.js';

/**
 * What it costs to reverse a chain of equal steps by segments: the same as action by action. One as long as the one after
 * it does the same as that with a state less held, but for the first and the last.
 */
export function segmentEvaluation(
  profile: Profile,
  { count, startOf }: Segments,
  reverse: ReverseSegment,
): Evaluation {
  const spine = new Spine(profile);
  const last = count - 1;
  const lengthOf = (segment: number): number => startOf(segment + 1) - startOf(segment);
  for (let segment = 0; segment < last; segment += 1) {
    spine.play(snapshot(startOf(segment), segment));
    spine.play(advance(startOf(segment), startOf(segment + 1)));
  }
  for (let segment = last; segment >= 0; segment -= 1) {
    const from = startOf(segment);
    if (segment > 0 && segment < last - 1 && lengthOf(segment) === lengthOf(segment + 1)) {
      spine.repeat();
      spine.play(release(from, segment));
      continue;
    }
    spine.begin();
    if (segment < last) {
      spine.play(restore(from, segment));
      spine.play(release(from, segment));
    }
    for (const action of reverse(from, startOf(segment + 1), segment)) spine.play(action);
  }
  return spine.evaluation(0);
}
