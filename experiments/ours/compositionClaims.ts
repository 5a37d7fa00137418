import type { Claim, Row } from '../experiment.js';
import { bytes } from '../harness/format.js';
import type { Point, Run, Values } from './composition.js';

type Line = Row<Point, Values>;

/**
 * From how many draws on scores can be read as those of a normal distribution. Found by trying, with a twentieth kept in the deep
 * network: the largest of 71,710 scores was infinite at 50 draws, up to 5.7 at 200, up to 4.7 at 800 and up to 4.1 at 2400, where the
 * bound is 5.7. So fewer draws look biased and more do not; of a bias the score would grow as their root.
 */
export const enoughDraws = 800;

/** What schedules and estimates do together. */
export function claimsOf(row: Line): Claim[] {
  return [isSameDraw(row), isUnbiased(row), addsUp(row)];
}

function isSameDraw({ point, values }: Line): Claim {
  const { objections, runs } = values;
  return {
    text: `${point.network}: a draw is the same to the bit under every schedule, its bytes and steps known before the run`,
    holds: objections.length === 0,
    found: objections.length === 0 ? `in all ${runs.length} runs` : objections.join('; '),
  };
}

function isUnbiased({ point, values }: Line): Claim {
  const scores = point.fractions.flatMap((fraction, place) =>
    fraction < 1
      ? [{ fraction, z: values.largestZ[place] ?? Infinity, bound: values.bounds[place] ?? 0 }]
      : [],
  );
  const isEnough = point.draws >= enoughDraws;
  return {
    text: `${point.network}: the mean of the estimates is the gradient, but for one chance in a thousand at each fraction`,
    holds: isEnough && scores.length > 0 ? scores.every(({ z, bound }) => z <= bound) : undefined,
    found:
      `${point.draws} draws${isEnough ? '' : `, and scores need ${enoughDraws}`}; the largest score of all entries, and its bound: ` +
      scores
        .map(({ fraction, z, bound }) => `${z.toFixed(1)} and ${bound.toFixed(1)} at ${fraction}`)
        .join(', '),
  };
}

/** Whether an estimate saves bytes under a schedule, and a schedule beside an estimate. */
function addsUp({ point, values }: Line): Claim {
  const least = Math.min(...point.fractions);
  const at = (fraction: number, strategy: string): Run | undefined =>
    values.runs.find((run) => run.fraction === fraction && run.strategy === strategy);
  const [whole, planned, estimated, both] = [
    at(1, 'storeAll'),
    at(1, 'sqrt'),
    at(least, 'storeAll'),
    at(least, 'sqrt'),
  ].map((run) => run?.peakBytes);
  const isThere =
    whole !== undefined && planned !== undefined && estimated !== undefined && both !== undefined;
  return {
    text: `${point.network}: segments and estimates together take fewer bytes than either alone`,
    holds: isThere && least < 1 ? both < planned && both < estimated : undefined,
    found: isThere
      ? `${bytes(whole)} by storing all, ${bytes(planned)} by sqrt(), ${bytes(estimated)} with ${least} of each residual, ${bytes(both)} by both`
      : 'not all four were measured',
  };
}
