import { describe, expect, test } from 'vitest';
import { draw, sqrt, tally } from '../../src/checkpoint/index.js';

// Chen et al. (2016), Algorithm 1 on a unit chain, the last segment recorded on the first pass.
const figures = [
  { extent: 10, live: 5, forwards: 17 },
  { extent: 16, live: 7, forwards: 28 },
  { extent: 64, live: 15, forwards: 120 },
  { extent: 100, live: 19, forwards: 190 },
  { extent: 256, live: 31, forwards: 496 },
  { extent: 500, live: 43, forwards: 978 },
  { extent: 1000, live: 62, forwards: 1969 },
  { extent: 4096, live: 127, forwards: 8128 },
  { extent: 10000, live: 199, forwards: 19900 },
];

describe.each(figures)('$extent steps', ({ extent, live, forwards }) => {
  test('take the forwards of the paper', () => {
    const { advancedSteps, recordedSteps } = tally(sqrt().schedule({ extent }), extent);
    expect(advancedSteps + recordedSteps).toBe(forwards);
  });

  test('hold at most the live values of the paper', () => {
    // One value for each full slot, and one for the input of each step that is recorded and waits.
    let [slots, records, peak] = [0, 0, 0];
    for (const action of sqrt().schedule({ extent })) {
      if (action.verb === 'snapshot') slots += 1;
      if (action.verb === 'release') slots -= 1;
      if (action.verb === 'record') records += action.to - action.from;
      if (action.verb === 'sweep') records -= action.from - action.to;
      peak = Math.max(peak, slots + records);
    }
    expect(peak).toBe(live);
  });
});

test('the longer segments come first, since memory peaks in the last', () => {
  expect(`\n${draw(sqrt().schedule({ extent: 10 }), 10)}\n`).toBe(`
>>>>......
o...>>>...
o...o..===
o...o..<<<
o...===...
o...<<<...
====......
<<<<......
`);
});
