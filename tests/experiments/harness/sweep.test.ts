import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { AnyExperiment } from '../../../experiments/experiment.js';
import { fileOf, type Line } from '../../../experiments/harness/store.js';
import { type SweepOptions, sweep } from '../../../experiments/harness/sweep.js';
import { experiments } from '../../support/children/registry.js';

const registry = new URL('../../support/children/registry.ts', import.meta.url);
const root = mkdtempSync(join(tmpdir(), 'sublinear-sweep-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const newFolder = (): string => join(root, String(folders++));

const named = (id: string): AnyExperiment => experiments.find((each) => each.id === id)!;

class Said extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function swept(id: string, options: Partial<SweepOptions> & { folder: string }) {
  return sweep(named(id), { mode: 'quick', registry, atOnce: 2, stream: new Said(), ...options });
}

function linesOf(folder: string, id = 'slow'): Line[] {
  const text = readFileSync(fileOf(folder, id), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

const squares = (lines: readonly (Line | undefined)[]) =>
  lines.map((line) => (line?.outcome.kind === 'finished' ? line.outcome.result.square : line?.outcome.kind));

describe('a sweep', () => {
  test('measures every point once, writes a line for each, and says where it comes from', async () => {
    const folder = newFolder();
    const { lines, measured, stoppedBy } = await swept('slow', { folder });
    expect([measured, stoppedBy, squares(lines)]).toEqual([6, undefined, [0, 1, 4, 9, 16, 25]]);
    const written = linesOf(folder);
    expect(written).toHaveLength(6);
    for (const line of written) {
      expect(line).toMatchObject({ id: 'slow', node: process.versions.node, v8: process.versions.v8 });
      expect(Object.keys(line)).toEqual(
        expect.arrayContaining(['commit', 'version', 'cpu', 'memoryBytes', 'date']),
      );
    }
    expect(existsSync(`${fileOf(folder, 'slow')}.lock`)).toBe(false);
  });

  test('finds what was measured before, and measures only what is missing', async () => {
    const folder = newFolder();
    await swept('slow', { folder });
    const again = await swept('slow', { folder, mode: 'full' });
    expect([again.measured, squares(again.lines)]).toEqual([4, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]]);
    expect(linesOf(folder)).toHaveLength(10);
  });

  test('measures the point of a torn line again', async () => {
    const folder = newFolder();
    await swept('slow', { folder });
    const file = fileOf(folder, 'slow');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -40));
    const again = await swept('slow', { folder });
    expect([again.measured, squares(again.lines)]).toEqual([1, [0, 1, 4, 9, 16, 25]]);
    expect(again.remarks).toEqual([
      `results: line 6 of ${file} is torn and left out; its point has to be run again`,
    ]);
  });

  test('keeps results of another version apart, and says so', async () => {
    const folder = newFolder();
    await swept('slow', { folder });
    const file = fileOf(folder, 'slow');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"version":"[^"]*"/g, '"version":"0.0.1"'));
    const again = await swept('slow', { folder });
    expect(again.measured).toBe(6);
    expect(again.remarks).toEqual([
      `results: 6 points of version 0.0.1 in ${join(folder, 'slow')} are kept and not used`,
    ]);
    expect(linesOf(folder)).toHaveLength(12);
  });

  test('says which results are of another commit, and measures them again only where that is asked for', async () => {
    const folder = newFolder();
    expect((await swept('slow', { folder })).strangers).toBe(undefined);
    const file = fileOf(folder, 'slow');
    const old = 'a'.repeat(40);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"commit":"[^"]*"/g, `"commit":"${old}"`));
    const again = await swept('slow', { folder });
    expect([again.measured, again.strangers]).toEqual([0, expect.stringContaining('6 of commit aaaaaaaaaa')]);
    const fresh = await swept('slow', { folder, fresh: true });
    expect([fresh.measured, fresh.strangers, squares(fresh.lines)]).toEqual([
      6,
      undefined,
      [0, 1, 4, 9, 16, 25],
    ]);
    expect((await swept('slow', { folder })).strangers, 'the latest counts').toBe(undefined);
  });

  test('leaves out a line that is no point of the experiment', async () => {
    const folder = newFolder();
    await swept('slow', { folder });
    appendFileSync(fileOf(folder, 'slow'), '[1]\nnull\n');
    const { remarks, measured } = await swept('slow', { folder });
    const remark = `results: a line of ${fileOf(folder, 'slow')} is no point of slow and left out`;
    expect([measured, remarks]).toEqual([0, [remark, remark]]);
  });

  test('writes down how a point failed, goes on, and tries it again only where that is asked for', async () => {
    const folder = newFolder();
    const { lines } = await swept('frail', { folder });
    expect(lines.map((line) => line?.outcome.kind)).toEqual([
      'finished',
      'crashed',
      'crashed',
      'timedOut',
      'outOfMemory',
    ]);
    expect((await swept('frail', { folder })).measured).toBe(0);
    expect((await swept('frail', { folder, retry: true })).measured).toBe(4);
  }, 30_000);

  test('split into shards, measures each point once, and any shard knows all', async () => {
    const folder = newFolder();
    const counts = [];
    for (const index of [1, 2, 3, 4]) {
      counts.push((await swept('slow', { folder, shard: { index, count: 4 } })).measured);
    }
    expect(counts).toEqual([2, 2, 1, 1]);
    const whole = await swept('slow', { folder });
    expect([whole.measured, squares(whole.lines)]).toEqual([0, [0, 1, 4, 9, 16, 25]]);
  });

  test('says what it is doing, a line for each point', async () => {
    const said = new Said();
    await swept('slow', { folder: newFolder(), stream: said, atOnce: 1 });
    expect(said.text.split('\n')[0]).toMatch(/^\[1\/6\] n = 0: finished in \d+ ms \(left: .*\)$/);
  });
});

describe('two runs into one folder', () => {
  test('are refused, with the name of the one that is there', async () => {
    const folder = newFolder();
    const first = swept('slow', { folder });
    const file = fileOf(folder, 'slow');
    await expect(swept('slow', { folder })).rejects.toThrow(
      new RegExp(
        `^results: another run \\(process ${process.pid} on ${hostname()}, since .*\\) is writing to ${file}; wait until ` +
          `it ends, or give another folder with --out. If there is no such run, remove ${file}.lock$`,
      ),
    );
    await first;
  });

  test('a lock whose process has ended, but that nobody has asked how, is taken over', async () => {
    const folder = newFolder();
    await swept('slow', { folder });
    // The shell's child ends at once, and what the shell has become never asks how.
    const keeper = spawn('bash', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [said] = await once(keeper.stdout!, 'data');
      const pid = Number(said);
      await setTimeout(300);
      expect(() => process.kill(pid, 0), 'its number is still taken').not.toThrow();
      const holder = { pid, host: hostname(), since: '2000-01-01T00:00:00.000Z' };
      writeFileSync(`${fileOf(folder, 'slow')}.lock`, JSON.stringify(holder));
      expect((await swept('slow', { folder })).measured).toBe(0);
    } finally {
      keeper.kill('SIGKILL');
    }
  });

  test('a lock whose process is gone is taken over', async () => {
    const folder = newFolder();
    await swept('slow', { folder });
    const ended = spawn(process.execPath, ['-e', '']);
    await once(ended, 'exit');
    const { pid } = ended;
    const holder = { pid, host: hostname(), since: '2000-01-01T00:00:00.000Z' };
    writeFileSync(`${fileOf(folder, 'slow')}.lock`, JSON.stringify(holder));
    expect((await swept('slow', { folder })).measured).toBe(0);
  });
});

describe('a run that is ended', () => {
  const script = fileURLToPath(new URL('../../support/children/sweepOnce.ts', import.meta.url));

  /** A run in a process of its own, and a note of every point that is begun. */
  function started(folder: string): { child: ChildProcess; begun: () => string[]; ended: Promise<unknown> } {
    const log = join(root, `${folders++}.log`);
    const child = spawn(process.execPath, ['--import', 'tsx', script, 'slow', folder], {
      env: { ...process.env, SLOW_LOG: log },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('exit', (...ending) => resolve(ending)));
    const begun = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []);
    return { child, begun, ended };
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await setTimeout(10);
  }

  test('by kill -9, at any moment, loses no point and doubles none', async () => {
    const folder = newFolder();
    for (const moment of [1, 2, 4]) {
      const { child, begun, ended } = started(folder);
      await until(
        () => begun().length >= 1 && existsSync(fileOf(folder, 'slow')) && linesOf(folder).length >= moment,
      );
      child.kill('SIGKILL');
      await ended;
    }
    const { ended } = started(folder);
    await ended;
    const written = linesOf(folder);
    expect(squares(written).sort()).toEqual([0, 1, 16, 25, 4, 9]);
  }, 60_000);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends its processes, gives the lock back and keeps its lines',
    async (signal) => {
      const folder = newFolder();
      const { child, begun, ended } = started(folder);
      await until(() => begun().length >= 2);
      child.kill(signal);
      await ended;
      const count = linesOf(folder).length;
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThan(6);
      expect(linesOf(folder).every(({ outcome }) => outcome.kind === 'finished')).toBe(true);
      expect(existsSync(`${fileOf(folder, 'slow')}.lock`)).toBe(false);
      expect(begun().length).toBeLessThanOrEqual(count + 1);
    },
    30_000,
  );
});
