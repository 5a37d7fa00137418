// What Table 1 of the paper counts by hand, what the ledger counts, and why they differ: terms that add up to the difference,
// to the byte.
import type { ResidualRow } from 'sublinear';
import type { Network } from './paper.js';

/** What waits when the loss is known, by the ledger. */
export interface Waiting {
  /** For parameters, inputs and residuals. */
  readonly parameter: number;
  readonly input: number;
  readonly residual: number;
}

export interface Counted {
  readonly network: Network;
  readonly fraction: number;
  readonly batch: number;
  readonly waiting: Waiting;
  /** What became of residuals, of all steps. */
  readonly residuals: readonly ResidualRow[];
}

/** A part of a difference, in bytes. */
export interface Term {
  readonly what: string;
  readonly bytes: number;
}

export interface Reconciliation {
  /** The formula behind the paper's table, with the model's own weight shapes. */
  readonly derivedBytes: number;
  readonly ledgerBytes: number;
  /** They add up to the ledger's bytes less the formula's; none is 0. */
  readonly terms: readonly Term[];
}

interface Shape {
  /** The sizes of all parameters. */
  readonly parameters: readonly number[];
  /** Layer inputs by how many there are of a width: those of the data, those inside of steps, and the last, outside. */
  readonly data: { readonly count: number; readonly width: number; readonly isSampled: boolean };
  readonly inside: { readonly count: number; readonly width: number };
  readonly outside: { readonly count: number; readonly width: number };
  /** Entries that go through a relu, an example, by step. */
  readonly signs: { readonly count: number; readonly width: number };
}

const classes = 10;

const shapes: Readonly<Record<Network, Shape>> = {
  'fully connected': {
    parameters: [784 * 300, 300, 300 * 300, 300, 300 * 300, 300, 300 * 10, 10],
    data: { count: 1, width: 784, isSampled: true },
    inside: { count: 3, width: 300 },
    outside: { count: 0, width: 0 },
    signs: { count: 3, width: 300 },
  },
  RNN: {
    parameters: [100 * 100, 100, 100, 100 * 10, 10],
    data: { count: 784, width: 1, isSampled: false },
    inside: { count: 784, width: 100 },
    outside: { count: 1, width: 100 },
    signs: { count: 784, width: 100 },
  },
};

/** The input weights that the paper's row of the RNN needs beyond the model's own, [784, 100] instead of [1, 100]. */
export const inputWeightsTooMany: Readonly<Record<Network, number>> = {
  'fully connected': 0,
  RNN: 4 * 783 * 100,
};

export function reconciled({ network, fraction, batch, waiting, residuals }: Counted): Reconciliation {
  const shape = shapes[network];
  const { parameters, data, inside, outside, signs } = shape;
  const floats = (count: number): number => 4 * batch * count;
  const isWhole = fraction === 1;
  const kept = isWhole ? inside.width : keptBy(inside.width, fraction);
  const signBytes = signs.count * Math.ceil((batch * signs.width) / 8);
  const shareOfData = data.isSampled ? fraction : 1;
  const derived = {
    parameters: 4 * parameters.reduce((sum, size) => sum + size, 0),
    data: floats(data.count * data.width) * shareOfData,
    inside: floats(inside.count * inside.width) * fraction,
    outside: floats(outside.count * outside.width) * fraction,
    signs: isWhole ? 0 : (batch * signs.count * signs.width) / 8,
    logits: floats(classes),
  };
  const derivedBytes = Object.values(derived).reduce((sum, part) => sum + part, 0);
  const ledgerBytes = waiting.parameter + waiting.input + waiting.residual;
  const dataBytes = floats(data.count * data.width);
  // Of a chain's first state the report says at fraction 1 alone that it waits.
  const reportedData = isWhole && data.isSampled ? occupied(dataBytes) : 0;
  const insideBytes = floats(inside.count * kept);
  const outsideBytes = floats(outside.count * outside.width);
  const named: readonly Term[] = [
    {
      what: 'the digits are held whole for the run: nothing of them is sampled',
      bytes: dataBytes - derived.data,
    },
    { what: 'entries that are kept, rounded up to whole ones', bytes: insideBytes - derived.inside },
    {
      what: "the read-out's input is the loss's own, outside of the chain: it is kept exactly",
      bytes: outsideBytes - derived.outside,
    },
    {
      what: 'the signs of each relu, a bit each, which the formula has below fraction 1 alone',
      bytes: signBytes - derived.signs,
    },
    { what: 'labels, which the loss needs again', bytes: floats(1) },
    { what: 'blocks of 64 bytes: parameters', bytes: waiting.parameter - derived.parameters },
    {
      what: 'blocks of 64 bytes: residuals',
      bytes: paddingOf(residuals, [reportedData, insideBytes, outsideBytes, signBytes, derived.logits]),
    },
    {
      what: 'blocks of 64 bytes: digits and labels',
      bytes: occupied(dataBytes) - dataBytes + occupied(floats(1)) - floats(1),
    },
  ];
  const found = named.reduce((sum, { bytes }) => sum + bytes, 0);
  const rest = { what: 'not explained', bytes: ledgerBytes - derivedBytes - found };
  return { derivedBytes, ledgerBytes, terms: [...named, rest].filter(({ bytes }) => Math.abs(bytes) > 1e-6) };
}

/** What residuals take beyond their entries: of all rows of the report, whatever the reason they are kept for. */
function paddingOf(rows: readonly ResidualRow[], entries: readonly number[]): number {
  const bytes = rows.flatMap(({ exactBytes, keptBytes, skipped }) => [
    exactBytes,
    keptBytes,
    ...skipped.map((each) => each.bytes),
  ]);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return sum(bytes) - sum(entries);
}

/** As the released code has it. */
function keptBy(width: number, fraction: number): number {
  return Math.max(1, Math.floor(width * fraction + 0.999));
}

function occupied(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
