/** What is left to reverse, where the working state is (-1: nowhere), and which states are held, one bit each. */
interface Configuration {
  readonly end: number;
  readonly working: number;
  readonly held: number;
}

export interface Cost {
  readonly advances: number;
  readonly writes: number;
}

/**
 * The fewest advances, and among those the fewest snapshots written, over all ways to reverse a chain with `slots`
 * slots and one record at a time. A shortest-path search over every configuration; it assumes nothing of the form of a
 * schedule.
 */
export function cheapestReversal(extent: number, slots: number): Cost {
  const frontier = new Buckets();
  const settled = new Set<number>();
  frontier.push(0, { end: extent, working: 0, held: 0 });
  for (let found = frontier.pop(); found !== undefined; found = frontier.pop()) {
    const { cost, configuration } = found;
    if (configuration.end === 0)
      return { advances: Math.floor(cost / perAdvance), writes: cost % perAdvance };
    const key = keyOf(configuration);
    if (settled.has(key)) continue;
    settled.add(key);
    for (const [price, next] of moves(configuration, slots))
      if (!settled.has(keyOf(next))) frontier.push(cost + price, next);
  }
  throw new Error(`there is no way to reverse ${extent} steps with ${slots} slots`);
}

// Greater than any number of snapshots written by a cheapest reversal of a chain that can be searched.
const perAdvance = 1000;

function* moves({ end, working, held }: Configuration, slots: number): Generator<[number, Configuration]> {
  for (let step = 0; step < end; step += 1) {
    const bit = 1 << step;
    if ((held & bit) === 0) continue;
    yield [0, { end, working: step, held }];
    yield [0, { end, working, held: held & ~bit }];
  }
  if (working === -1) return;
  if (working === end - 1) yield [0, { end: end - 1, working: -1, held: held & ((1 << (end - 1)) - 1) }];
  else yield [perAdvance, { end, working: working + 1, held }];
  const bit = 1 << working;
  if ((held & bit) === 0 && count(held) < slots) yield [1, { end, working, held: held | bit }];
}

const keyOf = ({ end, working, held }: Configuration): number => (end * 32 + working + 1) * 65536 + held;

function count(bits: number): number {
  let rest = bits;
  let ones = 0;
  for (; rest !== 0; rest &= rest - 1) ones += 1;
  return ones;
}

/** A queue by cost, for whole costs. */
class Buckets {
  readonly #buckets = new Map<number, Configuration[]>();
  readonly #costs: number[] = [];

  push(cost: number, configuration: Configuration): void {
    const bucket = this.#buckets.get(cost);
    if (bucket !== undefined) bucket.push(configuration);
    else {
      this.#buckets.set(cost, [configuration]);
      this.#costs.push(cost);
      this.#costs.sort((a, b) => b - a);
    }
  }

  pop(): { cost: number; configuration: Configuration } | undefined {
    for (let cost = this.#costs.at(-1); cost !== undefined; cost = this.#costs.at(-1)) {
      const configuration = this.#buckets.get(cost)?.pop();
      if (configuration !== undefined) return { cost, configuration };
      this.#buckets.delete(cost);
      this.#costs.pop();
    }
    return undefined;
  }
}
