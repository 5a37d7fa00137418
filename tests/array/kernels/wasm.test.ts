import { expect, test } from 'vitest';
import { referenceKernels } from '../../../src/array/kernels/reference.js';
import { initialPages, instantiateKernels } from '../../../src/array/kernels/wasm.js';

const pageBytes = 65_536;

test('the kernels need a few pages, and their own bytes end within them', () => {
  const memory = new WebAssembly.Memory({ initial: initialPages() });
  const { heapBase } = instantiateKernels(memory);
  expect(heapBase).toBeGreaterThan((initialPages() - 1) * pageBytes);
  expect(heapBase).toBeLessThanOrEqual(initialPages() * pageBytes);
  expect(heapBase % 16).toBe(0);
});

test('a memory that is too small is refused by name', () => {
  expect(() => instantiateKernels(new WebAssembly.Memory({ initial: 1 }))).toThrow(
    new RangeError(`kernels: the memory has 1 pages; at least ${initialPages()} are needed`),
  );
});

test('both backends go on where the memory has grown', () => {
  const memory = new WebAssembly.Memory({ initial: initialPages(), maximum: initialPages() + 2 });
  const backends = [instantiateKernels(memory).kernels, referenceKernels(memory)];
  const end = memory.buffer.byteLength;
  memory.grow(1);
  for (const { float32 } of backends) {
    float32.fill(5, end, 2);
    expect([...new Float32Array(memory.buffer, end, 6)]).toEqual([2, 2, 2, 2, 2, 0]);
    float32.fill(5, end, 0);
  }
});

test('pointers above 2 GiB and the last bytes of the memory are within reach', () => {
  const memory = new WebAssembly.Memory({ initial: 33_000, maximum: 65_536 });
  const { kernels } = instantiateKernels(memory);
  const end = memory.buffer.byteLength;
  for (const [dtype, bytes, View] of [
    ['float32', 4, Float32Array],
    ['float64', 8, Float64Array],
  ] as const) {
    const [a, b, c] = [end - 9 * bytes, end - 18 * bytes, end - 27 * bytes];
    const all = new View(memory.buffer, c, 27);
    all.fill(1);
    kernels[dtype].gemm(3, 3, 3, a, 1, b, 1, c, 0);
    kernels[dtype].exp(9, c, a);
    expect([...all.subarray(0, 9)]).toEqual(new Array(9).fill(3));
    expect(all[26]).toBeCloseTo(Math.exp(3), 5);
    expect(kernels[dtype].sumOfSquares(9, b)).toBe(9);
  }
});

test('arrays of no entries at the very end of the memory are not read', () => {
  const memory = new WebAssembly.Memory({ initial: initialPages() });
  const { kernels } = instantiateKernels(memory);
  const end = memory.buffer.byteLength;
  kernels.float64.add(1, 1, 1, 0, end, 0, 0, 0, 1, end, 0, 0, 0, 0, end);
  kernels.float64.gemm(0, 3, 0, end, 1, end, 0, end, 0);
  kernels.float64.exp(0, end, end);
  kernels.float64.sum(0, 3, 1, end, end, 1);
  kernels.float64.strided(1, 1, 0, 4, end, 0, 0, 1, 0, end);
  kernels.bytes.copyRows(1, 0, end, 0, end, 0);
  expect(kernels.bytes.firstOutside(0, end, 1)).toBe(-1);
});

test('two memories do not share their kernels', () => {
  const [first, second] = [0, 1].map(() => new WebAssembly.Memory({ initial: initialPages() + 1 }));
  const { kernels, heapBase } = instantiateKernels(first!);
  instantiateKernels(second!);
  kernels.float32.fill(4, heapBase, 1);
  expect([...new Float32Array(first!.buffer, heapBase, 4)]).toEqual([1, 1, 1, 1]);
  expect([...new Float32Array(second!.buffer, heapBase, 4)]).toEqual([0, 0, 0, 0]);
});
