/** How often to halve what lies between bytes that fit and others that do not. */
const halvings = 5;

/**
 * Looks for the most bytes, at most those given, whose plan is not in excess of a budget: in ever longer strides
 * downwards, since many may mean the same plan, and then halfway back.
 */
export function fitBelow(given: number, excessOf: (bytes: number) => number): void {
  let over = given + 1;
  let under = 0;
  let stride = 1;
  for (let bytes = given; bytes > under; bytes -= stride) {
    const excess = excessOf(bytes);
    if (excess <= 0) under = bytes;
    else over = bytes;
    stride = Math.max(2 * stride, excess);
  }
  if (over > given) return;
  for (let round = 0; round < halvings && over - under > 1; round += 1) {
    const middle = Math.floor((under + over) / 2);
    if (excessOf(middle) <= 0) under = middle;
    else over = middle;
  }
}
