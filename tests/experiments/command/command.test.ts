import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'sublinear-experiments-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = (): string => join(root, String(folders++));
const measured = join(root, 'measured');
beforeAll(async () => {
  await run(measured, 'doubler-lines');
});

/** A folder with the quick points of the first experiment. */
function measuredFolder(): string {
  const folder = newFolder();
  cpSync(measured, folder, { recursive: true });
  return folder;
}

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const registry = path('tests/support/children/figures.ts');

function started(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', path('experiments/command.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...said };
}

const command = (...words: readonly string[]): Promise<Ended> => ended(started(...words));
const run = (folder: string, ...words: readonly string[]): Promise<Ended> =>
  command('run', ...words, '--out', folder, '--registry', registry);
const report = (folder: string, ...words: readonly string[]): Promise<Ended> =>
  command('report', '--out', folder, '--registry', registry, ...words);

describe('run', () => {
  test('measures, prints numbers and claims in words, and saves figures', async () => {
    const folder = newFolder();
    const { code, out, err } = await run(folder, 'doubler-lines');
    expect(code).toBe(0);
    expect(err).toMatch(/^\[1\/4\] n = \d: finished in \d+ ms/);
    expect(out).toContain('Twice and thrice\nIs 2n < 3n for n > 0?\n');
    expect(out).toMatch(/<script>twice<\/script> +\| +8 \| +10\n/);
    expect(out).toContain('theirs could not be verified\n');
    expect(out).toContain('holds: thrice is more\n  in 4 of 4\n');
    expect(out).toContain('does not hold here: twice is odd\n  it is even\n');
    expect(out).toContain('cannot be told here: it is so for all n\n');
    for (const kind of ['vl.json', 'svg', 'png']) {
      expect(existsSync(join(folder, 'doubler-lines', `second.${kind}`))).toBe(true);
    }
  });

  test('goes on where it stopped, from quick to full', async () => {
    const folder = measuredFolder();
    const { err } = await run(folder, 'doubler-lines', '--full');
    expect(err.match(/^\[\d\/2\] /gm)).toHaveLength(2);
  });

  test('takes a paper for all of its experiments, and fails where theory says another number', async () => {
    const { code, err } = await run(newFolder(), 'doubler-1900');
    expect(code).toBe(1);
    expect(err).toContain('FAILED: doubler-mistaken, n = 1: sum is 2, predicted 3\n');
    expect(err.match(/FAILED/g)).toHaveLength(1);
  });

  test('fails where a point has no result, after the others were measured', async () => {
    const { code, err, out } = await run(newFolder(), 'mortal', '--json');
    expect(code).toBe(1);
    expect(err).toContain(
      'FAILED: mortal, n = 2: was ended by SIGKILL, as systems do when memory runs out\n',
    );
    const lines = out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    expect(lines).toMatchObject([
      { id: 'mortal', point: { n: 1 }, outcome: { kind: 'finished', result: { n: 1 } } },
      { id: 'mortal', point: { n: 2 }, outcome: { kind: 'crashed', signal: 'SIGKILL' } },
      { id: 'mortal', claims: [], comparisons: [], figures: [], complaints: [expect.any(String)] },
    ]);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'stopped by %s, ends with %i, gives the lock back and says what to do',
    async (signal, code) => {
      const folder = newFolder();
      const file = join(folder, 'slow', 'points.jsonl');
      const child = started('run', 'slow', '--jobs', '1', '--out', folder, '--registry', registry);
      const ending = ended(child);
      while (!existsSync(file)) await setTimeout(10);
      child.kill(signal);
      const found = await ending;
      expect(found.code).toBe(code);
      expect(found.err).toContain(
        `stopped by ${signal}; what was measured is kept, and the same command goes on\n`,
      );
      expect(readdirSync(join(folder, 'slow'))).toEqual(['points.jsonl']);
    },
  );

  test('of a folder that another run writes to says whose it is', async () => {
    const folder = newFolder();
    const first = started('run', 'slow', '--jobs', '1', '--out', folder, '--registry', registry);
    const ending = ended(first);
    while (!existsSync(join(folder, 'slow', 'points.jsonl.lock'))) await setTimeout(10);
    const { code, err } = await run(folder, 'slow');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error: results: another run \(process \d+ on .*; wait until it ends, or give another/,
    );
    expect((await ending).code).toBe(0);
  });

  test('into a folder that cannot be written says so', async () => {
    const file = newFolder();
    writeFileSync(file, 'a file');
    const { code, err } = await run(file, 'doubler-lines');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error: results: .* cannot be written \(.*\); give a folder that can, with --out\n$/,
    );
  });
});

test('what makes no sense ends with 2', async () => {
  const { code, err } = await command('run', 'mortl', '--registry', registry);
  expect([code, err]).toEqual([
    2,
    "error: there is no experiment or paper 'mortl'; did you mean mortal? `list` prints what there is\n",
  ]);
  expect((await command('run')).code).toBe(2);
});

test('list says what there is and what of it was measured', async () => {
  const folder = measuredFolder();
  const { code, out } = await command('list', '--json', '--out', folder, '--registry', registry);
  expect(code).toBe(0);
  expect(JSON.parse(out.split('\n')[0]!)).toEqual({
    id: 'doubler-lines',
    paper: 'doubler-1900',
    title: 'Twice and thrice',
    quick: '4 of 4',
    full: '4 of 6',
    isLong: false,
  });
});

describe('report', () => {
  // A run may begin and end in two different minutes, which are both named then.
  const timeless = (file: string): string =>
    readFileSync(file, 'utf8').replace(/<time.*?<\/time>( to <time.*?<\/time>)?/g, '');

  test('of shards is that of one run', async () => {
    const [whole, parts] = [newFolder(), newFolder()];
    await run(whole, 'doubler-lines', '--full');
    for (const shard of ['1/3', '2/3', '3/3']) {
      const { code, err } = await run(parts, 'doubler-lines', '--full', '--shard', shard);
      expect([code, err.match(/finished/g)?.length]).toEqual([0, 2]);
    }
    const { code, out } = await report(whole);
    expect([code, out]).toEqual([0, `${pathToFileURL(join(whole, 'report.html')).href}\n`]);
    await report(parts);
    expect(timeless(join(parts, 'report.html'))).toBe(timeless(join(whole, 'report.html')));
  });

  test('leaves out a torn line and results of another version, and says so', async () => {
    const folder = measuredFolder();
    const file = join(folder, 'doubler-lines', 'points.jsonl');
    const old = readFileSync(file, 'utf8')
      .split('\n')[0]!
      .replace(/"version":"[^"]*"/, '"version":"0.0.1"');
    appendFileSync(file, `${old}\n{"id":"doubler-li`);
    const { code, err } = await report(folder);
    expect([code, err]).toEqual([
      0,
      `note: results: line 6 of ${file} is torn and left out; its point has to be run again\n` +
        `note: results: 1 points of version 0.0.1 in ${join(folder, 'doubler-lines')} are kept and not used\n`,
    ]);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('is torn and left out');
  });

  test('of nothing says what to run', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'doubler-lines'), { recursive: true });
    writeFileSync(join(folder, 'doubler-lines', 'points.jsonl'), '');
    const { code, err } = await report(folder);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/has no results of version .*; `sublinear run all --quick` measures some, --out/),
    ]);
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
  });

  test('to a place that cannot be written says so', async () => {
    const folder = measuredFolder();
    const { code, err } = await report(
      folder,
      '--file',
      join(folder, 'doubler-lines', 'points.jsonl', 'x.html'),
    );
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/cannot be written \(.*\); give another one with --file/),
    ]);
  });

  test('shows points that differ from theory, and fails', async () => {
    const folder = newFolder();
    await run(folder, 'doubler-mistaken');
    const { code, err } = await report(folder);
    expect([code, err]).toEqual([1, 'FAILED: doubler-mistaken, n = 1: sum is 2, predicted 3\n']);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('sum is 2, predicted 3');
  });
});
