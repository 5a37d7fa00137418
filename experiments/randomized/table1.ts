import { combine, defaultArena, sample, storeAll, Tape, type Tensor, type Tree, tidy } from 'sublinear';
import { type Claim, type Comparison, experiment, type Json, type Plot, type Row } from '../experiment.js';
import { lineFigure } from '../harness/lineFigure.js';
import { broughtIn, problem } from './networks.js';
import { fractions, type Network, table1 as ofPaper, paper } from './paper.js';
import {
  type Counted,
  inputWeightsTooMany,
  type Reconciliation,
  reconciled,
  type Waiting,
} from './reconciliation.js';

type Point = { readonly network: Network; readonly fraction: number; readonly batch: number };

type Values = {
  /** Held when the loss is known: what the paper's table is about. */
  readonly waiting: Waiting & { readonly [name: string]: Json };
  readonly residuals: readonly Json[];
  readonly peakBytes: number;
  readonly peakByAccount: { readonly [account: string]: number };
  readonly remarks: readonly string[];
};

/** Table 1, the rows of the fully connected network and the RNN: peak memory at a batch of 150. */
export const table1 = experiment<Point, Values>({
  id: 'randomized-table1',
  paper,
  title: 'Memory at fractions of what waits (Table 1)',
  question:
    'How many bytes wait when a share of every layer input is kept, by the ledger and by the formula?',
  points: () =>
    (['fully connected', 'RNN'] as const).flatMap((network) =>
      fractions.map((fraction) => ({ network, fraction, batch: 150 })),
    ),
  label: ({ network, fraction }) => `${network} at ${fraction}`,
  measure: measureTable1,
  show: (rows) => ({ plots: plotsOf(rows), comparisons: comparisonsOf(rows), claims: claimsOf(rows) }),
});

export function measureTable1({ network, fraction, batch }: Point): Values {
  const found = problem(network === 'RNN' ? 'pixels' : 'images', 'table 1');
  const loss = found.loss(broughtIn(found.batches({ batchSize: batch }).batch(0)));
  const { ledger } = defaultArena();
  let waiting = { ...ledger.liveByAccount };
  const observed = (parameters: Tree): Tensor => {
    const value = loss(parameters);
    waiting = { ...ledger.liveByAccount };
    return value;
  };
  // At fraction 1 it keeps everything as it is, and the report says what that was.
  const tape = new Tape({ strategy: combine(storeAll(), sample({ fraction })) });
  const report = tidy(() => tape.gradient(observed, found.parameters).report);
  const { peakBytes, peakByAccount, remarks } = report;
  const residuals = report.residuals.map((row) => ({
    ...row,
    skipped: row.skipped.map((each) => ({ ...each })),
  }));
  return { waiting, residuals, peakBytes, peakByAccount, remarks };
}

export function reconciliationOf({ point, values }: Row<Point, Values>): Reconciliation {
  return reconciled({
    ...point,
    waiting: values.waiting,
    residuals: values.residuals as unknown as Counted['residuals'],
  });
}

function plotsOf(rows: readonly Row<Point, Values>[]): Plot[] {
  if (rows.length === 0) return [];
  const lines = rows.flatMap((row) => {
    const { network, fraction } = row.point;
    const { derivedBytes, ledgerBytes } = reconciliationOf(row);
    const counted = [
      ['by the ledger', ledgerBytes],
      ['by the formula', derivedBytes],
      ['in the paper', (ofPaper[network][fraction] ?? Number.NaN) * 1e6],
    ] as const;
    return counted.map(([series, bytes]) => ({ network, fraction, series, megabytes: bytes / 1e6 }));
  });
  const spec = lineFigure({
    title: 'What waits when the loss is known',
    subtitle:
      'batch 150; the digits are held whole by the ledger, and sampled in the paper where they go into a matrix',
    rows: lines,
    x: { field: 'fraction', title: 'kept of each layer input' },
    y: { field: 'megabytes', title: 'MB', scale: 'log10' },
    series: { field: 'series', order: ['by the ledger', 'by the formula', 'in the paper'] },
    facet: { field: 'network', title: '', columns: 2, width: 300, height: 240 },
  });
  const caption =
    'Table 1: weights and what waits, by the ledger, by the formula with the true weights, and in the paper.';
  return [{ name: 'table1', caption, spec }];
}

function comparisonsOf(rows: readonly Row<Point, Values>[]): Comparison[] {
  const networks = [...new Set(rows.map(({ point }) => point.network))];
  return networks.flatMap((network) => {
    const own = rows.filter(({ point }) => point.network === network);
    return [summaryOf(network, own), ...own.map(lineByLine)];
  });
}

function summaryOf(network: Network, rows: readonly Row<Point, Values>[]): Comparison {
  return {
    title: `${network}: MB that wait when the loss is known, by the ledger; and what the paper calculated by hand`,
    note: "the paper's RNN needs an input weight of [784, 100]; the model's is [1, 100]",
    rows: rows.map((row) => {
      const { derivedBytes, ledgerBytes } = reconciliationOf(row);
      const { fraction } = row.point;
      return {
        what: `fraction ${fraction} (formula, true weights: ${megabytes(derivedBytes)})`,
        ours: megabytes(ledgerBytes),
        theirs: (ofPaper[network][fraction] ?? Number.NaN).toFixed(2),
      };
    }),
  };
}

/** From the paper's number to the ledger's: every line adds to the one above. */
function lineByLine(row: Row<Point, Values>): Comparison {
  const { network, fraction } = row.point;
  const { derivedBytes, ledgerBytes, terms } = reconciliationOf(row);
  const theirs = Math.round((ofPaper[network][fraction] ?? Number.NaN) * 1e6);
  const weights = inputWeightsTooMany[network];
  const steps = [
    ...(weights === 0 ? [] : [{ what: 'input weights of [784, 100], which are [1, 100]', bytes: -weights }]),
    { what: 'the paper rounds, or counts otherwise', bytes: derivedBytes - theirs + weights },
    ...terms,
  ];
  return {
    title: `${network} at ${fraction}: from the paper's bytes to the ledger's`,
    rows: [
      { what: 'the paper', ours: '', theirs: String(theirs) },
      ...steps.map(({ what, bytes }) => ({
        what: `${what} (${percent(bytes / derivedBytes)})`,
        ours: signed(bytes),
        theirs: '',
      })),
      { what: 'the ledger', ours: String(ledgerBytes), theirs: '' },
    ],
  };
}

function claimsOf(rows: readonly Row<Point, Values>[]): Claim[] {
  const unexplained = rows.filter((row) =>
    reconciliationOf(row).terms.some(({ what }) => what === 'not explained'),
  );
  const claims: Claim[] = [
    {
      text: 'every byte between the formula and the ledger has a name',
      holds: rows.length === 0 ? undefined : unexplained.length === 0,
      found:
        unexplained.length === 0
          ? `in all ${rows.length} cells the terms add up to the difference, to the byte`
          : unexplained.map(({ point }) => `${point.network} at ${point.fraction}`).join(', '),
    },
  ];
  for (const network of new Set(rows.map(({ point }) => point.network))) {
    const at = (fraction: number) =>
      rows.find(({ point }) => point.network === network && point.fraction === fraction);
    const [whole, tenth] = [at(1), at(0.1)];
    if (whole === undefined || tenth === undefined) continue;
    const saving = 1 - reconciliationOf(tenth).ledgerBytes / reconciliationOf(whole).ledgerBytes;
    const theirs = 1 - (ofPaper[network][0.1] ?? Number.NaN) / (ofPaper[network][1] ?? Number.NaN);
    const [largest] = reconciliationOf(tenth).terms.toSorted((a, b) => Math.abs(b.bytes) - Math.abs(a.bytes));
    claims.push({
      text: `${network}: a tenth of every layer input saves ${percent(theirs)} of what waits (Table 1)`,
      holds: Math.abs(saving - theirs) < 0.01,
      found:
        `${percent(saving)} by the ledger (the largest term: ${largest?.what}, ${megabytes(largest?.bytes ?? 0)} MB); the peak of the ` +
        `whole run, with gradients and cotangents, goes from ${megabytes(whole.values.peakBytes)} to ${megabytes(tenth.values.peakBytes)} MB`,
    });
  }
  return claims;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(3);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

function signed(bytes: number): string {
  return `${bytes < 0 ? '-' : '+'}${Math.abs(Number(bytes.toFixed(1)))}`;
}
