import { expect, test } from 'vitest';
import * as all from '../../src/index.js';
import { outputOf } from '../support/page.js';

test('the example of docs/reversible.md prints what it says', () => {
  const { said, printed } = outputOf('docs/reversible.md', { ...all });
  expect(printed).toEqual(said);
});
