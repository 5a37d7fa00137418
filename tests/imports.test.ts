import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const imports = readImports();

/** What the files of a folder may import beside their own folder: a folder, or one file. */
const rings: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  arguments: ['errors.ts'],
  array: ['arguments', 'errors.ts'],
  tape: ['arguments', 'array', 'errors.ts'],
  checkpoint: [
    'arguments',
    'errors.ts',
    'tape/action.ts',
    'tape/byteCount.ts',
    'tape/inWords.ts',
    'tape/knownProfile.ts',
    'tape/strategy.ts',
    'tape/tally.ts',
  ],
  'strategies.ts': ['checkpoint', 'tape/strategy.ts'],
  randomized: ['arguments', 'array', 'errors.ts', 'tape'],
  train: ['arguments', 'array', 'errors.ts'],
  adapters: ['arguments', 'errors.ts', 'tape'],
  command: [
    'checkpoint',
    'errors.ts',
    'strategies.ts',
    'tape/byteCount.ts',
    'tape/strategy.ts',
    'tape/tally.ts',
  ],
};

/** The package's entries of these folders hand on what is not their own: the table, the actions and the tally. */
const handedOn: readonly string[] = ['checkpoint/index.ts imports strategies.ts'];

test('reads the imports of every source file', () => {
  expect(imports.get('tape/trace.ts')).toContain('array/scope.ts');
  expect(imports.get('array/arena.ts')).toContain('array/ledger.ts');
  for (const found of [...imports.values()].flat()) expect([...imports.keys()]).toContain(found);
});

test('no file imports itself, by any way round, types included', () => {
  expect(cycles()).toEqual([]);
});

describe.each(Object.entries(rings))('%s', (ring, allowed) => {
  test(`imports nothing further out than ${['itself', ...allowed].join(', ')}`, () => {
    const strangers: string[] = [];
    for (const [file, targets] of imports) {
      if (!isIn(file, ring)) continue;
      for (const target of targets) {
        const isAllowed = [ring, ...allowed].some((place) => isIn(target, place));
        if (!isAllowed) strangers.push(`${file} imports ${target}`);
      }
    }
    expect(strangers.filter((line) => !handedOn.includes(line))).toEqual([]);
  });
});

test('nobody but the entry and the table of strategies imports a schedule', () => {
  const importers = [...imports].filter(([, targets]) =>
    targets.some((target) => isIn(target, 'checkpoint')),
  );
  const outside = importers.map(([file]) => file).filter((file) => !isIn(file, 'checkpoint'));
  expect(outside.filter((file) => !isIn(file, 'adapters') && !isIn(file, 'command')).sort()).toEqual([
    'index.ts',
    'strategies.ts',
  ]);
});

function readImports(): Map<string, string[]> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return new Map(files.map((file) => [file.split(sep).join('/'), targetsIn(file)]));
}

function targetsIn(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const found = [...text.matchAll(/^(?:import|export|\})[^'\n]*'(\.[^']*)';$/gm)];
  const target = (specifier: string): string =>
    join(source, dirname(file), specifier.replace(/\.js$/, '.ts'));
  return found.map((match) =>
    relative(source, target(match[1] ?? ''))
      .split(sep)
      .join('/'),
  );
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

/** Every way round that a walk along the imports meets, as a list of files. */
function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of imports.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
  return found;
}
