// What keeps a ratio from its target: how near ours is to what its products take on one core at the roof of plain SIMD.
import { roof, roofOperations } from '../roof.js';
import { contestants } from './contestants.js';
import { gatesOf } from './protocol.js';
import type { Race } from './races.js';
import { medianOf, type Verdict } from './targets.js';

/** Multiplications and additions of the matrix products of one gradient that runs so many steps forward for one of the chain. */
export function productOperations({ cell, sizes }: Pick<Race, 'cell' | 'sizes'>, forwardRatio = 1): number {
  const { steps, batch, hidden, inputs } = sizes;
  const width = gatesOf(cell) * hidden;
  const forward = 2 * batch * width * (hidden + inputs);
  const ofWeights = forward;
  const ofState = 2 * batch * width * hidden;
  return steps * (forwardRatio * forward + ofWeights + ofState);
}

/** Operations per millisecond, the most that plain SIMD gives on one core: of the best run of some. */
export function measureRoof(runs = 9): number {
  const rounds = 200_000;
  const run = roof('float32');
  run(rounds);
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    run(rounds);
    return performance.now() - start;
  });
  return (rounds * roofOperations('float32')) / Math.min(...times);
}

/** One sentence. */
export function limitOf({ target, fastest, over, found }: Verdict, race: Race, roofPerMs: number): string {
  if (fastest === undefined) return `none of ${namesOf(target.fastestOf)} ran`;
  if (over === undefined || found === undefined) return `${contestants[target.over].name} did not run`;
  if ('atMost' in target.bound) return 'the same kernels on both sides: what is more is the work of the tape';
  const { peer, way } = contestants[target.over];
  const forwardRatio = way === 'segments' ? 2 - 16 / race.sizes.steps : 1;
  const operations = productOperations(race, forwardRatio);
  const ms = medianOf(over);
  const [reached, most] = [operations / ms / 1e6, roofPerMs / 1e6].map((each) => each.toFixed(1));
  if (peer === 'native')
    return `ours does ${reached} GFLOP/s as a whole; the roof of plain SIMD, which is not its own, is ${most}`;
  const leastMs = operations / roofPerMs;
  return (
    `ours does ${reached} of the ${most} GFLOP/s of plain SIMD's roof as a whole: products alone would take ` +
    `${leastMs.toFixed(1)} of its ${ms.toFixed(1)} ms there, and the ratio would be ${(medianOf(fastest) / leastMs).toFixed(2)}`
  );
}

function namesOf(names: readonly (keyof typeof contestants)[]): string {
  return names.map((name) => contestants[name].name).join(', ');
}
