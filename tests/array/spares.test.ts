import { expect, test } from 'vitest';
import { Spares } from '../../src/array/spares.js';

test('what was given back is taken again, the last first, each once', () => {
  const spares = new Spares<string>();
  expect(spares.take()).toBeUndefined();
  for (const each of ['a', 'b', 'c']) spares.give(each);
  expect([spares.take(), spares.take()]).toEqual(['c', 'b']);
  spares.give('d');
  expect([spares.take(), spares.take(), spares.take()]).toEqual(['d', 'a', undefined]);
});

test('no more than 32768 are kept', () => {
  const spares = new Spares<number>();
  for (let nth = 0; nth < 40_000; nth += 1) spares.give(nth);
  expect(spares.take()).toBe(32_767);
});
