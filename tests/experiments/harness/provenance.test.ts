import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { provenance } from '../../../experiments/harness/provenance.js';

const folders: string[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provenance-'));
  folders.push(folder);
});
afterAll(() => {
  for (const used of folders) rmSync(used, { recursive: true });
});

function git(...words: readonly string[]): string {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...author, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

function makeClone(): string {
  writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'First', '--no-verify');
  return git('rev-parse', 'HEAD');
}

test('a clone has a commit, and says whether files differ from it', () => {
  const commit = makeClone();
  expect(provenance(folder)).toMatchObject({ commit, changed: false, version: '1.2.3' });
  writeFileSync(join(folder, 'new'), '');
  expect(provenance(folder)).toMatchObject({ commit, changed: true });
});

test('the same changes have the same hash, and others another', () => {
  makeClone();
  const changesTo = (text: string): string | null => {
    writeFileSync(join(folder, 'package.json'), text);
    return provenance(folder).changes;
  };
  const [one, other, again] = ['{"version":"2"}', '{"version":"3"}', '{"version":"2"}'].map(changesTo);
  expect(one).toMatch(/^[0-9a-f]{16}$/);
  expect(other).not.toBe(one);
  expect(again).toBe(one);
  expect(changesTo('{"version":"1.2.3"}')).toBe(null);
});

test('a folder inside of a clone that is not its top has no commit of its own', () => {
  makeClone();
  const inner = join(folder, 'node_modules');
  mkdirSync(inner);
  expect(provenance(inner)).toMatchObject({ commit: null, changed: null, version: null });
});

test('outside of a clone, and of a package, the rest is still known', () => {
  const { commit, version, node, v8, cores, memoryBytes, date } = provenance(folder);
  expect({ commit, version }).toEqual({ commit: null, version: null });
  expect(node).toBe(process.versions.node);
  expect(v8).toBe(process.versions.v8);
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memoryBytes).toBeGreaterThan(2 ** 20);
  expect(new Date(date).toISOString()).toBe(date);
});

test('by itself it describes this project', () => {
  expect(provenance().version).toMatch(/^\d+\.\d+\.\d+/);
});

test('nothing is lost on the way through JSON', () => {
  const found = provenance(folder);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});
