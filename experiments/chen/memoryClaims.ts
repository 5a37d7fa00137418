import type { Claim, Row } from '../experiment.js';
import { bytes, count, ratio } from '../harness/format.js';
import { extended, slopeOf, slopeTolerance, throughFirstTwo } from './growth.js';
import { callOf, type Theory, theories } from './laws.js';
import type { Point, Values } from './memory.js';
import { headingOf, stateBytesOf } from './networks.js';

type Line = Row<Point, Values>;

/** What the curves of one network say. */
export function claimsOf(rows: readonly Line[]): Claim[] {
  return [...rows.map(growthOf), ...ofLongUnrolling(rows)];
}

/** Whether bytes follow the plan's law to the byte, and what slope that gives. */
function growthOf(row: Line): Claim {
  const { network, strategy, extents } = row.point;
  const { law, said }: Theory = theories[strategy];
  const curve = { extents, bytes: row.values.featureBytes };
  const { perUnit, rest } = throughFirstTwo(law, curve);
  const isExact = extended(law, curve).every((expected, place) => expected === curve.bytes[place]);
  const { isSo, found } = law.exponent === 0 ? ofLogarithm(row) : ofPower(row);
  return {
    text: `${headingOf(network, row.point)}, ${callOf(strategy)}: bytes grow as ${said}`,
    // Any law goes through two points.
    holds: extents.length < 3 ? undefined : isExact && isSo,
    found:
      `${isExact ? 'to the byte' : 'but not to the byte'}, ${bytes(perUnit)} times ${law.name} and ${bytes(rest)} ` +
      `at ${extents.map(count).join(', ')}; ${found}`,
  };
}

function ofPower({ point, values }: Line): { readonly isSo: boolean; readonly found: string } {
  const { law }: Theory = theories[point.strategy];
  const curve = { extents: point.extents, bytes: values.featureBytes };
  const slope = slopeOf(curve);
  const tolerance = slopeTolerance(law, curve);
  return {
    isSo: Math.abs(slope - law.exponent) <= tolerance,
    found:
      `the fitted slope is ${slope.toFixed(3)}, where ${law.exponent} is the limit and what does not grow ` +
      `accounts for up to ${tolerance.toFixed(3)}`,
  };
}

function ofLogarithm({ point, values }: Line): { readonly isSo: boolean; readonly found: string } {
  const { law, statesPerDoubling = Number.NaN }: Theory = theories[point.strategy];
  const { perUnit } = throughFirstTwo(law, { extents: point.extents, bytes: values.featureBytes });
  const states = perUnit / stateBytesOf(point.network, point);
  return {
    isSo: states === statesPerDoubling,
    found: `twice as many steps take ${states} states more, and the recursion says ${statesPerDoubling}`,
  };
}

/** The paper's LSTM, unrolled over 64 steps. */
function ofLongUnrolling(rows: readonly Line[]): Claim[] {
  const [first] = rows;
  if (first?.point.network !== 'LSTM') return [];
  const times = timesFewer(rows, 'sqrt', 64);
  return [
    {
      text: `${headingOf('LSTM', first.point)}: at 64 steps the plan takes less than a quarter of the bytes (more than 4x)`,
      holds: times === undefined ? undefined : times > 4,
      found:
        times === undefined
          ? 'there are no two runs of 64 steps to compare'
          : `${ratio(times)} times fewer than storing all`,
    },
  ];
}

/** How many times fewer bytes than storing all; undefined where one of the two was not measured. */
export function timesFewer(
  rows: readonly Line[],
  strategy: Point['strategy'],
  extent: number,
): number | undefined {
  const [few, all] = [strategy, 'storeAll'].map((wanted) => {
    const row = rows.find(({ point }) => point.strategy === wanted);
    return row?.values.featureBytes[row.point.extents.indexOf(extent)];
  });
  return few === undefined || all === undefined ? undefined : all / few;
}
