import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { tidy } from '../../src/index.js';

/** What a page of documentation says its examples print, and what they do print. */
export interface PageOutput {
  readonly said: readonly string[];
  readonly printed: readonly string[];
}

/**
 * Runs the `js` blocks of a page, one after another as one program, each of which is followed by a `text` block with what it
 * prints.
 *
 * @param known - what the examples may import, by name
 */
export function outputOf(page: string, known: Readonly<Record<string, unknown>>): PageOutput {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const source = blocksOf(text, 'js').join("console.log('---');\n");
  const names = [...source.matchAll(/^import \{([^}]*)\} from/gm)].flatMap(([, list = '']) =>
    list.split(',').flatMap((name) => name.trim() || []),
  );
  for (const name of names) if (known[name] === undefined) throw new Error(`${page}: there is no ${name}`);
  const lines: string[] = [];
  const console = { log: (...values: readonly unknown[]) => lines.push(format(...values)) };
  const body = source.replace(/^import \{[^}]*\} from .*\n/gm, '');
  tidy(() => {
    new Function('console', ...names, body)(console, ...names.map((name) => known[name]));
  });
  return {
    said: blocksOf(text, 'text').map((block) => block.trimEnd()),
    printed: lines.join('\n').split('\n---\n'),
  };
}

function blocksOf(text: string, kind: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block]) => block ?? '',
  );
}
