import { expect, test } from 'vitest';
import { type AnyExperiment, experiment } from '../../../experiments/experiment.js';
import { checked } from '../../../experiments/harness/predictions.js';

const predicted = (prediction: object): AnyExperiment =>
  experiment({
    id: 'sums',
    paper: { key: 'nobody-2000', authors: 'Nobody', year: 2000, title: 'Of nothing' },
    title: 'Sums',
    question: 'What is the sum?',
    points: () => [{ n: 1 }],
    label: ({ n }: { n: number }) => `n = ${n}`,
    measure: () => ({ sum: 2, steps: [1, 2] as readonly number[] }),
    predict: () => prediction,
    show: () => ({ plots: [], comparisons: [], claims: [] }),
  }) as never;

const rows = [{ point: { n: 1 }, values: { sum: 2, steps: [1, 2] } }];

test('whatever is predicted is counted, and met if it is the same', () => {
  expect(checked(predicted({ sum: 2, steps: [1, 2] }), rows)).toEqual({ count: 2, objections: [] });
  expect(checked(predicted({}), rows)).toEqual({ count: 0, objections: [] });
  expect(checked(predicted({ sum: undefined }), rows)).toEqual({ count: 0, objections: [] });
});

test('what differs is named, with the point, the value, and both numbers', () => {
  expect(checked(predicted({ sum: 2, steps: [1, 3], other: 0 }), rows)).toEqual({
    count: 3,
    objections: [
      'sums, n = 1: steps is [1,2], predicted [1,3]',
      'sums, n = 1: other is missing, predicted 0',
    ],
  });
  expect(checked(predicted({ sum: 2.0000000000000004 }), rows).objections).toHaveLength(1);
});

test('a zero is a zero, whatever its sign, as in lines of JSON', () => {
  const zero = [{ point: { n: 1 }, values: { sum: 0 } }];
  expect(checked(predicted({ sum: -0 }), zero).objections).toEqual([]);
});

test('long values are cut in the sentence', () => {
  const long = Array.from({ length: 500 }, (_, n) => n);
  const [objection] = checked(predicted({ steps: long }), rows).objections;
  expect(objection).toMatch(/predicted \[0,1,.*\.\.\.$/);
  expect(objection!.length).toBeLessThan(300);
});
