import { type Ratio, ratio } from '../interleaved.js';
import { type ContestantName, contestants } from './contestants.js';
import type { Measured } from './race.js';
import type { RaceName } from './races.js';

/** How many times as long the fastest of some contestants is to take as another one. */
export interface Target {
  readonly race: RaceName;
  readonly fastestOf: readonly ContestantName[];
  readonly over: ContestantName;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

const loop = ['loop1', 'loop2'] as const;
const fused = ['fused1', 'fused2'] as const;
const segments = ['segments1', 'segments2'] as const;

export const targets: readonly Target[] = [
  { race: 'RNN', fastestOf: ['builtin'], over: 'hand', bound: { atMost: 1.15 } },
  { race: 'RNN', fastestOf: ['native'], over: 'handNative', bound: { atMost: 1.15 } },
  { race: 'LSTM', fastestOf: ['builtin'], over: 'hand', bound: { atMost: 1.15 } },
  { race: 'LSTM', fastestOf: ['native'], over: 'handNative', bound: { atMost: 1.15 } },
  { race: 'RNN', fastestOf: loop, over: 'builtin', bound: { atLeast: 2.5 } },
  { race: 'RNN', fastestOf: loop, over: 'native', bound: { atLeast: 5 } },
  { race: 'RNN', fastestOf: fused, over: 'builtin', bound: { atLeast: 0.9 } },
  { race: 'RNN', fastestOf: fused, over: 'native', bound: { atLeast: 2 } },
  { race: 'LSTM', fastestOf: fused, over: 'builtin', bound: { atLeast: 0.9 } },
  { race: 'LSTM', fastestOf: fused, over: 'native', bound: { atLeast: 2 } },
  { race: 'RNN of 512', fastestOf: fused, over: 'native', bound: { atLeast: 1.5 } },
  { race: 'LSTM of 512', fastestOf: fused, over: 'native', bound: { atLeast: 1.5 } },
  { race: 'RNN in segments of 16', fastestOf: segments, over: 'builtinSegments', bound: { atLeast: 2 } },
  { race: 'RNN in segments of 16', fastestOf: segments, over: 'nativeSegments', bound: { atLeast: 4 } },
  { race: 'RNN', fastestOf: ['tfjs'], over: 'builtin', bound: { atLeast: 25 } },
  { race: 'RNN', fastestOf: ['jaxSteps'], over: 'builtin', bound: { atLeast: 10 } },
  { race: 'RNN', fastestOf: ['jaxSteps', 'jaxWhole'], over: 'builtin', bound: { atLeast: 10 } },
];

export interface Verdict {
  readonly target: Target;
  /** The fastest of those named, if any of them ran. */
  readonly fastest: Measured | undefined;
  readonly over: Measured | undefined;
  /** Of their times, round by round; nothing if either did not run. */
  readonly found: Ratio | undefined;
}

/** On the races that were run. */
export function verdicts(results: ReadonlyMap<string, readonly Measured[]>): readonly Verdict[] {
  return targets.flatMap((target) => {
    const measured = results.get(target.race);
    if (measured === undefined) return [];
    const [fastest] = measured
      .filter(({ contestant }) => target.fastestOf.includes(contestant))
      .sort((a, b) => medianOf(a) - medianOf(b));
    const over = measured.find(({ contestant }) => contestant === target.over);
    return [{ target, fastest, over, found: fastest && over && ratioOf(fastest, over) }];
  });
}

/** Nothing if it was not measured. */
export function isMet({ target: { bound }, found }: Verdict): boolean | undefined {
  if (found === undefined) return undefined;
  return 'atLeast' in bound ? found.median >= bound.atLeast : found.median <= bound.atMost;
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

export function medianOf({ runs }: Pick<Measured, 'runs'>): number {
  return quantileOf(runs, 0.5);
}

/** On the line between the two runs beside it. */
export function quantileOf(runs: readonly number[], share: number): number {
  const sorted = [...runs].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place));
  return below + (place - Math.floor(place)) * (above - below);
}
