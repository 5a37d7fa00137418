import { strategies } from 'sublinear';
import type { Claim, Comparison, Plot, Row } from '../experiment.js';
import { exponentOf } from '../harness/exponent.js';
import { bytes, count } from '../harness/format.js';
import { lineFigure } from '../harness/lineFigure.js';
import type { Point, Values } from './irregular.js';
import { theirGrowth, theirSavings } from './theirs.js';
import { type Way, ways } from './ways.js';

type Measured = Row<Point, Values>;

const titles: Readonly<Record<Way, string>> = {
  storeAll: 'store all',
  loop: 'revolve(40) over the loop',
  bisection: 'bisection over rotations',
};

const x = { field: 'l', title: 'outer steps l', scale: 'log10' } as const;
const series = {
  field: 'way',
  order: ways.map((way) => titles[way]),
  colours: [strategies.storeAll.colour, strategies.revolve.colour, strategies.bisect.colour],
};

/** Bytes, and seconds over those of storing all, against the number of outer steps. */
export function plotsOf(rows: readonly Measured[]): readonly Plot[] {
  const points = rows.flatMap(({ point: { l }, values }) =>
    ways.map((way) => ({
      way: titles[way],
      l,
      bytes: values.bytes[way],
      ...values.timesAll[way],
      run: values.rotationsRun[way] / values.rotationsRun.storeAll,
    })),
  );
  return [
    {
      name: 'space',
      caption:
        'Bisection below the level of the loop takes a few vectors more with each doubling of the program; with 40 states kept ' +
        'over the loop, its longest step is recorded as a whole.',
      spec: lineFigure({
        title: 'Most bytes held, beyond the vector and its gradient',
        subtitle: 'by the ledger; both axes logarithmic',
        rows: points,
        x,
        y: { field: 'bytes', title: 'bytes', scale: 'log2', bytes: true },
        series,
      }),
    },
    {
      name: 'time',
      caption:
        'Measured in turns in one process. A rotation that is run again is forward only, so that a gradient takes less than in ' +
        'proportion; a step of the loop is a chain in a chain, which takes some time itself.',
      spec: lineFigure({
        title: 'Time of a gradient over that of storing all',
        subtitle: 'bands: half of all rounds; dashed: rotations that are run forward, counted',
        rows: points.filter(({ way }) => way !== titles.storeAll),
        x,
        y: { field: 'median', title: 'times storing all', scale: 'log2' },
        band: { low: 'lower', high: 'upper' },
        prediction: 'run',
        series,
      }),
    },
  ];
}

export function comparisonsOf(rows: readonly Measured[]): readonly Comparison[] {
  const growth: Comparison = {
    title: 'exponents of l: space, time',
    note:
      'Theirs: fitted to the raw results that the authors published, resident memory and user seconds of checkpointVLAD, and of ' +
      'Tapenade where that is said. What the process holds without running anything is part of theirs: their own line through ' +
      'the memory of binomial checkpointing has 10.07 kB for each step of the loop and 2905 kB at none, and is as good as ' +
      'straight. Bisection ends at 10,000 evaluation steps there, and at one rotation here.',
    rows: ways.map((way) => ({
      what: titles[way],
      ours: `${growthOf(rows, way, 'bytes').toFixed(2)}, ${growthOf(rows, way, 'seconds').toFixed(2)}`,
      theirs: theirGrowth[way],
    })),
  };
  const savings: Comparison = {
    title: 'how many times less space than storing all, in how many times the time',
    note:
      'Theirs: raw results of checkpointVLAD for bisection, and of Tapenade for the loop; those of two lengths are left out. The ' +
      'time of the loop here has in it what a chain in a chain takes by itself, which is no matter of its schedule.',
    rows: rows.flatMap(({ point: { l }, values }) =>
      (['loop', 'bisection'] as const).map((way) => ({
        what: `l = ${l}, ${titles[way]}`,
        ours: `${(values.bytes.storeAll / values.bytes[way]).toFixed(1)}, ${values.timesAll[way].median.toFixed(2)}`,
        theirs: theirSavings(l, way),
      })),
    ),
  };
  const counts: Comparison = {
    title: 'bytes, states kept at once, rotations run forward',
    rows: rows.flatMap(({ point: { l }, values }) =>
      ways.map((way) => ({
        what: `l = ${l}, ${titles[way]}`,
        ours: `${bytes(values.bytes[way])}, ${count(values.snapshots[way])}, ${count(values.rotationsRun[way])}`,
        theirs: '',
      })),
    ),
  };
  if (rows.length === 0) return [];
  return rows.length < 2 ? [savings, counts] : [growth, savings, counts];
}

export function claimsOf(rows: readonly Measured[]): readonly Claim[] {
  const hasGrowth = rows.length >= 2;
  const grows = (way: Way): number => growthOf(rows, way, 'bytes');
  const worst = Math.max(...rows.map(({ values }) => values.largestError));
  const power = (exponent: number): string => `it grows with l to the power of ${exponent.toFixed(2)}`;
  const claim = (text: string, exponent: number, holds: boolean): Claim => ({
    text,
    holds: hasGrowth ? holds : undefined,
    found: hasGrowth ? power(exponent) : 'one length tells nothing of growth',
  });
  return [
    claim(
      'without checkpointing, space grows at least in proportion to l',
      grows('storeAll'),
      grows('storeAll') >= 1,
    ),
    claim(
      'with 40 states kept over the loop it still grows with a power of l, since one step of the loop does',
      grows('loop'),
      grows('loop') > 0.3,
    ),
    // Between neighbours of the table, log l grows by a power of l of 0.25 at most.
    claim(
      'bisection over all that runs takes space that grows like log l',
      grows('bisection'),
      grows('bisection') < 0.25,
    ),
    {
      text: 'the gradient is the vector itself',
      // What the paper's own programs reach at l = 3203.
      holds: rows.length === 0 ? undefined : worst <= 1e-7,
      found: rows.length === 0 ? 'nothing' : `it is off by ${worst.toExponential(1)} of an entry at most`,
    },
  ];
}

function growthOf(rows: readonly Measured[], way: Way, what: 'bytes' | 'seconds'): number {
  const found = ({ values }: Measured) => (what === 'bytes' ? values.bytes[way] : values.seconds[way].median);
  return exponentOf(
    rows.map(({ point }) => point.l),
    rows.map(found),
  );
}
