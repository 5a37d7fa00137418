import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { renewed } from '../scripts/readme.js';
import {
  Arena,
  adam,
  add,
  matmul,
  mean,
  normal,
  randomStream,
  revolve,
  scan,
  square,
  Tape,
  type Tensor,
  tanh,
  tidy,
  useArena,
  zeros,
} from '../src/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root });
});

test('the generated parts of the README are up to date', () => {
  expect(renewed(readme)).toBe(readme);
});

test('the first example prints the same bits under both strategies, and its predictions come true', () => {
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', example], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const [first, held, ran, again, heldAgain, ranAgain] = stdout.trim().split('\n');
  expect(first?.replace('record all', '')).toBe(again?.replace('revolve(8)', ''));
  for (const line of [held, ran, heldAgain, ranAgain]) {
    const [found, predicted] = (line ?? '').match(/\d+/g) ?? [];
    expect(found).toBe(predicted);
  }
  expect(ran).toContain('ran 0 steps');
  expect(ranAgain).toContain('ran 4285 steps');
});

test('the example of a budget keeps it, as foretold', () => {
  const example = /<!-- budget -->\n```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', example], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const lines = stdout.trim().split('\n');
  expect(lines[1]).toMatch(/^periodic\(\d+\) +[\d,]+ /);
  const [found, predicted] = lines.at(-1)?.split(' ') ?? [];
  expect(Number(found)).toBeLessThanOrEqual(1.25 * 2 ** 20);
  expect(predicted).toBe(found);
});

test('the example of estimates saves what it says, and says what it saved', () => {
  const example = /<!-- estimates -->\n```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', example], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const [, estimated, sampled] =
    /([\d,]+) bytes of states wait as ([\d,]+) bytes of samples/.exec(example) ?? [];
  expect(stdout).toContain(`${sampled} kept of ${estimated}, estimated`);
});

test('the training example has at most 30 lines, and its losses are those of store-all, to the bit', () => {
  const source = readFileSync(`${root}/examples/train.ts`, 'utf8');
  expect(source.trim().split('\n').length).toBeLessThanOrEqual(30);
  const storing = source.replace('revolve({ slots: 16 })', 'storeAll()').replace('revolve,', 'storeAll,');
  expect(storing).not.toContain('revolve');
  const revolved = losses(source);
  const stored = losses(storing);
  expect(revolved.map(([loss]) => loss)).toEqual(stored.map(([loss]) => loss));
  expect(revolved.length).toBe(5);
  expect(Number(revolved[0]?.[1])).toBeLessThan(Number(stored[0]?.[1]) / 20);
});

/** Runs a program beside the examples; its printed lines, cut at spaces. */
function losses(source: string): string[][] {
  const file = `${root}/examples/.train-${process.pid}.ts`;
  writeFileSync(file, source);
  try {
    const flags = ['--import', import.meta.resolve('tsx'), file];
    const env = { ...process.env, TSX_TSCONFIG_PATH: `${root}/tsconfig.run.json` };
    const printed = execFileSync(process.execPath, flags, { encoding: 'utf8', env });
    return printed
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
  } finally {
    rmSync(file);
  }
}

test('10,000 iterations of a training loop fit into an arena that ten would fill if anything were left behind', () => {
  const arena = new Arena({ limitBytes: 128 * 1024 });
  const before = useArena(arena);
  try {
    const stream = randomStream('long');
    const sizes = { key: stream.key(), deviation: 0.3 };
    const parameters = { W: normal([8, 8], sizes), U: normal([2, 8], sizes), b: zeros([8]) };
    const inputs = normal([6, 4, 2], { key: stream.key() });
    const step = ({ W, U, b }: typeof parameters, h: Tensor, x: Tensor) => ({
      state: tanh(add(add(matmul(h, W), matmul(x, U)), b)),
    });
    const loss = (p: typeof parameters): Tensor =>
      mean(square(scan(step, { parameters: p, state: zeros([4, 8]), inputs }).state));
    const tape = new Tape({ strategy: revolve({ slots: 3 }) });
    const optimiser = adam({ rate: 1e-3 });
    const iterate = (): void => optimiser.update(parameters, tape.gradient(loss, parameters).gradient);
    iterate();
    const live = arena.liveBytes;
    for (let iteration = 1; iteration < 10_000; iteration += 1) iterate();
    expect(arena.liveBytes).toBe(live);
    expect(tidy(() => loss(parameters).item())).toBeLessThan(1e-3);
  } finally {
    useArena(before);
  }
});
