import { expect, test } from 'vitest';
import { draw, recomputeAll, revolve, tally } from '../../src/checkpoint/index.js';
import { tallyOpenEnded } from '../support/openEnded.js';

test('four steps look like this', () => {
  expect(`\n${draw(recomputeAll().schedule({ extent: 4 }), 4)}\n`).toBe(`
>>>.
o..=
o..<
>>..
o.=.
o.<.
>...
o=..
o<..
=...
<...
`);
});

test('it is revolve with one slot, and takes n (n - 1) / 2 advances', () => {
  for (let extent = 0; extent <= 50; extent += 1) {
    const schedule = recomputeAll().schedule({ extent });
    expect([...schedule]).toEqual([...revolve({ slots: 1 }).schedule({ extent })]);
    expect(tally(schedule, extent).advancedSteps).toBe((extent * (extent - 1)) / 2 || 0);
  }
});

test('where the extent is unknown, it runs as many steps, and records n - 1 of them in vain', () => {
  for (let extent = 1; extent <= 50; extent += 1)
    expect(tallyOpenEnded(recomputeAll(), extent)).toEqual({
      advancedSteps: ((extent - 1) * (extent - 2)) / 2 || 0,
      recordedSteps: 2 * extent - 1,
      sweptSteps: extent,
      snapshotWrites: 1,
      restores: extent - 1,
      peakSlots: 1,
      peakRecords: 1,
    });
});
