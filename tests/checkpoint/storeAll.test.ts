import { expect, test } from 'vitest';
import { draw, storeAll } from '../../src/checkpoint/index.js';
import { recordAll } from '../../src/tape/strategy.js';
import { tallyOpenEnded } from '../support/openEnded.js';

test('the whole chain is recorded and swept', () => {
  expect(draw(storeAll().schedule({ extent: 4 }), 4)).toBe('====\n<<<<');
});

test('it does what a tape does unless told otherwise', () => {
  for (const extent of [0, 1, 7])
    expect([...storeAll().schedule({ extent })]).toEqual([...recordAll.schedule({ extent })]);
});

test('where the extent is unknown, it records one step after the other and sweeps them at once', () => {
  for (let extent = 0; extent <= 20; extent += 1)
    expect(tallyOpenEnded(storeAll(), extent)).toMatchObject({
      advancedSteps: 0,
      recordedSteps: extent,
      peakSlots: 0,
      peakRecords: extent,
    });
  const ends = (state: number): boolean => state === 4;
  expect(draw(storeAll().schedule({ extent: Number.POSITIVE_INFINITY, ends }), 4)).toBe(
    '=...\n.=..\n..=.\n...=\n<<<<',
  );
});
