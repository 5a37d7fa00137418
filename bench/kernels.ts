import { Arena, type FloatKernels, type FloatType } from 'sublinear';
import { interleaved, median, type Timing } from './interleaved.js';
import { roof, roofOperations } from './roof.js';

interface Product {
  readonly name: string;
  readonly shape: readonly [m: number, n: number, k: number];
  readonly transpose: readonly [a: 0 | 1, b: 0 | 1];
}

const sides = [64, 128, 256, 512, 1024];
const batches = [1, 2, 4, 8, 16, 32, 128];
const entries = 1024 * 1024;
/** Operations of a run: some milliseconds. */
const work = 1e8;

/** Matrix products against the roof of plain SIMD, and nanoseconds per entry of functions, sums and the fused cells. */
export async function kernels(): Promise<void> {
  for (const dtype of ['float32', 'float64'] as const) {
    await products(dtype);
    await functions(dtype);
    await sums(dtype);
    await cells(dtype);
  }
}

async function products(dtype: FloatType): Promise<void> {
  const { run, a, b, c } = setUp(dtype);
  const bare = roof(dtype);
  const rounds = Math.ceil(work / roofOperations(dtype));
  console.log(`${dtype}: matrix products, GFLOP/s, best (median), and best over the roof's best`);
  for (const { name, shape, transpose } of shapes()) {
    const [m, n, k] = shape;
    const operations = 2 * m * n * k;
    const times = Math.ceil(work / operations);
    const [top, product] = await interleaved(
      {
        roof: () => bare(rounds),
        product: () => {
          for (let i = 0; i < times; i += 1) run.gemm(m, n, k, a, transpose[0], b, transpose[1], c, 0);
        },
      },
      { rounds: 4 },
    );
    if (top === undefined || product === undefined) return;
    const reached = (times * operations) / best(product) / 1e6;
    const most = (rounds * roofOperations(dtype)) / best(top) / 1e6;
    const middle = (times * operations) / median(product) / 1e6;
    console.log(
      `  ${name.padEnd(28)} ${reached.toFixed(1).padStart(5)} (${middle.toFixed(1)})`.padEnd(46) +
        `${((100 * reached) / most).toFixed(0)} % of ${most.toFixed(1)}`,
    );
  }
}

function shapes(): readonly Product[] {
  const square = sides.flatMap((side) =>
    (
      [
        ['A B', [0, 0]],
        ['Aᵀ B', [1, 0]],
        ['A Bᵀ', [0, 1]],
      ] as const
    ).map(([form, transpose]) => ({
      name: `${form}, ${side} cubed`,
      shape: [side, side, side] as const,
      transpose,
    })),
  );
  const thin = batches.flatMap((batch): readonly Product[] => [
    { name: `h W, [${batch}, 128]`, shape: [batch, 128, 128], transpose: [0, 0] },
    { name: `g Wᵀ, [${batch}, 128]`, shape: [batch, 128, 128], transpose: [0, 1] },
    { name: `hᵀ g, [${batch}, 128]`, shape: [128, 128, batch], transpose: [1, 0] },
  ]);
  return [...square, ...thin];
}

const inputs = {
  ordinary: (i: number) => 3 * Math.sin(i * i),
  tails: (i: number) => (i % 2 === 0 ? 1 : -1) * (20 + (i % 60)),
  denormal: (i: number, dtype: FloatType) => (dtype === 'float32' ? 1e-42 : 1e-310) * (1 + (i % 100)),
} as const;

async function functions(dtype: FloatType): Promise<void> {
  const { run, a, c, set } = setUp(dtype);
  const n = 2048;
  console.log(`${dtype}: functions, ns per entry, best of ${Object.keys(inputs).join(', ')} arguments`);
  for (const name of ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'relu'] as const) {
    const figures: string[] = [];
    for (const argument of Object.values(inputs)) {
      set(a, n, (i) => argument(i, dtype));
      figures.push((await nanoseconds(() => run[name](n, a, c), n)).toFixed(2));
    }
    console.log(`  ${name.padEnd(10)} ${figures.join('  ')}`);
  }
}

// Over rows and over columns, short and long: [outer, middle, inner].
async function sums(dtype: FloatType): Promise<void> {
  const { run, a, c } = setUp(dtype);
  console.log(`${dtype}: sums over the middle axis, ns per entry`);
  for (const [outer, middle, inner] of [
    [64, 16, 1],
    [256, 1000, 1],
    [1, entries, 1],
    [1, 32, 128],
    [1, 1024, 128],
    [1, entries / 4, 3],
  ] as const) {
    const time = await nanoseconds(() => run.sum(outer, middle, inner, a, c, 0), outer * middle * inner);
    console.log(`  ${`[${outer}, ${middle}, ${inner}]`.padEnd(18)} ${time.toFixed(3)}`);
  }
}

// An LSTM and a GRU of 16 rows of 128: the fused kernels, by the entry of the state.
async function cells(dtype: FloatType): Promise<void> {
  const { run, a, b, c } = setUp(dtype);
  const [rows, hidden] = [16, 128];
  const [state, bias] = [b + entries, b];
  const calls: Readonly<Record<string, () => void>> = {
    sumTanh: () => run.sumTanh(rows, hidden, a, b, bias, c),
    lstmGates: () => run.lstmGates(rows, 4 * hidden, a, b, bias, c),
    lstmCell: () => run.lstmCell(rows, hidden, a, state, c),
    lstmCellVjp: () => run.lstmCellVjp(rows, hidden, b, a, state, b, c),
    lstmGatesVjp: () => run.lstmGatesVjp(rows, hidden, b, a, c),
    gruGates: () => run.gruGates(rows, hidden, a, b, bias, bias, c),
    gruCell: () => run.gruCell(rows, hidden, a, state, c),
    gruCellVjp: () => run.gruCellVjp(rows, hidden, b, a, state, c),
    gruGatesVjp: () => run.gruGatesVjp(rows, hidden, b, a, c),
  };
  console.log(`${dtype}: fused cells, ns per entry of the state`);
  for (const [name, call] of Object.entries(calls)) {
    console.log(`  ${name.padEnd(14)} ${(await nanoseconds(call, rows * hidden)).toFixed(2)}`);
  }
}

async function nanoseconds(call: () => void, perCall: number): Promise<number> {
  const times = Math.ceil(2e6 / perCall);
  const [timing] = await interleaved(
    {
      calls: () => {
        for (let i = 0; i < times; i += 1) call();
      },
    },
    { rounds: 3 },
  );
  return timing === undefined ? Number.NaN : (1e6 * best(timing)) / times / perCall;
}

function setUp(dtype: FloatType) {
  const arena = new Arena({ product: 'builtin' });
  const run: FloatKernels = arena.memory.kernels[dtype];
  const bytes = entries * (dtype === 'float32' ? 4 : 8);
  const room = (): number => arena.allocate(bytes, 'outside').pointer;
  const [a, b, c] = [room(), room(), room()];
  const set = (pointer: number, n: number, value: (i: number) => number): void => {
    const values = dtype === 'float32' ? new Float32Array(n) : new Float64Array(n);
    arena.memory.write(
      dtype,
      pointer,
      values.map((_, i) => value(i)),
    );
  };
  for (const pointer of [a, b, c]) set(pointer, entries, (i) => Math.sin(i));
  return { run, a, b, c, set };
}

function best(timing: Timing): number {
  return Math.min(...timing.runs);
}
