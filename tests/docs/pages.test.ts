import { expect, test } from 'vitest';
import * as all from '../../src/index.js';
import { outputOf } from '../support/page.js';

test.each(['docs/tutorial.md', 'docs/choosing.md', 'docs/primitives.md'])(
  'the examples of %s print what it says',
  (page) => {
    const { said, printed } = outputOf(page, { ...all });
    expect(printed).toEqual(said);
  },
);
