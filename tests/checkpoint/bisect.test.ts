import { describe, expect, test } from 'vitest';
import { bisect, draw, optimalAdvances, tally } from '../../src/checkpoint/index.js';

// Binary bisection to single steps, as by Siskind & Pearlmutter (2017); `beside` is revolve with as many slots.
const figures = [
  { extent: 16, forwards: 48, slots: 5, beside: 41 },
  { extent: 64, forwards: 256, slots: 7, beside: 211 },
  { extent: 100, forwards: 416, slots: 8, beside: 345 },
  { extent: 1000, forwards: 5932, slots: 11, beside: 4545 },
  { extent: 1024, forwards: 6144, slots: 11, beside: 4665 },
  { extent: 4096, forwards: 28672, slots: 13, beside: 21516 },
];

describe.each(figures)('$extent steps', ({ extent, forwards, slots, beside }) => {
  test('take the forwards and the slots of the closed form', () => {
    const counts = tally(bisect().schedule({ extent }), extent);
    expect(counts.advancedSteps + counts.recordedSteps).toBe(forwards);
    expect(counts.peakSlots).toBe(slots);
    expect(optimalAdvances(extent, slots) + extent).toBe(beside);
  });
});

test('seven steps look like this', () => {
  expect(`\n${draw(bisect().schedule({ extent: 7 }), 7)}\n`).toBe(`
>>>....
o..>>..
o..o.>.
o..o.o=
o..o.o<
o..o.=.
o..o.<.
o..>...
o..o=..
o..o<..
o..=...
o..<...
>......
o>.....
oo=....
oo<....
o=.....
o<.....
=......
<......
`);
});
