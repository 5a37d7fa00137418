import type { Claim, Row } from '../experiment.js';
import { bytes, ratio } from '../harness/format.js';
import { byNetwork } from './byNetwork.js';
import type { Point, Values } from './composition.js';

/** What the table of schedules and estimates says, in words. */
export function claimsOf(rows: readonly Row<Point, Values>[]): Claim[] {
  return byNetwork(rows).flatMap((own) => [fewerBytes(own), sameVariance(own), fewerSteps(own)]);
}

interface Pair {
  readonly row: Row<Point, Values>;
  /** The same schedule, exactly. */
  readonly whole: Row<Point, Values>;
}

function pairsOf(
  rows: readonly Row<Point, Values>[],
  schedule: Point['schedule'],
  isMeant: (fraction: number) => boolean,
): readonly Pair[] {
  const own = rows.filter(({ point }) => point.schedule === schedule);
  return own
    .filter(({ point }) => point.fraction < 1 && isMeant(point.fraction))
    .flatMap((row) => {
      const whole = own.find(({ point }) => point.fraction === 1 && point.size === row.point.size);
      return whole === undefined ? [] : [{ row, whole }];
    });
}

function fewerBytes(rows: readonly Row<Point, Values>[]): Claim {
  const network = rows[0]?.point.network ?? '';
  const { recordBytes = Number.NaN, stateBytes = Number.NaN } = rows[0]?.values ?? {};
  const outweighs = recordBytes > stateBytes;
  const pairs = pairsOf(rows, 'revolve', () => true);
  const savings = pairs.map(({ row, whole }) => ({
    what: `${bytes(whole.values.peakBytes - row.values.peakBytes)} at ${row.values.strategy}`,
    isSaved: row.values.peakBytes < whole.values.peakBytes,
  }));
  const better = savings.filter(({ isSaved }) => isSaved);
  return {
    text: outweighs
      ? `${network}: a record (${bytes(recordBytes)}) outweighs a state (${bytes(stateBytes)}), and revolve with a sample takes fewer bytes than revolve alone at as many slots`
      : `${network}: a record (${bytes(recordBytes)}) is no more than a state (${bytes(stateBytes)}), and a sample saves nothing under revolve, where one record waits at a time`,
    holds: pairs.length === 0 ? undefined : better.length === (outweighs ? pairs.length : 0),
    found: `fewer bytes in ${better.length} of ${pairs.length} pairs: ${savings.map(({ what }) => what).join(', ')}`,
  };
}

// The estimate depends on the step and the residual, not on the schedule.
function sameVariance(rows: readonly Row<Point, Values>[]): Claim {
  const fractions = [...new Set(rows.map(({ point }) => point.fraction))].filter((fraction) => fraction < 1);
  const each = fractions.map((fraction) => {
    const found = rows
      .filter(({ point }) => point.fraction === fraction)
      .map(({ values }) => values.variance);
    return { fraction, found, isOne: new Set(found).size === 1 };
  });
  return {
    text: `${rows[0]?.point.network}: the variance is the fraction's alone, to the bit: no schedule changes it`,
    holds: each.length === 0 ? undefined : each.every(({ isOne }) => isOne),
    found: each
      .map(({ fraction, found, isOne }) =>
        isOne
          ? `${(found[0] ?? Number.NaN).toPrecision(3)} at ${fraction} under all ${found.length}`
          : `between ${Math.min(...found).toPrecision(3)} and ${Math.max(...found).toPrecision(3)} at ${fraction}`,
      )
      .join('; '),
  };
}

function fewerSteps(rows: readonly Row<Point, Values>[]): Claim {
  const forward = ({ values }: Row<Point, Values>): string => ratio(values.forwardRatio);
  const pairs = pairsOf(rows, 'within budget', (fraction) => fraction <= 0.1);
  const better = pairs.filter(({ row, whole }) => row.values.forwardRatio < whole.values.forwardRatio);
  return {
    text: `${rows[0]?.point.network}: within one budget, a tenth kept or less is paid for by variance instead of steps run again`,
    holds: pairs.length === 0 ? undefined : better.length === pairs.length,
    found: pairsOf(rows, 'within budget', () => true)
      .map(
        ({ row, whole }) =>
          `in 1/${Math.round(1 / row.point.size)} of the bytes ${forward(row)} forward steps a step at ${row.point.fraction}, ${forward(whole)} exactly`,
      )
      .join('; '),
  };
}
