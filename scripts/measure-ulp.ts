// Compares exp, log, tanh and sigmoid of float32 with float64's, for all 2^32 arguments: `npx tsx scripts/measure-ulp.ts`.
// The float64 result, rounded, is the correctly rounded one except where it is within its own error, about 2^-29 of a
// float32's spacing, of the middle between two.

import { referenceKernels } from '../src/array/kernels/reference.js';
import { initialPages, instantiateKernels } from '../src/array/kernels/wasm.js';
import type { mapNames } from '../src/array/kernels.js';

const chunk = 2 ** 20;
const wanted = process.argv.slice(2);
const names = (['exp', 'log', 'tanh', 'sigmoid'] as const).filter(
  (n) => wanted.length === 0 || wanted.includes(n),
);

const pageBytes = 65_536;
const memory = new WebAssembly.Memory({ initial: initialPages() + (3 * 4 * chunk) / pageBytes });
const { kernels } = instantiateKernels(memory);
const reference = referenceKernels(memory);
const x = initialPages() * pageBytes;
const [y, z] = [x + 4 * chunk, x + 8 * chunk];
const arguments32 = new Int32Array(memory.buffer, x, chunk);
const values = new Float32Array(memory.buffer, x, chunk);
const results = new Float32Array(memory.buffer, y, chunk);
const places = new Int32Array(memory.buffer, y, chunk);
const expected = new Float32Array(memory.buffer, z, chunk);
const expectedPlaces = new Int32Array(memory.buffer, z, chunk);

for (const name of names) measure(name);

function measure(name: (typeof mapNames)[number]): void {
  const counts = new Map<number, number>();
  let worst = { apart: 0, at: 0, got: 0, wanted: 0 };
  for (let first = -(2 ** 31); first < 2 ** 31; first += chunk) {
    for (let i = 0; i < chunk; i++) arguments32[i] = first + i;
    kernels.float32[name](chunk, x, y);
    reference.float32[name](chunk, x, z);
    for (let i = 0; i < chunk; i++) {
      if (places[i] === expectedPlaces[i]) continue;
      const apart = distance(i);
      counts.set(apart, (counts.get(apart) ?? 0) + 1);
      if (apart > worst.apart) worst = { apart, at: values[i]!, got: results[i]!, wanted: expected[i]! };
    }
  }
  console.log(name, Object.fromEntries(counts), worst);
}

function distance(i: number): number {
  const [got, wanted] = [results[i]!, expected[i]!];
  if (Number.isNaN(got) || Number.isNaN(wanted))
    return Number.isNaN(got) && Number.isNaN(wanted) ? 0 : Infinity;
  if (got === 0 && wanted === 0) return Infinity; // zeros of different sign
  return Math.abs(ordered(places[i]!) - ordered(expectedPlaces[i]!));
}

function ordered(bits: number): number {
  return bits < 0 ? -(bits & 0x7fff_ffff) : bits;
}
