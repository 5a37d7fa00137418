import type { Claim, Comparison, Plot, Row } from '../experiment.js';
import { exponentOf } from '../harness/exponent.js';
import { lineFigure } from '../harness/lineFigure.js';
import { colours, type Point, titles, type Values, type Way, ways } from './irregular.js';

type Measured = Row<Point, Values>;

/** Bytes and seconds against the number of outer steps. */
export function plotsOf(rows: readonly Measured[]): readonly Plot[] {
  const points = rows.map(({ point, values }) => ({ way: titles[point.way], l: point.l, ...values }));
  const figure = {
    rows: points,
    x: { field: 'l', title: 'outer steps l', scale: 'log10' },
    series: { field: 'way', order: ways.map((way) => titles[way]), colours },
  } as const;
  return [
    {
      name: 'space',
      caption:
        'Bisection below the level of the loop takes a few vectors more with each doubling of the program.',
      spec: lineFigure({
        ...figure,
        title: 'Most bytes held, beyond the vector and its gradient',
        subtitle: 'by the ledger; both axes logarithmic',
        y: { field: 'bytes', title: 'bytes', scale: 'log2', bytes: true },
      }),
    },
    {
      name: 'time',
      caption: 'Times of one run each, on one machine; what is compared is how they grow.',
      spec: lineFigure({
        ...figure,
        title: 'Seconds of a gradient',
        subtitle: 'one run each',
        y: { field: 'seconds', title: 'seconds', scale: 'log10' },
      }),
    },
  ];
}

/** Exponents of space and time, fitted to the authors' raw results as ours are. */
const theirs: Readonly<Record<Way, { readonly space: string; readonly time: string }>> = {
  'store all': { space: '1.17 (Tapenade 1.05)', time: '1.35 (Tapenade 1.16)' },
  loop: { space: '0.57 (Tapenade)', time: '1.20 (Tapenade)' },
  bisection: { space: '0.10', time: '1.26' },
};

export function comparisonsOf(rows: readonly Measured[]): readonly Comparison[] {
  if (rows.length < 2 * ways.length) return [];
  return [
    {
      title: 'exponents of l: space, time',
      note:
        'Theirs: fitted to the raw results that the authors published, resident memory and user seconds of checkpointVLAD, and of ' +
        'Tapenade where that is said. Levels are not compared: an interpreter and a compiler of other languages. Store all and ' +
        'bisection have all rotations as their chain, and the loop its own steps.',
      rows: ways.map((way) => ({
        what: titles[way],
        ours: `${growthOf(rows, way, 'bytes').toFixed(2)}, ${growthOf(rows, way, 'seconds').toFixed(2)}`,
        theirs: `${theirs[way].space}, ${theirs[way].time}`,
      })),
    },
    {
      title: 'what bisection saves and takes over storing all',
      note: 'Theirs: 53 times less memory at l = 53, and 4261 times less at 3203, at 3.1 and 2.0 times the time (checkpointVLAD).',
      rows: savingsOf(rows).map(({ l, space, time }) => ({
        what: `l = ${l}`,
        ours: `${space.toFixed(0)} times less, ${time.toFixed(1)} times the time`,
        theirs: '',
      })),
    },
  ];
}

function savingsOf(rows: readonly Measured[]): readonly { l: number; space: number; time: number }[] {
  return rowsOf(rows, 'store all').flatMap(({ point: { l }, values: whole }) => {
    const bisected = rowsOf(rows, 'bisection').find(({ point }) => point.l === l)?.values;
    if (bisected === undefined) return [];
    return [{ l, space: whole.bytes / bisected.bytes, time: bisected.seconds / whole.seconds }];
  });
}

export function claimsOf(rows: readonly Measured[]): readonly Claim[] {
  const hasGrowth = ways.every((way) => rowsOf(rows, way).length >= 2);
  const [all, loop, bisection] = ways.map((way) => (hasGrowth ? growthOf(rows, way, 'bytes') : Number.NaN));
  const worst = Math.max(...rows.map(({ values }) => values.largestError));
  const told = (holds: boolean): boolean | undefined => (hasGrowth ? holds : undefined);
  return [
    {
      text: 'without checkpointing, space grows at least in proportion to l',
      holds: told(all! >= 1),
      found: `it grows with l to the power of ${all!.toFixed(2)}`,
    },
    {
      text: 'with 40 states kept over the loop it still grows with a power of l, since one step of the loop does',
      holds: told(loop! > 0.3),
      found: `it grows with l to the power of ${loop!.toFixed(2)}`,
    },
    {
      text: 'bisection over all that runs takes space that grows like log l',
      // Between neighbours of the table, log l grows by a power of l of 0.25 at most.
      holds: told(bisection! < 0.25),
      found: `it grows with l to the power of ${bisection!.toFixed(2)}`,
    },
    {
      text: 'the gradient is the vector itself',
      // What the paper's own programs reach at l = 3203.
      holds: rows.length === 0 ? undefined : worst <= 1e-7,
      found: `it is off by ${worst.toExponential(1)} of an entry at most`,
    },
  ];
}

function rowsOf(rows: readonly Measured[], way: Way): readonly Measured[] {
  return rows.filter(({ point }) => point.way === way);
}

function growthOf(rows: readonly Measured[], way: Way, what: 'bytes' | 'seconds'): number {
  const own = rowsOf(rows, way);
  return exponentOf(
    own.map(({ point }) => point.l),
    own.map(({ values }) => values[what]),
  );
}
