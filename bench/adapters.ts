// What the schedules do inside TensorFlow.js on wasm: memory and time of one gradient, ten steps of Adam, and a length that
// TensorFlow.js by itself cannot train. Gradients are compared first. Needs `npm run peers`.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { periodic, revolve, type Strategy } from 'sublinear';
import { adapt, type InputsAt } from '../src/adapters/tfjs.js';
import { type Tensor, type TensorFlow, tensorFlow } from '../tests/adapters/support/tensorflow.js';
import { interleaved, median, ratio } from './interleaved.js';

const [batch, hidden, width] = [16, 128, 32];
const mebibyte = 2 ** 20;

const found = await tensorFlow('wasm');
if (found === undefined) throw new Error('adapters: TensorFlow.js is not installed; run npm run peers');
const tf: TensorFlow = found;
const { scan } = adapt(tf);
const [, , part, length] = process.argv;
if (part === 'plain') trainPlain(Number(length));
else await all();

async function all(): Promise<void> {
  await gradients(1024);
  losses(256);
  await longest(9216);
}

type Leaves = Readonly<Record<'W' | 'U' | 'b', Tensor>>;

function cell({ W, U, b }: Leaves, h: Tensor, x: Tensor): Tensor {
  return tf.tanh(tf.add(tf.add(tf.matMul(x, U), tf.matMul(h, W)), b));
}

function initial(): Leaves {
  const normal = (shape: readonly number[], deviation: number, seed: number): Tensor =>
    tf.randomNormal(shape, 0, deviation, 'float32', seed);
  return { W: normal([hidden, hidden], 0.08, 1), U: normal([width, hidden], 0.1, 2), b: tf.zeros([hidden]) };
}

function plainLoop(parameters: Leaves, h: Tensor, rows: readonly Tensor[]): Tensor {
  return rows.reduce((state, row) => cell(parameters, state, row), h);
}

function ours(parameters: Leaves, h: Tensor, inputs: Tensor | InputsAt<Tensor>, strategy: Strategy): Tensor {
  const step = (p: Leaves, before: Tensor, x: Tensor) => ({ state: cell(p, before, x) });
  return scan(step, { parameters, state: h, inputs, strategy }).state;
}

/** Memory and time of one gradient. */
async function gradients(steps: number): Promise<void> {
  const { W, U, b } = initial();
  const h = tf.zeros([batch, hidden]);
  const x = tf.randomNormal([steps, batch, width], 0, 1, 'float32', 3);
  const rows = tf.unstack(x);
  const ways: Record<string, (p: Leaves, h: Tensor) => Tensor> = {
    'plain tf.grads': (p, h) => plainLoop(p, h, rows),
    'snapshots every 16': (p, h) => ours(p, h, x, periodic({ every: 16 })),
    'revolve, 16 slots': (p, h) => ours(p, h, x, revolve({ slots: 16 })),
  };
  const gradient = (last: (p: Leaves, h: Tensor) => Tensor) => () =>
    tf.grads((W, U, b, h) => tf.sum(tf.square(last({ W: W!, U: U!, b: b! }, h!))))([W, U, b, h]);
  console.log(
    `TensorFlow.js ${tf.version.tfjs} wasm, RNN of ${steps} steps, B=${batch} H=${hidden} D=${width}, one gradient`,
  );
  const expected = numbers(gradient(ways['plain tf.grads']!)());
  const peaks = new Map<string, number>();
  for (const [name, last] of Object.entries(ways)) {
    const [gradients, peak] = peakOf(gradient(last));
    peaks.set(name, peak);
    claim(`${name}: the gradients of plain tf.grads, to the bit`, same(numbers(gradients), expected));
  }
  const tasks = Object.fromEntries(
    Object.entries(ways).map(([name, last]) => [name, () => tf.dispose(gradient(last)())]),
  );
  const timings = await interleaved(tasks, { rounds: 4, iterations: 1 });
  const [plain] = timings;
  for (const timing of timings) {
    const peak = peaks.get(timing.name) ?? Number.NaN;
    const slower = ratio(timing, plain!);
    const smaller = peaks.get('plain tf.grads')! / peak;
    console.log(
      `  ${timing.name.padEnd(20)} ${(peak / mebibyte).toFixed(2).padStart(8)} MiB  ${median(timing).toFixed(0).padStart(6)} ms  ` +
        `${smaller.toFixed(0)} times less memory, ${slower.median.toFixed(2)} times the time (${slower.low.toFixed(2)} to ${slower.high.toFixed(2)})`,
    );
    if (timing.name !== 'snapshots every 16') continue;
    claim('snapshots every 16: at least 200 times less memory', smaller >= 200);
    claim('snapshots every 16: at most 1.15 times the time', slower.median <= 1.15);
  }
  tf.dispose([W, U, b, h, x, rows]);
}

/** Ten steps of Adam. */
function losses(steps: number): void {
  const train = (isPlain: boolean): number[] =>
    tf.tidy(() => {
      const { W, U, b } = initial();
      const variables = [W, U, b].map((each) => tf.variable(each));
      const parameters: Leaves = { W: variables[0]!, U: variables[1]!, b: variables[2]! };
      const [h, x] = [tf.zeros([batch, hidden]), tf.randomNormal([steps, batch, width], 0, 1, 'float32', 3)];
      const rows = tf.unstack(x);
      const optimizer = tf.train.adam(0.01);
      const last = () =>
        isPlain ? plainLoop(parameters, h, rows) : ours(parameters, h, x, periodic({ every: 16 }));
      const found = Array.from({ length: 10 }, () => {
        const loss = optimizer.minimize(() => tf.mean(tf.square(last())), true, variables);
        return loss.dataSync()[0]!;
      });
      optimizer.dispose();
      for (const variable of variables) variable.dispose();
      return found;
    });
  const plain = train(true);
  console.log(`ten steps of Adam, ${steps} steps: loss ${plain[0]?.toFixed(5)} to ${plain[9]?.toFixed(5)}`);
  claim('the losses of the plain loop, to the bit', same(train(false), plain));
}

/** A chain that TensorFlow.js by itself cannot train, or in more than 2 GB only. */
async function longest(steps: number): Promise<void> {
  console.log(`${steps} steps, trained by Adam`);
  const outcome = await plainOutcome(steps);
  console.log(`  plain tf.grads       ${outcome.text}`);
  claim('plain tf.grads fails, or takes more than 2 GB', outcome.isTooMuch);
  const { peak, losses } = trained(steps, 2, (p, h, rows) =>
    ours(p, h, { extent: steps, at: (step: number) => rows[step]! }, periodic({ every: 96 })),
  );
  const mebibytes = (peak / mebibyte).toFixed(1);
  console.log(
    `  snapshots every 96   ${mebibytes} MiB with inputs and optimizer; losses ${losses.join(', ')}`,
  );
  claim('trained within 64 MiB', peak <= 64 * mebibyte && losses[1]! < losses[0]!);
}

/** The peak is of all tensors. */
function trained(
  steps: number,
  epochs: number,
  last: (parameters: Leaves, h: Tensor, rows: readonly Tensor[]) => Tensor,
): { peak: number; losses: readonly number[] } {
  const before = tf.memory().numBytes;
  const [losses, peak] = peakOf(() => {
    const { W, U, b } = initial();
    const variables = [W, U, b].map((each) => tf.variable(each));
    const parameters: Leaves = { W: variables[0]!, U: variables[1]!, b: variables[2]! };
    const h = tf.zeros([batch, hidden]);
    const rows = Array.from({ length: steps }, (_, step) =>
      tf.randomNormal([batch, width], 0, 1, 'float32', step + 1),
    );
    const optimizer = tf.train.adam(0.01);
    const loss = (): Tensor => tf.mean(tf.square(last(parameters, h, rows)));
    return Array.from({ length: epochs }, () => optimizer.minimize(loss, true, variables).dataSync()[0]!);
  });
  return { peak: peak + before, losses };
}

function trainPlain(steps: number): void {
  process.send?.(trained(steps, 1, plainLoop).peak);
}

/** In a process of its own, which may die of it. */
function plainOutcome(steps: number): Promise<{ readonly text: string; readonly isTooMuch: boolean }> {
  const child = fork(fileURLToPath(import.meta.url), ['plain', String(steps)], { silent: true });
  let peak: number | undefined;
  let errors = '';
  child.on('message', (message) => {
    peak = Number(message);
  });
  child.stderr?.on('data', (data) => {
    errors += String(data);
  });
  return new Promise((resolve) => {
    child.on('exit', (code) => {
      const why = errors.split('\n').find((line) => /error|abort|memory/i.test(line)) ?? `exit code ${code}`;
      const text = peak === undefined ? `fails: ${why.trim()}` : `${(peak / 2 ** 30).toFixed(2)} GiB`;
      resolve({ text, isTooMuch: peak === undefined || peak > 2e9 });
    });
  });
}

/** What `body` returns, and the most bytes that were live meanwhile beyond those before, at every change. */
function peakOf<R>(body: () => R): [R, number] {
  const { state } = tf.engine();
  const before = state.numBytes;
  let [bytes, peak] = [before, before];
  const set = (next: number): void => {
    bytes = next;
    peak = Math.max(peak, next);
  };
  Object.defineProperty(state, 'numBytes', { get: () => bytes, set, configurable: true, enumerable: true });
  const result = body();
  Object.defineProperty(state, 'numBytes', {
    value: bytes,
    writable: true,
    configurable: true,
    enumerable: true,
  });
  return [result, peak - before];
}

function numbers(tensors: readonly Tensor[]): number[] {
  const all = tensors.flatMap((each) => [...each.dataSync()]);
  tf.dispose(tensors);
  return all;
}

function same(found: readonly number[], expected: readonly number[]): boolean {
  return (
    found.length === expected.length && found.every((number, place) => Object.is(number, expected[place]))
  );
}

function claim(text: string, holds: boolean): void {
  console.log(`  ${holds ? 'holds' : 'DOES NOT HOLD'}: ${text}`);
  if (!holds) process.exitCode = 1;
}
