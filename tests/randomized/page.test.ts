import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as all from '../../src/index.js';
import { estimateVariance } from '../../src/randomized/estimateVariance.js';
import * as randomized from '../../src/randomized/index.js';
import * as paths from '../../src/randomized/paths/index.js';

const page = readFileSync(new URL('../../docs/randomized.md', import.meta.url), 'utf8');

test('the examples of docs/randomized.md print what it says', () => {
  const blocksOf = (kind: string): string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block ?? '');
  const separator = "console.log('---');\n";
  const source = blocksOf('js').join(separator);
  const known: Readonly<Record<string, unknown>> = { ...all, ...randomized, ...paths, estimateVariance };
  const imported = [...source.matchAll(/^import \{ (.*) \} from/gm)].flatMap(([, names]) =>
    names!.split(', '),
  );
  for (const name of imported) expect([name, typeof known[name]]).toEqual([name, 'function']);
  const lines: string[] = [];
  const console = { log: (...values: readonly unknown[]) => lines.push(values.join(' ')) };
  const body = source.replace(/^import .*\n/gm, '');
  all.tidy(() => {
    new Function('console', ...imported, body)(console, ...imported.map((name) => known[name]));
  });
  expect(lines.join('\n').split('\n---\n')).toEqual(blocksOf('text').map((block) => block.trimEnd()));
});
