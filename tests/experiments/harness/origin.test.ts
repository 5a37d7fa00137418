import { expect, test } from 'vitest';
import { isSameState, strangersAmong } from '../../../experiments/harness/origin.js';

const clean = (commit: string | null) => ({ commit, changed: false, changes: null });
const changed = (changes: string) => ({ commit: 'a'.repeat(40), changed: true, changes });

test('code is the same where the commit is, and what differs from it', () => {
  expect(isSameState(clean('a'), clean('a'))).toBe(true);
  expect(isSameState(changed('1'), changed('1'))).toBe(true);
  expect(isSameState(clean('a'), clean('b'))).toBe(false);
  expect(isSameState(changed('1'), changed('2'))).toBe(false);
  expect(isSameState(clean('a'.repeat(40)), changed('1'))).toBe(false);
  expect(isSameState(clean(null), clean('a'))).toBe(false);
  expect(isSameState(clean(null), clean(null)), 'outside of a clone').toBe(true);
});

test('points of other code are counted by where they come from', () => {
  const here = clean('f'.repeat(40));
  expect(strangersAmong([here, here], here)).toBe(undefined);
  expect(strangersAmong([changed('1'), here, clean(null), changed('2')], here)).toBe(
    '2 of commit aaaaaaaaaa with changes, 1 of no known commit; here is commit ffffffffff',
  );
});
