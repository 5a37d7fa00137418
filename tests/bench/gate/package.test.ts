import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageFigures } from '../../../bench/gate/package.js';

let folder = '';
const under = `zlib ${process.versions.zlib}`;
const texts = {
  'package.json': JSON.stringify({
    name: 'planted',
    version: '1.0.0',
    files: ['dist'],
    exports: {
      '.': { default: './dist/index.js' },
      './part': { default: './dist/part.js' },
      './data': './data.json',
    },
  }),
  'dist/index.js': "export { a } from './part.js';\nimport './shared.js';\nconst text = 'from ./none.js';\n",
  'dist/part.js': "import {\n  b\n} from './shared.js';\nexport { b as a };\n",
  'dist/shared.js': "import './part.js';\nconst b = 1;\nexport { b };\n",
  'notes.txt': 'not published',
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  mkdirSync(join(folder, 'dist'));
  for (const [path, text] of Object.entries(texts)) writeFileSync(join(folder, path), text);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is published is counted, and what an entry loads is every module that it reaches, once', () => {
  const { 'notes.txt': _, ...published } = texts;
  const part = [texts['dist/part.js'], texts['dist/shared.js']];
  const all = Object.values(published).reduce((sum, text) => sum + text.length, 0);
  const figures = packageFigures(folder);
  expect(figures[0]).toEqual({ name: 'package: unpacked', unit: 'bytes', value: all });
  expect(figures[1]).toMatchObject({ name: 'package: packed', unit: 'bytes', under });
  expect(figures.slice(2)).toEqual([
    loads("'.'", [texts['dist/index.js'], ...part]),
    loads("'./part'", part),
  ]);
});

test('one byte more is seen', () => {
  const [unpacked] = packageFigures(folder);
  writeFileSync(join(folder, 'dist/shared.js'), `${texts['dist/shared.js']}\n`);
  expect(packageFigures(folder)[0]?.value).toBe((unpacked?.value ?? 0) + 1);
});

function loads(entry: string, modules: readonly string[]): object {
  const value = gzipSync(modules.join('\n')).length;
  return { name: `package: what ${entry} loads, gzipped`, unit: 'bytes', value, under };
}
