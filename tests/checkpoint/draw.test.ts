import { expect, test } from 'vitest';
import { draw } from '../../src/checkpoint/draw.js';
import { ScheduleError } from '../../src/errors.js';
import { advance, discard, record, release, restore, snapshot, sweep, turn } from '../../src/tape/action.js';

test('a drawing shows what is held while an action runs', () => {
  const actions = [
    snapshot(0, 3),
    advance(0, 1),
    record(1, 2),
    ...turn(2, 4),
    sweep(2, 1),
    restore(0, 3),
    release(0, 3),
    ...turn(0, 1),
  ];
  expect(draw(actions, 4)).toBe(['>...', 'o=..', 'o.==', 'o.<<', 'o<..', '=...', '<...'].join('\n'));
});

test('records that are discarded are crossed out', () => {
  const actions = [
    snapshot(0, 0),
    record(0, 1),
    discard(0, 1),
    ...turn(1, 2),
    restore(0, 0),
    release(0, 0),
    ...turn(0, 1),
  ];
  expect(draw(actions, 2)).toBe(['=.', 'x.', 'o=', 'o<', '=.', '<.'].join('\n'));
});

test('no steps draw nothing', () => {
  expect(draw([], 0)).toBe('');
});

test('a schedule that cannot be obeyed is not drawn', () => {
  expect(() => draw([advance(0, 1)], 2)).toThrow(
    new ScheduleError('end of the schedule, after 1 action: step 1 is not swept; record and sweep it first'),
  );
});
