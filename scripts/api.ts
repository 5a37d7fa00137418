// Writes docs/api.md from the entries of the package and the first sentences of its docstrings. With `--check` it only
// says whether the page is up to date.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../docs/api.md', import.meta.url);
const source = new URL('../src/', import.meta.url);

/** A name that an entry hands on, and where it is written down. */
export interface Export {
  readonly name: string;
  readonly isType: boolean;
  readonly file: URL;
}

const parts = [
  { title: 'Tensors', entry: 'array/index.ts', from: '`sublinear` and `sublinear/tape`' },
  { title: 'Tapes, chains and primitives', entry: 'tape/index.ts', from: '`sublinear` and `sublinear/tape`' },
  {
    title: 'Strategies and schedules',
    entry: 'checkpoint/index.ts',
    from: '`sublinear` and `sublinear/checkpoint`',
  },
  {
    title: 'Estimates of residuals',
    entry: 'randomized/index.ts',
    from: '`sublinear/randomized`, those that a strategy takes from `sublinear` as well',
  },
  { title: 'Training', entry: 'train/index.ts', from: '`sublinear` and `sublinear/train`' },
] as const;

/** The whole page. */
export function apiPage(): string {
  const seen = new Set<string>();
  const sections = parts.map(({ title, entry, from }) => {
    const own = exportsOf(new URL(entry, source)).filter(({ name, file }) => {
      const key = `${file} ${name}`;
      return !seen.has(key) && seen.add(key);
    });
    return `## ${title}\n\nFrom ${from}.\n\n${tableOf(own.filter(({ isType }) => !isType))}\n${typesOf(own)}`;
  });
  return `# Everything the package exports

One line each; the docstrings, which editors show, have shapes, units, errors and examples. In \`sublinear\` the name \`sqrt\` is the strategy, and the
function is \`squareRoot\`. This page is made from the sources by \`npm run api\`.

${sections.join('\n')}`;
}

function tableOf(values: readonly Export[]): string {
  const rows = values.map(
    (each) => `| [\`${each.name}\`](../src/${within(each.file)}) | ${summaryOf(each)} |\n`,
  );
  return `| name | what it is |\n| --- | --- |\n${rows.join('')}`;
}

function typesOf(all: readonly Export[]): string {
  const types = all.filter(({ isType }) => isType);
  if (types.length === 0) return '';
  return `Types: ${types.map(({ name, file }) => `[\`${name}\`](../src/${within(file)})`).join(', ')}.\n`;
}

function within(file: URL): string {
  return file.href.slice(source.href.length);
}

/** What an index hands on, in its order; lists that it hands on as a whole are gone through. */
export function exportsOf(index: URL): readonly Export[] {
  const text = readFileSync(index, 'utf8');
  const clause = /export (?:(type) )?(?:\*|\{([^}]*)\}) from '([^']+)'/g;
  return [...text.matchAll(clause)].flatMap(([, type, names, from]) => {
    const file = new URL(from!.replace(/\.js$/, '.ts'), index);
    if (names === undefined) return exportsOf(file);
    return names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => ({
        name: name.replace(/^type /, '').replace(/.* as /, ''),
        isType: type !== undefined || name.startsWith('type '),
        file,
      }));
  });
}

/** The first sentence of a docstring. */
export function summaryOf({ name, file }: Export): string {
  const text = readFileSync(file, 'utf8');
  const declared = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*)?export (?:abstract )?(?:function\\*?|const|class) ${name}\\b`,
  ).exec(text);
  const lines = declared?.[1]?.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim()) ?? [];
  const prose = lines
    .join(' ')
    .replace(/@\w[\s\S]*$/, '')
    .trim();
  const sentence = /^[\s\S]*?\.(?=\s|$)/.exec(prose)?.[0] ?? prose;
  return sentence.replace(/\.$/, '').replaceAll('|', '\\|');
}

if (process.argv[1]?.endsWith('api.ts')) {
  const isCurrent = readFileSync(path, { encoding: 'utf8', flag: 'a+' }) === apiPage();
  if (!process.argv.includes('--check')) writeFileSync(path, apiPage());
  else if (!isCurrent) throw new Error('docs/api.md: it is old; run npm run api');
}
