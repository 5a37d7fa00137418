// What the schedules do inside jax-js on wasm: time and memory of one gradient beside its own eager gradient of the whole
// loop. Gradients are compared first. Needs `npm run peers`.
import { periodic, revolve, type Strategy, sqrt, storeAll } from 'sublinear';
import { adapt, type Report } from '../src/adapters/jaxJs.js';
import { type Arr, jaxJs } from '../tests/adapters/jaxJsSupport.js';

const [batch, hidden, width] = [16, 128, 32];
const steps = Number(process.argv[2] ?? 256);
const mebibyte = 2 ** 20;

const found = await jaxJs();
if (found === undefined) throw new Error('adapters: jax-js is not installed; run npm run peers');
const { jax, memory } = found;
const { numpy: np, tree } = jax;
const { scan } = adapt(jax);

type Leaves = { W: Arr; U: Arr; b: Arr };

let seed = 1;
const parameters: Leaves = {
  W: noise([hidden, hidden], 0.13),
  U: noise([width, hidden], 0.2),
  b: np.zeros([hidden]),
};
const initial = np.zeros([batch, hidden]);
const inputs = noise([steps, batch, width], 0.5);
const numbers = inputs.ref.dataSync();
const rowSize = batch * width;
const rows = Array.from({ length: steps }, (_, index) =>
  np.array(numbers.slice(index * rowSize, (index + 1) * rowSize), { shape: [batch, width] }),
);

const step = ({ W, U, b }: Leaves, h: Arr, x: Arr): { state: Arr } => ({
  state: np.tanh(np.matmul(x, U).add(np.matmul(h, W)).add(b)),
});

const strategies: readonly Strategy[] = [storeAll(), periodic({ every: 16 }), sqrt(), revolve({ slots: 8 })];

console.log(`jax-js 0.1.25 wasm, RNN of ${steps} steps, B=${batch} H=${hidden} D=${width}, one gradient`);
const eager = measured(() => numbersOf(plain(starts())));
show('eager jax.grad of the whole loop', eager);
const compile = performance.now();
const whole = jax.jit((...leaves: Arr[]) => plain(leaves));
const compiled = measured(() => numbersOf(whole(...starts())));
show('the whole loop unrolled in one jit', compiled);
console.log(`  ${''.padEnd(34)} of which the first call took ${(compiled.firstAt - compile).toFixed(0)} ms`);
for (const strategy of strategies) {
  const reports: Report[] = [];
  const ours = measured(() => numbersOf(scanned(strategy, reports)));
  show(strategy.name, ours, reports.at(-1));
  claim(
    `${strategy.name}: the gradients of jax-js to 1e-5`,
    differenceOf(ours.numbers, eager.numbers) <= 1e-5,
  );
  claim(`${strategy.name}: at least 8 times faster`, eager.ms / ours.ms >= 8);
}

function starts(): Arr[] {
  const { W, U, b } = tree.ref(parameters);
  return [initial.ref, W, U, b];
}

function plain(leaves: readonly Arr[]): Arr[] {
  const loss = (h: Arr, W: Arr, U: Arr, b: Arr): Arr => {
    let state = h;
    for (const x of rows) ({ state } = step({ W: W.ref, U: U.ref, b: b.ref }, state, x.ref));
    for (const each of [W, U, b]) each.dispose();
    return np.square(state).sum();
  };
  const [h, W, U, b] = leaves as [Arr, Arr, Arr, Arr];
  return jax.grad(loss, { argnums: [0, 1, 2, 3] })(h, W, U, b);
}

function scanned(strategy: Strategy, reports: Report[]): Arr[] {
  const onReport = (report: Report): void => void reports.push(report);
  const given = { parameters: tree.ref(parameters), state: initial.ref, inputs: inputs.ref };
  const { state, pullback } = scan(step, { ...given, strategy, onReport });
  const gradients = pullback({ state: state.mul(2) });
  const { W, U, b } = gradients.parameters;
  return [gradients.state, W, U, b];
}

interface Measured {
  readonly ms: number;
  /** When the first call was done. */
  readonly firstAt: number;
  readonly peakBytes: number;
  readonly numbers: readonly (readonly number[])[];
}

/** The second and third time: the first one compiles. */
function measured(run: () => readonly (readonly number[])[]): Measured {
  run();
  const firstAt = performance.now();
  const before = memory.bytes;
  memory.peakBytes = before;
  const times = [1, 2].map(() => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  const { peakBytes } = memory;
  const numbers = run();
  if (memory.bytes !== before) throw new Error(`${memory.bytes - before} bytes are still there`);
  return { ms: Math.min(...times), firstAt, peakBytes: peakBytes - before, numbers };
}

function show(name: string, { ms, peakBytes }: Measured, report?: Report): void {
  const counts = report && `  ${report.advancedSteps} advanced, ${report.recordedSteps} recorded`;
  const held = report ? `, of which arrays of the chain's ${inMebibytes(report.peakBytes ?? 0)}` : '';
  console.log(
    `  ${name.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms, ${(eager.ms / ms).toFixed(1)} times faster${counts ?? ''}`,
  );
  console.log(`  ${''.padEnd(34)} ${inMebibytes(peakBytes)} at the peak${held}`);
}

function claim(what: string, isSo: boolean): void {
  if (!isSo) process.exitCode = 1;
  console.log(`  ${isSo ? 'yes' : 'NO '} ${what}`);
}

function numbersOf(arrays: readonly Arr[]): number[][] {
  return arrays.map((each) => [...each.dataSync()]);
}

/** The largest difference of any number, in relation to the largest number of its array. */
function differenceOf(found: Measured['numbers'], expected: Measured['numbers']): number {
  const each = expected.map((numbers, place) => {
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    const off = numbers.map((number, index) => Math.abs(number - found[place]![index]!));
    return off.reduce((most, number) => Math.max(most, number), 0) / largest;
  });
  return Math.max(...each);
}

function inMebibytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(2)} MiB`;
}

function noise(shape: readonly number[], deviation: number): Arr {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed / 2 ** 32 - 0.5) * 2 * deviation;
  });
  return np.array(values, { shape });
}
