import { expect, test } from 'vitest';
import {
  combine,
  compare,
  draw,
  drawSvg,
  exact,
  formatComparison,
  formatPlan,
  liveBytes,
  peakBytes,
  plan,
  revolve,
  storeAll,
  tally,
  toJson,
  withinBudget,
} from '../src/index.js';

// What a caller without types gets who hands over something of another kind: where, what was found, and what is needed.
const suchAs = 'an iterable of actions is needed, such as revolve({ slots: 8 }).schedule({ extent: 100 })';
const extentOf = (where: string): string =>
  `${where}: extent is missing; a number of steps is needed, as in schedule({ extent: 100 })`;

test.each<readonly [string, () => unknown, string]>([
  ['tally of nothing', () => tally(undefined as never, 3), `tally: the schedule is undefined; ${suchAs}`],
  ['tally of null', () => tally(null as never, 3), `tally: the schedule is null; ${suchAs}`],
  ['tally of an object', () => tally({} as never, 3), `tally: the schedule is an object; ${suchAs}`],
  [
    'tally of a strategy',
    () => tally(revolve({ slots: 3 }) as never, 3),
    `tally: the schedule is a strategy; ${suchAs}`,
  ],
  ['tally of a number', () => tally(7 as never, 3), `tally: the schedule is 7; ${suchAs}`],
  [
    'tally without an extent',
    () => tally([], undefined as never),
    'tally: extent is missing; a number of steps is needed',
  ],
  ['draw of nothing', () => draw(undefined as never, 3), `draw: the schedule is undefined; ${suchAs}`],
  [
    'drawSvg of nothing',
    () => drawSvg(undefined as never, 3),
    `drawSvg: the schedule is undefined; ${suchAs}`,
  ],
  [
    'liveBytes of nothing',
    () => [...liveBytes(undefined as never, { extent: 3 })],
    `liveBytes: the schedule is undefined; ${suchAs}`,
  ],
  ['liveBytes of no chain', () => [...liveBytes([], undefined as never)], extentOf('liveBytes')],
  ['peakBytes of no chain', () => peakBytes([], null as never), extentOf('peakBytes')],
  ['plan of no chain', () => plan(undefined as never), extentOf('plan')],
  [
    'toJson of nothing',
    () => toJson(undefined as never, { extent: 3 }),
    `toJson: the schedule is undefined; ${suchAs}`,
  ],
  [
    'toJson of null actions',
    () => toJson([null] as never, { extent: 3 }),
    'toJson: action 0 is [null]; a list is needed whose first entry is one of advance, record, sweep, discard, ' +
      'snapshot, restore, release',
  ],
  [
    'formatPlan of nothing',
    () => formatPlan(undefined as never),
    'formatPlan: there is no plan; give what `plan` has returned',
  ],
  [
    'compare of one schedule',
    () => compare([], undefined as never, 0),
    `compare: the schedule is undefined; ${suchAs}`,
  ],
  [
    'formatComparison of nothing',
    () => formatComparison(undefined as never),
    'formatComparison: there is no comparison; give what `compare` has returned',
  ],
  [
    'withinBudget with costs of nothing',
    () => withinBudget({ bytes: 1000, costs: null as never }),
    extentOf('withinBudget: costs'),
  ],
  [
    'combine of a factory',
    () => combine(storeAll as never, exact),
    'combine: the strategy is a function: call it; one is needed, such as revolve({ slots: 8 })',
  ],
  [
    'combine without a keep',
    () => combine(storeAll(), undefined as never),
    'combine: the keep is undefined; one is needed, such as sample({ fraction: 0.1 })',
  ],
])('%s', (_, call, message) => {
  expect(messageOf(call)).toBe(message);
});

test('options that are null are none of an object', () => {
  const schedule = [...storeAll().schedule({ extent: 3 })];
  expect(messageOf(() => drawSvg(schedule, 3, null as never))).toBe(
    'drawSvg: options are null; an object with profile or title is needed',
  );
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was refused';
}
