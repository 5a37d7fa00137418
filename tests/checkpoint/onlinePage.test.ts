import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onlinePage } from '../../scripts/online.js';

test('docs/online.md is what its script writes', () => {
  expect(onlinePage()).toBe(readFileSync(new URL('../../docs/online.md', import.meta.url), 'utf8'));
}, 180_000);
