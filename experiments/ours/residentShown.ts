import { strategies } from 'sublinear';
import type { Claim, Comparison, Plot, Row } from '../experiment.js';
import { bytes } from '../harness/format.js';
import { scatterFigure } from '../harness/scatterFigure.js';
import type { Point, Values } from './resident.js';
import { nameOf, strategySeries } from './strategySeries.js';

type Line = Row<Point, Values>;

/** The ledger's bytes against the process's, with the line on which they are equal; of processes that grew. */
export function plotsOf(rows: readonly Line[]): readonly Plot[] {
  const grown = rows.filter(({ values }) => values.residentBytes > 0);
  return grown.length === 0 ? [] : [plotOf(grown)];
}

function plotOf(rows: readonly Line[]): Plot {
  const shown = rows.toSorted((a, b) => a.values.ledgerBytes - b.values.ledgerBytes);
  const spec = scatterFigure({
    title: "The ledger's bytes, and by how much the process grew",
    subtitle: 'each point a gradient in a process of its own; dashed: equal',
    rows: shown.map(({ point, values }) => ({
      strategy: nameOf(point.strategy),
      ledger: values.ledgerBytes,
      resident: values.residentBytes,
    })),
    x: {
      field: 'ledger',
      title: 'counted by the ledger, beside parameters and data',
      scale: 'log2',
      bytes: true,
    },
    y: { field: 'resident', title: 'resident, beyond what was before', scale: 'log2', bytes: true },
    prediction: 'ledger',
    series: strategySeries('strategy'),
  });
  return { name: 'resident', caption: 'What the ledger counts, and what the system finds.', spec };
}

export function tableOf(rows: readonly Line[]): Comparison {
  return {
    title: 'bytes by the ledger; by how much the process grew; the difference',
    rows: rows.map(({ point, values: { ledgerBytes, residentBytes } }) => ({
      what: `${point.workload}, batch ${point.batchSize}, ${strategies[point.strategy].call}`,
      ours: `${bytes(ledgerBytes)}; ${bytes(residentBytes)}; ${bytes(residentBytes - ledgerBytes)}`,
      theirs: '',
    })),
  };
}

// Objects of JavaScript's are collected when half of the young generation is full: by default 16 MiB in Node.
const halfOfYoung = 16 * 2 ** 20;

/** Whether the two are equal but for what waits to be collected; undefined where the system cannot say. */
export function claimsOf(rows: readonly Line[]): Claim[] {
  if (rows.length === 0) return [];
  const isKnown = rows.every(({ values }) => values.isResidentOfGradient);
  const differences = rows.map(({ values }) => values.residentBytes - values.ledgerBytes);
  const largest = Math.max(...differences.map(Math.abs));
  const ledgers = rows.map(({ values }) => values.ledgerBytes);
  return [
    {
      text: 'the process grows by what the ledger counts, but for 16 MiB, which garbage may fill before it is collected',
      holds: isKnown ? largest <= halfOfYoung : undefined,
      found: isKnown
        ? `between ${bytes(Math.min(...ledgers))} and ${bytes(Math.max(...ledgers))} no more than ${bytes(largest)} apart, in ${rows.length} processes`
        : 'this system only knows the most that a process held in its whole life',
    },
  ];
}
