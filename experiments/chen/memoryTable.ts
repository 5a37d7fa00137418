import type { Comparison, Row } from '../experiment.js';
import { ratio } from '../harness/format.js';
import { slopeOf } from './growth.js';
import { callOf, type Theory, theories } from './laws.js';
import type { Point, Values } from './memory.js';
import { timesFewer } from './memoryClaims.js';
import { headingOf, type Network } from './networks.js';

/** The size at which the paper compares its plan with another, and what it finds. */
const compared = {
  MLP: {
    extent: 1024,
    theirs: 'at least 6.86',
    note: 'Theirs is a ResNet of 1000 layers: 48 G without a plan, less than 7 G with one. Its layers differ in size, ours are alike.',
  },
  LSTM: {
    extent: 64,
    theirs: 'more than 4',
    note:
      'Theirs has 4 layers of 1024 units at a batch of 64, and is compared with a plan that works in place and shares buffers; ' +
      'ours with storing every record.',
  },
} as const satisfies Record<Network, { extent: number; theirs: string; note: string }>;

/** Slopes, and bytes beside those of storing all, of one network. */
export function comparisonOf(rows: readonly Row<Point, Values>[]): Comparison {
  const [first] = rows;
  const { network, batch, width } = first!.point;
  const { extent, theirs, note } = compared[network];
  const slopes = rows.map(({ point, values }) => {
    const { law }: Theory = theories[point.strategy];
    return {
      what: `slope of ${callOf(point.strategy)}`,
      ours: slopeOf({ extents: point.extents, bytes: values.featureBytes }).toFixed(3),
      theirs: law.exponent === 0 ? 'a logarithm' : law.exponent.toFixed(1),
    };
  });
  const savings = rows.flatMap(({ point: { strategy } }) => {
    const times = strategy === 'storeAll' ? undefined : timesFewer(rows, strategy, extent);
    const what = `times fewer bytes at ${extent}: ${callOf(strategy)}`;
    return times === undefined
      ? []
      : [{ what, ours: ratio(times), theirs: strategy === 'sqrt' ? theirs : '' }];
  });
  const title = `${headingOf(network, { batch, width })}: slopes of log-log lines, and savings`;
  return { title, note, rows: [...slopes, ...savings] };
}
