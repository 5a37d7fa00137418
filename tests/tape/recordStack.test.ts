import { expect, test } from 'vitest';
import { ScheduleError } from '../../src/errors.js';
import { RecordStack } from '../../src/tape/recordStack.js';

test('the last record is taken first, and popped when no step is named', () => {
  const stack = new RecordStack<string>();
  for (const step of [2, 3, 7]) stack.push(step, `record of ${step}`);
  expect(stack.take(7)).toBe('record of 7');
  stack.push(4, 'another');
  expect([stack.take(4), stack.pop(), stack.pop(), stack.pop()]).toEqual([
    'another',
    'record of 3',
    'record of 2',
    undefined,
  ]);
});

test('a step whose record is not on top is refused, and nothing has changed then', () => {
  const stack = new RecordStack<string>();
  stack.push(2, 'record of 2');
  expect(() => stack.take(1)).toThrow(new ScheduleError('schedule: step 1 is not recorded; record it first'));
  expect(stack.take(2)).toBe('record of 2');
  expect(() => stack.take(2)).toThrow(ScheduleError);
});
