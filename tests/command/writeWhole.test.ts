import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { writeWhole } from '../../src/command/writeWhole.js';

const folder = mkdtempSync(join(tmpdir(), 'whole-'));
afterAll(() => rmSync(folder, { recursive: true }));
const writer = { where: 'report', advice: 'give another one with --file', makesFolders: true };

/** Runs a module's text in a process whose files may have 2048 bytes: beyond them the system refuses, as a full disk does. */
function withLittleSpace(text: string): { readonly said: string; readonly code: number | null } {
  const words = ['--import', 'tsx', '--input-type=module', '-e', text];
  const quoted = [process.execPath, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `ulimit -f 2; exec ${quoted}`], {
    encoding: 'utf8',
  });
  return { said: stdout + stderr, code: status };
}

const source = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

test('a file is written whole, into folders that are made for it', () => {
  const path = join(folder, 'a', 'b.txt');
  writeWhole(path, 'text', writer);
  writeWhole(path, 'other', writer);
  expect(readFileSync(path, 'utf8')).toBe('other');
  expect(readdirSync(join(folder, 'a'))).toEqual(['b.txt']);
});

test('a place that cannot be is named', () => {
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file', 'page.html');
  expect(() => writeWhole(path, 'text', writer)).toThrow(
    new RegExp(`^report: ${path} cannot be written \\(E\\w+: .*\\); give another one with --file$`),
  );
});

test('a command whose reader has read enough ends as by SIGPIPE, and says nothing', () => {
  const text = `import { endWithReader } from ${source('src/command/closedPipe.ts')};
    endWithReader();
    for (let line = 0; line < 100000; line += 1) process.stdout.write('a line that is long enough to fill a pipe\\n');
    setTimeout(() => console.log('the end'), 2000);`;
  const words = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', text];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-c', `${quoted} | head -1; exit "\${PIPESTATUS[0]}"`],
    {
      encoding: 'utf8',
    },
  );
  expect({ stdout, stderr, status }).toEqual({
    stdout: 'a line that is long enough to fill a pipe\n',
    stderr: '',
    status: 128 + 13,
  });
});

test('where there is no space the file is named, the one before stays, and nothing lies beside it', () => {
  const path = join(folder, 'page.html');
  writeFileSync(path, 'before');
  const { said } = withLittleSpace(
    `import { writeWhole } from ${source('src/command/writeWhole.ts')};
     try { writeWhole(${JSON.stringify(path)}, 'x'.repeat(5000), ${JSON.stringify(writer)}); } catch (error) { console.log(error.message); }`,
  );
  expect(said).toMatch(
    new RegExp(`^report: ${path} cannot be written \\(EFBIG: .*\\); give another one with --file\\n$`),
  );
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(existsSync(`${path}.new`)).toBe(false);
});

test('a line of results that does not fit leaves the lines before it, and no part of itself', () => {
  const path = join(folder, 'points.jsonl');
  const { said } = withLittleSpace(
    `import { appendResult } from ${source('experiments/harness/results.ts')};
     appendResult(${JSON.stringify(path)}, { first: 'x'.repeat(1500) });
     try { appendResult(${JSON.stringify(path)}, { second: 'x'.repeat(1500) }); } catch (error) { console.log(error.message); }`,
  );
  expect(said).toMatch(
    new RegExp(`^results: ${path} cannot be written \\(EFBIG: .*\\); give a folder that can, with --out\\n$`),
  );
  const text = readFileSync(path, 'utf8');
  expect(text).toBe(`${JSON.stringify({ first: 'x'.repeat(1500) })}\n`);
});
