import { expect, test } from 'vitest';
import { laplacian, ones, tensor, tidy } from '../../../src/tape/index.js';
import { disordered } from '../../support/samples.js';

test('the laplacian is what a loop over the points says, with a border that is 0 and stays 0', () => {
  const [rows, columns] = [5, 6];
  const values = disordered(2 * rows * columns);
  const at = (grid: number, row: number, column: number): number => {
    const isInside = row > 0 && row < rows - 1 && column > 0 && column < columns - 1;
    return isInside ? values[(grid * rows + row) * columns + column]! : 0;
  };
  const found = tidy(() =>
    laplacian(tensor(values, { shape: [2, rows, columns], dtype: 'float64' }), { scale: 0.5 }),
  );
  found.toArray().forEach((value, place) => {
    const [grid, row, column] = [
      Math.floor(place / (rows * columns)),
      Math.floor(place / columns) % rows,
      place % columns,
    ];
    const isInside = row > 0 && row < rows - 1 && column > 0 && column < columns - 1;
    const around =
      at(grid, row - 1, column) +
      at(grid, row + 1, column) +
      at(grid, row, column - 1) +
      at(grid, row, column + 1);
    const expected = isInside ? 0.5 * (around - 4 * at(grid, row, column)) : 0;
    // Five additions of numbers below 10, each rounded by 2^-53 of it.
    expect(Math.abs(value - expected)).toBeLessThan(5 * 10 * 2 ** -53);
  });
});

test('a grid without inner points has a laplacian of zeros', () => {
  expect([...tidy(() => laplacian(ones([2, 4]))).toArray()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('the laplacian of a vector is refused', () => {
  expect(() => laplacian(ones([4]))).toThrow(
    'laplacian: the field is float32 [4]; a grid [..., rows, columns] is needed, use reshape',
  );
});
