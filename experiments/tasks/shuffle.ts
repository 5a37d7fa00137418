import seedrandom from 'seedrandom';

/** The whole numbers below `count` in an order that depends on the seed alone (Fisher and Yates). */
export function shuffled(count: number, seed: string): Int32Array {
  const random = seedrandom.alea(seed);
  const order = Int32Array.from({ length: count }, (_, place) => place);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random.quick() * (last + 1));
    const swapped = order[last]!;
    order[last] = order[other]!;
    order[other] = swapped;
  }
  return order;
}
