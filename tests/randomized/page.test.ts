import { expect, test } from 'vitest';
import * as all from '../../src/index.js';
import * as randomized from '../../src/randomized/index.js';
import * as paths from '../../src/randomized/paths/index.js';
import { outputOf } from '../support/page.js';

test('the examples of docs/randomized.md print what it says', () => {
  const { said, printed } = outputOf('docs/randomized.md', { ...all, ...randomized, ...paths });
  expect(printed).toEqual(said);
});
