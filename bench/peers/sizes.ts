// The time of a gradient against the length of the sequence and against the size of the state, for everybody.
import { type FigureFiles, saveFigure } from '../../experiments/harness/figure.js';
import { lineFigure } from '../../experiments/harness/lineFigure.js';
import { type ContestantName, contestants } from './contestants.js';
import { type Measured, type Peers, run } from './race.js';
import { type Race, small } from './races.js';
import { medianOf, quantileOf } from './targets.js';

/** Races of growing size: one panel of the figure. */
export interface Panel {
  readonly heading: string;
  readonly field: 'steps' | 'hidden';
  readonly races: readonly Race[];
}

/** What was found at one size. */
export interface Point {
  readonly panel: Panel;
  readonly race: Race;
  readonly measured: readonly Measured[];
}

export interface Swept {
  readonly points: readonly Point[];
  /** A sentence for each contestant that is not asked at greater sizes. */
  readonly dropped: readonly string[];
  /** A sentence for each that failed, or whose gradients are wrong. */
  readonly failures: readonly string[];
}

export const everySize = [32, 64, 128, 256, 512, 1024];
export const fewSizes = [32, 128, 512];

const entrants = ['builtin', 'native', 'hand', 'loop1', 'fused1', 'tfjs', 'jaxSteps'] as const;
const usualSlowMs = 3000;
/** Who takes longer for one answer, compilation included, is ended. */
const withinMs = 45_000;

export function panelsOf(sizes: readonly number[]): readonly Panel[] {
  return [
    { heading: 'length of the sequence, hidden size 128', field: 'steps', of: { hidden: 128 } },
    { heading: 'size of the state (hidden), 64 steps', field: 'hidden', of: { steps: 64 } },
  ].map(({ heading, field, of }) => {
    const grown = field === 'steps' ? 'steps' : 'hidden';
    return {
      heading,
      field: grown,
      races: sizes.map((size) => ({
        name: `RNN, ${heading}: ${size}`,
        cell: 'RNN',
        sizes: { ...small, ...of, [grown]: size },
        entrants,
      })),
    };
  });
}

export interface SweepOptions {
  readonly peers: Peers;
  readonly rounds: number;
  readonly scratch: string;
  /** Who takes longer for one run takes no part at greater sizes; 3 seconds if absent. */
  readonly slowMs?: number;
  /** Told of each size as it is done. */
  readonly onPoint: (point: Point) => void;
}

export async function sweep(panels: readonly Panel[], options: SweepOptions): Promise<Swept> {
  const { slowMs = usualSlowMs } = options;
  const points: Point[] = [];
  const dropped: string[] = [];
  const failures: string[] = [];
  for (const panel of panels) {
    const out = new Set<ContestantName>();
    for (const race of panel.races) {
      const asked = race.entrants.filter((name) => !out.has(name));
      const outcome = await run({ ...race, entrants: asked }, { ...options, withinMs });
      const point = { panel, race, measured: outcome.measured };
      points.push(point);
      options.onPoint(point);
      failures.push(...outcome.failures);
      dropped.push(...outcome.tooSlow);
      for (const name of asked) {
        const found = outcome.measured.find(({ contestant }) => contestant === name);
        if (found !== undefined && medianOf(found) <= slowMs) continue;
        out.add(name);
        if (found !== undefined && race !== panel.races.at(-1)) dropped.push(leftOut(race, found, slowMs));
      }
    }
  }
  return { points, dropped, failures };
}

function leftOut(race: Race, found: Measured, slowMs: number): string {
  const seconds = (medianOf(found) / 1000).toFixed(1);
  return (
    `${race.name}, ${contestants[found.contestant].name}: left out at greater sizes: ` +
    `a run takes ${seconds} s; at most ${slowMs / 1000} s is allowed`
  );
}

/** Both panels on logarithmic axes, quartiles as bands. */
export function drawSizes(path: string, points: readonly Point[]): Promise<FigureFiles> {
  const rows = points.flatMap(({ panel, race, measured }) =>
    measured.map((each) => ({
      who: contestants[each.contestant].name,
      panel: panel.heading,
      size: race.sizes[panel.field],
      ms: medianOf(each),
      low: quantileOf(each.runs, 0.25),
      high: quantileOf(each.runs, 0.75),
    })),
  );
  return saveFigure(
    path,
    lineFigure({
      title: 'A gradient of an Elman network',
      subtitle: `batch ${small.batch}, ${small.inputs} inputs, float32; medians of interleaved rounds, with quartiles`,
      rows,
      x: { field: 'size', title: 'steps, or entries of the state', scale: 'log2' },
      y: { field: 'ms', title: 'forward and backward (ms)', scale: 'log10' },
      series: { field: 'who', order: entrants.map((name) => contestants[name].name) },
      facet: { field: 'panel', title: '', columns: 2, width: 320, height: 320 },
      band: { low: 'low', high: 'high' },
    }),
  );
}
