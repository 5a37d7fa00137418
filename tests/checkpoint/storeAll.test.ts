import { expect, test } from 'vitest';
import { draw, storeAll } from '../../src/checkpoint/index.js';
import { recordAll } from '../../src/tape/strategy.js';

test('the whole chain is recorded and swept', () => {
  expect(draw(storeAll().schedule({ extent: 4 }), 4)).toBe('====\n<<<<');
});

test('it does what a tape does unless told otherwise', () => {
  for (const extent of [0, 1, 7])
    expect([...storeAll().schedule({ extent })]).toEqual([...recordAll.schedule({ extent })]);
});
