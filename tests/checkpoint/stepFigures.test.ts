import { expect, test } from 'vitest';
import { figuresAt } from '../../src/checkpoint/stepFigures.js';
import type { StepFigures } from '../../src/tape/strategy.js';

const ones: StepFigures = {
  beforeBytes: 1,
  afterBytes: 1,
  recordBytes: 1,
  advanceCost: 1,
  recordCost: 1,
  sweepCost: 1,
};

test('what is absent is 1', () => {
  expect(figuresAt({ extent: 3 })(2)).toEqual(ones);
});

test('what is shared is of every step', () => {
  const figures = figuresAt({ extent: 3, stateBytes: 64, recordCost: 5, sweepPeakBytes: 7 });
  for (const step of [0, 1, 2])
    expect(figures(step)).toEqual({
      ...ones,
      beforeBytes: 64,
      afterBytes: 64,
      recordCost: 5,
      sweepPeakBytes: 7,
    });
});

test('what a step has of its own goes before what is shared', () => {
  const steps = [ones, { ...ones, recordBytes: 9, heldAfterBytes: 0 }];
  const figures = figuresAt({ extent: 2, stateBytes: 64, steps });
  expect([figures(0), figures(1)]).toEqual(steps);
});

test('figures of another number of steps are refused', () => {
  const figures = (extent: number, count: number) => () =>
    figuresAt({ extent, steps: Array.from({ length: count }, () => ones) });
  expect(figures(2, 1)).toThrow(
    new RangeError('profile: steps has 1 entry; 2 are needed, one for each step'),
  );
  expect(figures(1, 3)).toThrow(
    new RangeError('profile: steps has 3 entries; 1 is needed, one for each step'),
  );
});

test('a size or a cost that is negative or not finite is refused by name', () => {
  const names = Object.keys(ones).concat('heldBeforeBytes', 'advancePeakBytes');
  for (const name of names)
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const steps = [ones, ones, ones, { ...ones, [name]: value }];
      expect(() => figuresAt({ extent: 4, steps })).toThrow(
        new RangeError(`profile: step 3 has ${name} ${value}; a finite number of at least 0 is needed`),
      );
    }
  for (const name of [
    'stateBytes',
    'recordBytes',
    'advanceCost',
    'recordCost',
    'sweepCost',
    'sweepPeakBytes',
  ])
    expect(() => figuresAt({ extent: 4, [name]: -1 })).toThrow(
      new RangeError(`profile: ${name} is -1; a finite number of at least 0 is needed`),
    );
});

test('figures of the run around the chain are checked, too, and so is what is no profile', () => {
  const refused: readonly (readonly [object, string])[] = [
    [{ heldBytes: Number.NaN }, 'heldBytes is NaN; a finite number of at least 0 is needed'],
    [{ heldBytes: -100 }, 'heldBytes is -100; a finite number of at least 0 is needed'],
    [{ heldInSweepBytes: 'x' }, 'heldInSweepBytes is x; a finite number of at least 0 is needed'],
    [{ initialBytes: -5 }, 'initialBytes is -5; a finite number of at least 0 is needed'],
    [
      { firstSweepPeakBytes: Number.NaN },
      'firstSweepPeakBytes is NaN; a finite number of at least 0 is needed',
    ],
    [
      { sweepGrowthBytes: Number.POSITIVE_INFINITY },
      'sweepGrowthBytes is Infinity; a finite number is needed',
    ],
    [{ share: -1 }, 'share is -1; a number from 0 to 1 is needed'],
    [{ steps: null }, 'steps is null; a list of the figures of each step is needed'],
    [{ steps: 'abc' }, "steps is 'abc'; a list of the figures of each step is needed"],
    [{ steps: [null, null] }, 'step 0 is null; the figures of a step are needed'],
  ];
  for (const [figures, message] of refused)
    expect(() => figuresAt({ extent: 2, ...figures } as never)).toThrow(`profile: ${message}`);
  expect(() => figuresAt(null as never)).toThrow('profile: it is null; at least { extent } is needed');
});
