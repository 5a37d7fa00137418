import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { type ChildOptions, runChild } from '../../../experiments/harness/child.js';
import { describe } from '../../../experiments/harness/outcome.js';

const behave = new URL('../../support/children/behave.mjs', import.meta.url);

function run(argument: object, options: Partial<ChildOptions> = {}) {
  return runChild<unknown>({ script: behave, argument, timeoutMs: 20_000, ...options });
}

test('the last line comes back as the result, whatever was printed before', async () => {
  const value = { text: 'ä "quoted"\n$HOME', list: [1, null] };
  const outcome = await run({ behaviour: 'answer', value });
  expect(outcome).toMatchObject({ kind: 'finished', result: { value, gc: 'undefined' } });
});

test('a long result comes back whole', async () => {
  const value = 'x'.repeat(100_000);
  const outcome = await run({ behaviour: 'echo', value });
  expect(outcome).toMatchObject({ kind: 'finished', result: value });
});

test('the collector is handed to the script on request', async () => {
  const outcome = await run({ behaviour: 'answer', value: 0 }, { exposeGc: true });
  expect(outcome).toMatchObject({ kind: 'finished', result: { gc: 'function' } });
});

test('a script in TypeScript runs from any working directory, and its infinity arrives as null', async () => {
  const script = new URL('../../support/children/typed.ts', import.meta.url);
  const outcome = await run({ factor: 21 }, { script });
  expect(outcome).toMatchObject({ kind: 'finished', result: { product: 42, infinite: null } });
});

test('an error in the script is a crash, with the error in one sentence', async () => {
  const outcome = await run({ behaviour: 'throw', value: 'no such luck' });
  expect(outcome).toMatchObject({ kind: 'crashed', exitCode: 1, signal: null });
  expect(describe(outcome)).toBe('ended with exit code 1: Error: no such luck');
});

test('an exit code without a word is a crash', async () => {
  const outcome = await run({ behaviour: 'exit', value: 7 });
  expect(outcome).toEqual({ kind: 'crashed', exitCode: 7, signal: null, stderr: [] });
  expect(describe(outcome)).toBe('ended with exit code 7: it said nothing');
});

test('the last 20 lines of complaint are kept', async () => {
  const outcome = await run({ behaviour: 'chatter' });
  const stderr = Array.from({ length: 20 }, (_, place) => `line ${80 + place}`);
  expect(outcome).toEqual({ kind: 'crashed', exitCode: 3, signal: null, stderr });
});

test.each([
  ['SIGTERM', 'was ended by SIGTERM'],
  ['SIGKILL', 'was ended by SIGKILL, as systems do when memory runs out'],
])('an end by %s is told apart from an exit code', async (signal, sentence) => {
  const outcome = await run({ behaviour: 'signal', value: signal });
  expect(outcome).toMatchObject({ kind: 'crashed', exitCode: null, signal });
  expect(describe(outcome)).toBe(sentence);
});

test('a script that takes too long is stopped', async () => {
  const outcome = await run({ behaviour: 'hang' }, { timeoutMs: 300 });
  expect(outcome).toEqual({ kind: 'timedOut', timeoutMs: 300, stderr: [] });
  expect(describe(outcome)).toBe('stopped after 300 ms without a result; allow it more time or measure less');
});

test('a heap that is full is out of memory, not a crash', async () => {
  const outcome = await run({ behaviour: 'fill' }, { nodeFlags: ['--max-old-space-size=40'] });
  expect(outcome.kind).toBe('outOfMemory');
  expect(describe(outcome)).toMatch(/^ran out of memory: FATAL ERROR: .*heap out of memory/);
});

test('a buffer that is refused is out of memory, not a crash', async () => {
  const outcome = await run({ behaviour: 'buffer' });
  expect(outcome.kind).toBe('outOfMemory');
  expect(describe(outcome)).toMatch(/^ran out of memory: RangeError: /);
});

test('a budget that is refused is out of memory, not a crash', async () => {
  const script = new URL('../../support/children/budget.ts', import.meta.url);
  const outcome = await run({}, { script });
  expect(describe(outcome)).toBe('ran out of memory: BudgetError: arena: 64 bytes were asked for');
});

test('output that is no JSON is shown', async () => {
  const outcome = await run({ behaviour: 'garbage', value: '{"half":' });
  expect(outcome).toEqual({ kind: 'garbled', lastLine: '{"half":', stderr: [] });
  expect(describe(outcome)).toBe(`the last line of its output is '{"half":'; JSON is needed`);
});

test('silence is no result', async () => {
  const outcome = await run({ behaviour: 'silence' });
  expect(describe(outcome)).toBe('ended without printing a result; the last line of its output must be JSON');
});

test('no listener stays behind', async () => {
  const counts = () => ['exit', 'SIGINT', 'SIGTERM'].map((event) => process.listenerCount(event));
  const before = counts();
  await run({ behaviour: 'answer', value: 0 });
  expect(counts()).toEqual(before);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s to the parent ends its children and then itself',
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'child-'));
    const pidFile = join(folder, 'pid');
    const parent = startParent(pidFile);
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
    const childPid = Number(readFileSync(pidFile, 'utf8'));
    expect(isAlive(childPid)).toBe(true);
    parent.kill(signal);
    await until(() => parent.signalCode !== null || parent.exitCode !== null);
    expect(parent.signalCode).toBe(signal);
    await until(() => !isAlive(childPid));
    rmSync(folder, { recursive: true });
  },
);

function startParent(pidFile: string): ChildProcess {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const script = fileURLToPath(new URL('../../support/children/parent.ts', import.meta.url));
  return spawn(process.execPath, ['--import', loader, script, pidFile], { stdio: 'ignore' });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Rejects by the time limit of the test if it never holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
