import { ratio } from '../interleaved.js';
import { type ContestantName, contestants } from './contestants.js';
import type { Measured } from './race.js';
import type { RaceName } from './races.js';

/** Some contestant, the fastest of those named, is to take so many times as long as ours. */
export interface Target {
  readonly race: RaceName;
  readonly others: readonly ContestantName[];
  readonly ours: ContestantName;
  readonly atLeast: number;
}

const loop = ['loop1', 'loop2'] as const;
const fused = ['fused1', 'fused2'] as const;
const segments = ['segments1', 'segments2'] as const;

export const targets: readonly Target[] = [
  { race: 'RNN', others: loop, ours: 'builtin', atLeast: 2.5 },
  { race: 'RNN', others: loop, ours: 'native', atLeast: 5 },
  { race: 'RNN', others: fused, ours: 'builtin', atLeast: 0.9 },
  { race: 'RNN', others: fused, ours: 'native', atLeast: 2 },
  { race: 'LSTM', others: fused, ours: 'builtin', atLeast: 0.9 },
  { race: 'LSTM', others: fused, ours: 'native', atLeast: 2 },
  { race: 'RNN of 512', others: fused, ours: 'native', atLeast: 1.5 },
  { race: 'LSTM of 512', others: fused, ours: 'native', atLeast: 1.5 },
  { race: 'RNN in segments of 16', others: segments, ours: 'builtinSegments', atLeast: 2 },
  { race: 'RNN in segments of 16', others: segments, ours: 'nativeSegments', atLeast: 4 },
  { race: 'RNN', others: ['tfjs'], ours: 'builtin', atLeast: 25 },
  { race: 'RNN', others: ['jaxSteps'], ours: 'builtin', atLeast: 10 },
  { race: 'RNN', others: ['jaxSteps', 'jaxWhole'], ours: 'builtin', atLeast: 10 },
];

export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Verdict {
  readonly target: Target;
  /** The fastest of the others, if any of them ran. */
  readonly fastest: ContestantName | undefined;
  /** Of its times over ours, round by round; nothing if either did not run. */
  readonly found: Ratio | undefined;
}

/** On the races that were run. */
export function verdicts(results: ReadonlyMap<string, readonly Measured[]>): readonly Verdict[] {
  return targets.flatMap((target) => {
    const measured = results.get(target.race);
    if (measured === undefined) return [];
    const others: readonly ContestantName[] = target.others;
    const [other] = measured
      .filter(({ contestant }) => others.includes(contestant))
      .sort((a, b) => medianOf(a) - medianOf(b));
    const ours = measured.find(({ contestant }) => contestant === target.ours);
    return [{ target, fastest: other?.contestant, found: other && ours && ratioOf(other, ours) }];
  });
}

/** Of the rounds in which both took part. */
export function ratioOf(a: Measured, b: Measured): Ratio {
  const rounds = Math.min(a.runs.length, b.runs.length);
  const timing = ({ contestant, runs }: Measured) => ({
    name: contestants[contestant].name,
    runs: runs.slice(0, rounds),
  });
  return ratio(timing(a), timing(b));
}

export function medianOf({ runs }: Measured): number {
  return quantileOf(runs, 0.5);
}

export function quantileOf(runs: readonly number[], share: number): number {
  const sorted = [...runs].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
