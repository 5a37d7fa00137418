import { expect, test } from 'vitest';
import { countingKernels } from '../../../src/array/kernels/counting.js';
import { logged } from '../../../src/array/kernels/logged.js';
import { operandsOf } from '../../../src/array/kernels/operands.js';
import { zipNames } from '../../../src/array/kernels.js';

/** What answers with a number, or changes parameters in place: no part of a step. */
const refused = ['adam', 'addCompensated', 'hash', 'momentum', 'sgd', 'sumOfSquares'];

test('the operands of every kernel are known, or it is refused', () => {
  const { float32, bytes } = countingKernels({ operations: 0 });
  const names = [...Object.keys(float32), ...Object.keys(bytes)];
  expect([...Object.keys(operandsOf), ...refused].sort()).toEqual(names.sort());
});

test('an operand of a kernel of two may be written over where it is as dense as the result', () => {
  const [rows, width] = [3, 4];
  const call = (a: readonly number[], b: readonly number[]): readonly number[] => [
    ...[1, 1, rows, width],
    ...[100, ...a],
    ...[200, ...b],
    300,
  ];
  const dense = [0, 0, width, 1];
  const row = [0, 0, 0, 1];
  for (const name of zipNames) {
    const { inPlace, reads, write } = operandsOf[name]!;
    expect(reads.map((place) => call(dense, row)[place])).toEqual([100, 200]);
    expect(call(dense, row)[write]).toBe(300);
    expect(inPlace(call(dense, dense))).toEqual([4, 9]);
    expect(inPlace(call(dense, row))).toEqual([4]);
    expect(inPlace(call(row, dense))).toEqual([9]);
    expect(inPlace(call([0, 0, 1, rows], row))).toEqual([]);
  }
});

test('calls are written down after they were made, with their answers unchanged', () => {
  const calls: unknown[] = [];
  const kernels = logged(countingKernels({ operations: 0 }), (...call) => calls.push(call));
  kernels.float64.fill(3, 64, 1.5);
  expect(kernels.bytes.firstOutside(2, 128, 5)).toBe(-1);
  expect(calls).toEqual([
    ['float64', 'fill', [3, 64, 1.5]],
    ['bytes', 'firstOutside', [2, 128, 5]],
  ]);
});
