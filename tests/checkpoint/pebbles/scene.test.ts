import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveBytes, peakBytes } from '../../../src/checkpoint/liveBytes.js';
import { sceneOf } from '../../../src/checkpoint/pebbles/scene.js';
import { strategies } from '../../../src/strategies.js';
import {
  advance,
  discard,
  record,
  release,
  restore,
  snapshot,
  sweep,
  turn,
} from '../../../src/tape/action.js';
import { tally } from '../../../src/tape/tally.js';

const rows = Object.entries(strategies);

test.each(rows)('a scene of %s shows every step once recorded and once swept', (_, row) => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), (extent) => {
      const actions = [...row.usual(extent).schedule({ extent })];
      const { waits, strokes, duration } = sceneOf(actions, { extent }, 1e6);
      const when = (verb: 'record' | 'sweep', step: number): number => {
        const stroke = strokes.findLast(
          (s) => s.verb === verb && Math.min(s.from, s.to) <= step && step < Math.max(s.from, s.to),
        )!;
        return stroke.start + (verb === 'record' ? step - stroke.from : stroke.from - step);
      };
      const seen = waits.flatMap(({ from, to, start, end }) =>
        Array.from({ length: to - from }, (_, k) => ({ step: from + k, start: start + k, end: end - k })),
      );
      const expected = Array.from({ length: extent }, (_, step) => ({
        step,
        start: when('record', step),
        end: when('sweep', step),
      }));
      expect(seen.sort((a, b) => a.step - b.step)).toEqual(expected);
      const { advancedSteps } = tally(actions, extent);
      expect(duration).toBe(advancedSteps + 2 * extent);
    }),
    { seed: 13, numRuns: 30 },
  );
});

test.each(rows)('the bytes in a scene of %s are those of its actions', (_, row) => {
  fc.assert(
    fc.property(fc.nat({ max: 60 }), (extent) => {
      const profile = { extent, stateBytes: 5, recordBytes: 7 };
      const actions = [...row.usual(extent).schedule({ extent })];
      const { bytes, strokes } = sceneOf(actions, profile, 1e6);
      const ofStrokes = strokes.map(({ start, from, to }) =>
        Math.max(...bytes.slice(start, start + Math.abs(to - from))),
      );
      const ofActions = [...liveBytes(actions, profile)].filter(({ action }) => 'from' in action);
      expect(ofStrokes).toEqual(ofActions.map((each) => each.peakBytes));
      expect(Math.max(0, ...bytes)).toBe(peakBytes(actions, profile));
    }),
    { seed: 14, numRuns: 30 },
  );
});

test('bars reach from writing to releasing, and restores are where they happen', () => {
  const actions = [
    ...[snapshot(0, 4), record(0, 1), snapshot(1, 2), advance(1, 2), ...turn(2, 3), restore(1, 2)],
    ...[...turn(1, 2), release(1, 2), sweep(1, 0), release(0, 4)],
  ];
  const { bars, restores, waits, strokes } = sceneOf(actions, { extent: 3 }, 100);
  expect(bars).toEqual([
    { state: 0, slot: 4, start: 0, end: 7 },
    { state: 1, slot: 2, start: 1, end: 6 },
  ]);
  expect(restores).toEqual([{ state: 1, at: 4 }]);
  expect(waits).toEqual([
    { from: 2, to: 3, start: 2, end: 4 },
    { from: 1, to: 2, start: 4, end: 6 },
    { from: 0, to: 1, start: 0, end: 7 },
  ]);
  expect(strokes[1]).toEqual({ verb: 'advance', from: 1, to: 2, start: 1 });
});

test('records that were made one after another wait as one, others apart, though one sweep takes all', () => {
  const together = [record(0, 1), record(1, 4), sweep(4, 0)];
  expect(sceneOf(together, { extent: 4 }, 100).waits).toEqual([{ from: 0, to: 4, start: 0, end: 8 }]);
  const apart = [
    ...[record(0, 2), snapshot(2, 0), advance(2, 4), restore(2, 0)],
    ...[record(2, 4), release(2, 0), sweep(4, 0)],
  ];
  expect(sceneOf(apart, { extent: 4 }, 100).waits).toEqual([
    { from: 2, to: 4, start: 4, end: 8 },
    { from: 0, to: 2, start: 0, end: 10 },
  ]);
});

test('a scene is as long as is allowed', () => {
  expect(sceneOf(turn(0, 5), { extent: 5 }, 10).duration).toBe(10);
  const tooLong = /^drawSvg: more than 10 steps are run and swept;/;
  const twice = [snapshot(0, 0), advance(0, 5), restore(0, 0), advance(0, 5), restore(0, 0), ...turn(0, 5)];
  expect(() => sceneOf(twice, { extent: 5 }, 10)).toThrow(tooLong);
  expect(() => sceneOf(turn(0, 6), { extent: 6 }, 10)).toThrow(tooLong);
});

test('a record waits until it is discarded, which takes no time', () => {
  const actions = [
    ...[snapshot(0, 0), record(0, 2), discard(0, 2), restore(0, 0), advance(0, 1), ...turn(1, 2)],
    ...[restore(0, 0), release(0, 0), ...turn(0, 1)],
  ];
  const { waits, duration } = sceneOf(actions, { extent: 2 }, 100);
  expect(duration).toBe(7);
  expect(waits).toEqual([
    { from: 0, to: 1, start: 0, end: 2 },
    { from: 1, to: 2, start: 3, end: 5 },
    { from: 0, to: 1, start: 5, end: 7 },
  ]);
});
