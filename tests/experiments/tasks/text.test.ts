import { expect, test } from 'vitest';
import { text } from '../../../experiments/tasks/text.js';

const steps = 50;
const batchSize = 4;
const train = text({ steps, batchSize });
const held = text({ steps, batchSize, split: 'test' });

/** One stream of a [steps, batch] array, as text. */
function stream({ values }: { readonly values: Int32Array }, example: number): string {
  return train.decode(values.filter((_, place) => place % batchSize === example));
}

test('the text begins and ends as the book does, and has no markup', () => {
  expect(stream(train.batch(0).inputs, 0)).toBe('In the beginning God created the heaven and the ea');
  expect(train.vocabulary.join('')).toBe("\n !'(),-.:;?ABCDEFGHIJKLMNOPQRSTUVWYZabcdefghijklmnopqrstuvwxyz");
  const whole = text({ steps: held.length - 1, batchSize: 1, split: 'test' });
  const { values } = whole.batch(0).targets;
  const end = 'The grace of our Lord Jesus Christ be with you all. Amen.';
  expect(held.decode(values.slice(-end.length))).toBe(end);
});

test('the splits are nine tenths and one tenth of all characters', () => {
  expect(train.length + held.length).toBe(4_143_324);
  expect(train.length).toBe(Math.floor(0.9 * 4_143_324));
});

test('targets are the inputs one character later', () => {
  const { inputs, targets } = train.batch(7);
  expect(inputs.shape).toEqual([steps, batchSize]);
  expect(targets.shape).toEqual([steps, batchSize]);
  expect([...targets.values.slice(0, -batchSize)]).toEqual([...inputs.values.slice(batchSize)]);
});

test('every stream goes on in the next batch where it ended', () => {
  for (const index of [0, 1, 500, train.batchesPerEpoch - 2]) {
    const last = train.batch(index).targets.values.slice(-batchSize);
    expect([...train.batch(index + 1).inputs.values.slice(0, batchSize)]).toEqual([...last]);
  }
});

test('the streams together are the text, without what is too short for a window', () => {
  const streamLength = Math.floor((train.length - 1) / batchSize);
  const next = text({ steps: streamLength, batchSize: 1 });
  const [first, second] = [next.batch(0).inputs.values, next.batch(1).inputs.values];
  const batch = train.batch(3).inputs;
  expect(stream(batch, 0)).toBe(train.decode(first.slice(3 * steps, 4 * steps)));
  expect(stream(batch, 1)).toBe(train.decode(second.slice(3 * steps, 4 * steps)));
});

test('an epoch ends where no window is left, and starts again', () => {
  expect(train.batchesPerEpoch).toBe(Math.floor(Math.floor((train.length - 1) / batchSize) / steps));
  expect(train.batch(train.batchesPerEpoch + 2)).toEqual(train.batch(2));
});

test('what cannot be read is refused', () => {
  expect(() => text({ steps: 1.5, batchSize })).toThrow(
    new RangeError('text: steps is 1.5; a whole number of at least 1 is needed'),
  );
  expect(() => text({ steps: held.length, batchSize: 1, split: 'test' })).toThrow(
    new RangeError(
      `text: steps is ${held.length} and batchSize 1; the split has ${held.length} characters, ` +
        'and steps x batchSize must be less',
    ),
  );
  expect(() => text({ steps, batchSize, package: 'bible-of-mars' })).toThrow(
    "text: the package 'bible-of-mars' is not installed, and its data are needed; " +
      'run npm install --save-dev bible-of-mars',
  );
});
