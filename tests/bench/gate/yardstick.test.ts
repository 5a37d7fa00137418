import { expect, test } from 'vitest';
import { side, Yardstick } from '../../../bench/gate/yardstick.js';

test('the yardstick is a product of matrices', () => {
  const yardstick = new Yardstick();
  const [a, b, c] = [0, 1, 2].map((nth) => yardstick.matrix(nth));
  // Small whole numbers: their products and sums are exact in float32.
  a?.set(Array.from(a, (_, place) => place % 7));
  b?.set(Array.from(b, (_, place) => (place % 5) - 2));
  yardstick.run();
  expect(Array.from(c ?? [])).toEqual(productOf(a ?? [], b ?? []));
});

function productOf(a: ArrayLike<number>, b: ArrayLike<number>): readonly number[] {
  const at = (row: number, column: number): number => {
    let sum = 0;
    for (let k = 0; k < side; k += 1) sum += a[row * side + k]! * b[k * side + column]!;
    return sum;
  };
  return Array.from({ length: side * side }, (_, place) => at(Math.floor(place / side), place % side));
}
