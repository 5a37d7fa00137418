import { expect, test } from 'vitest';
import { everySize, panelsOf } from '../../../bench/peers/sizes.js';

test('one panel grows the sequence, the other the state, from 32 to 1024', () => {
  const [length, state] = panelsOf(everySize).map(({ races }) => races.map(({ sizes }) => sizes));
  const rest = { batch: 16, inputs: 32 };
  expect(length).toEqual([32, 64, 128, 256, 512, 1024].map((steps) => ({ ...rest, steps, hidden: 128 })));
  expect(state).toEqual([32, 64, 128, 256, 512, 1024].map((hidden) => ({ ...rest, steps: 64, hidden })));
});
