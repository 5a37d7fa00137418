import type { Claim, Row } from '../experiment.js';
import { bytes } from '../harness/format.js';
import type { Point, Run, Values } from './composition.js';

type Line = Row<Point, Values>;

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
  const estimated = point.fractions.filter((fraction) => fraction < 1);
  const biased = estimated.filter(
    (fraction) => values.isUnbiased[point.fractions.indexOf(fraction)] !== true,
  );
  // With fewer draws a mean is not as good as normal, and scores say nothing.
  const isEnough = point.draws >= 100;
  return {
    text: `${point.network}: the mean of the estimates is the gradient, but for one chance in a thousand`,
    holds: isEnough && estimated.length > 0 ? biased.length === 0 : undefined,
    found:
      `${point.draws} draws each${isEnough ? '' : ', too few for scores'}; beyond the bound ` +
      `${biased.length === 0 ? 'at none' : `at ${biased.join(', ')}`} of ${estimated.join(', ')}`,
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
