import { Arena, type FloatType } from 'sublinear';
import { interleaved, median, ratio } from './interleaved.js';

type Shape = readonly [m: number, n: number, k: number];
type Form = readonly [transposeA: 0 | 1, transposeB: 0 | 1, accumulate: 0 | 1];

/** A step of a network, its state's cotangent and its weights' gradient. */
const forms: readonly Form[] = [
  [0, 0, 0],
  [0, 1, 0],
  [1, 0, 1],
];
const crossing: readonly Shape[] = [
  ...[8, 12, 16, 20, 24, 32].map((side) => [side, side, side] as const),
  [1, 64, 64],
  [64, 64, 1],
  [16, 16, 32],
];
const large: readonly Shape[] = [
  ...[64, 128, 256, 512, 1024].map((side) => [side, side, side] as const),
  [1, 128, 128],
  [16, 128, 128],
  [16, 128, 32],
  [32, 512, 512],
];

/** The native matrix product beside the built-in one: what a call costs, where it overtakes, and how fast it gets. */
export async function nativeProduct(): Promise<void> {
  const native = new Arena({ product: { use: 'auto', fromMultiplyAdds: 1 } });
  const builtin = new Arena({ product: 'builtin' });
  console.log(`matrix products, built-in beside ${native.product}`);
  if (native.product === builtin.product) return;
  await callCost(native, builtin);
  for (const dtype of ['float32', 'float64'] as const) {
    for (const shape of crossing) await compare(native, builtin, dtype, shape, 'ns');
    for (const shape of large) await compare(native, builtin, dtype, shape, 'GFLOP/s');
  }
}

async function callCost(native: Arena, builtin: Arena): Promise<void> {
  const times = 10_000;
  const tasks = {
    native: repeated(native, 'float32', [1, 1, 1], [0, 0, 0], times),
    builtin: repeated(builtin, 'float32', [1, 1, 1], [0, 0, 0], times),
  };
  const [a, b] = await interleaved(tasks, { rounds: 15 });
  if (a === undefined || b === undefined) return;
  const nanoseconds = (ms: number): string => `${((1e6 * ms) / times).toFixed(0)} ns`;
  console.log(`  one call, of 1x1x1: native ${nanoseconds(median(a))}, built-in ${nanoseconds(median(b))}`);
}

async function compare(
  native: Arena,
  builtin: Arena,
  dtype: FloatType,
  shape: Shape,
  unit: 'ns' | 'GFLOP/s',
): Promise<void> {
  const operations = 2 * shape[0] * shape[1] * shape[2];
  const times = Math.max(1, Math.ceil(2e7 / (operations + 5000)));
  for (const form of forms) {
    const tasks = {
      native: repeated(native, dtype, shape, form, times),
      builtin: repeated(builtin, dtype, shape, form, times),
    };
    const [a, b] = await interleaved(tasks, { rounds: 7 });
    if (a === undefined || b === undefined) return;
    const shown = (ms: number): string =>
      unit === 'ns' ? ((1e6 * ms) / times).toFixed(0) : ((operations * times) / ms / 1e6).toFixed(1);
    const { median: times1, low, high } = ratio(b, a);
    console.log(
      `  ${dtype} ${nameOf(form)} ${shape.join('x').padEnd(14)} ` +
        `native ${shown(median(a)).padStart(6)} built-in ${shown(median(b)).padStart(6)} ${unit}, ` +
        `${times1.toFixed(2)} times as fast (${low.toFixed(2)} to ${high.toFixed(2)})`,
    );
  }
}

function nameOf([transposeA, transposeB, accumulate]: Form): string {
  return `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}${accumulate ? '+' : ' '}`;
}

function repeated(arena: Arena, dtype: FloatType, shape: Shape, form: Form, times: number): () => void {
  const [m, n, k] = shape;
  const bytesEach = dtype === 'float32' ? 4 : 8;
  const [a, b, c] = [m * k, k * n, m * n].map((count) => {
    const { pointer } = arena.allocate(count * bytesEach, 'outside');
    arena.memory.view(dtype, pointer, count).fill(1 / 64);
    return pointer;
  });
  const { gemm } = arena.memory.kernels[dtype];
  return () => {
    // Sums that are added to again and again would grow without end; numbers of this size take as long as any.
    for (let time = 0; time < times; time += 1) gemm(m, n, k, a!, form[0], b!, form[1], c!, form[2]);
  };
}
