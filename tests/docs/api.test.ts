import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiPage, exportsOf, summaryOf } from '../../scripts/api.js';
import * as all from '../../src/index.js';

test('docs/api.md is up to date', () => {
  expect(readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')).toBe(apiPage());
});

test('every value that the package exports is on the page, and has a docstring', () => {
  const page = apiPage();
  for (const name of Object.keys(all).filter((each) => each !== 'squareRoot'))
    expect(page).toMatch(new RegExp(`^\\| \\[\`${name}\`\\]\\(.*\\) \\| .+ \\|$`, 'm'));
});

test('the first sentence of a docstring is the line of the page', () => {
  const entry = new URL('../../src/train/index.ts', import.meta.url);
  const clip = exportsOf(entry).find(({ name }) => name === 'clipByGlobalNorm');
  expect(summaryOf(clip!)).toBe(
    'Scales a gradient in place so that its norm over all leaves is at most `largest`; returns the norm before',
  );
});
