/** What is left to reverse, where the working state is (-1: nowhere), and what waits: states and records, one bit each. */
interface Configuration {
  readonly end: number;
  readonly working: number;
  readonly states: number;
  readonly records: number;
}

/** What waits, in units of memory. The record of step t also holds state t + 1, and state t if it holds `before`. */
export interface MixedSizes {
  readonly state: number;
  readonly record: number;
  readonly holdsBefore: boolean;
  /** Whether a state may wait that no record holds and that is not the first; it may, if absent. */
  readonly isStateAlone?: boolean;
}

/**
 * The fewest steps advanced over all ways to reverse a chain in `units` of memory, the working state and the record that is
 * swept at once not counted, nor the initial state. A shortest-path search over every configuration; it assumes nothing of the form of a schedule.
 */
export function cheapestMixed(extent: number, units: number, sizes: MixedSizes): number {
  const distances = new Map<number, number>();
  const buckets: Configuration[][] = [[{ end: extent, working: 0, states: 0, records: 0 }]];
  for (let cost = 0; cost < buckets.length; cost += 1) {
    // Moves without a cost add to the bucket that is being emptied.
    for (const configuration of buckets[cost] ?? []) {
      if (configuration.end === 0) return cost;
      const key = keyOf(configuration);
      if (distances.has(key)) continue;
      distances.set(key, cost);
      for (const [price, next] of moves(configuration)) {
        if (distances.has(keyOf(next)) || unitsOf(next, extent, sizes) > units) continue;
        buckets[cost + price] ??= [];
        buckets[cost + price]!.push(next);
      }
    }
  }
  throw new Error(`there is no way to reverse ${extent} steps in ${units} units`);
}

function* moves(now: Configuration): Generator<readonly [number, Configuration]> {
  const { end, working, states, records } = now;
  if ((records & (1 << (end - 1))) !== 0) yield [0, swept({ ...now, records: records & ~(1 << (end - 1)) })];
  for (let state = 0; state < end; state += 1) {
    if ((states & (1 << state)) !== 0) {
      yield [0, { ...now, working: state }];
      yield [0, { ...now, states: states & ~(1 << state) }];
    } else if (state > 0 && (records & (1 << (state - 1))) !== 0) {
      yield [0, { ...now, working: state }];
    }
  }
  if (working === -1 || working >= end) return;
  yield [1, { ...now, working: working + 1 }];
  yield [0, { ...now, states: states | (1 << working) }];
  // Recorded to wait, or swept at once.
  yield [0, { ...now, working: working + 1, records: records | (1 << working) }];
  if (working === end - 1) yield [0, swept(now)];
}

function swept(now: Configuration): Configuration {
  const end = now.end - 1;
  return {
    ...now,
    end,
    working: now.working >= end ? -1 : now.working,
    states: now.states & ((1 << end) - 1),
  };
}

/** What waits, each state once, however many hold it; the first state and the last are the caller's. */
function unitsOf({ states, records }: Configuration, extent: number, sizes: MixedSizes): number {
  const ends = (records << 1) | (sizes.holdsBefore ? records : 0);
  let units = 0;
  for (let step = 0; step < extent; step += 1) {
    if ((records & (1 << step)) !== 0) units += sizes.record - sizes.state;
    if (step > 0 && ((states | ends) & (1 << step)) !== 0) units += sizes.state;
    const isAlone = step > 0 && (states & ~ends & (1 << step)) !== 0;
    if (isAlone && sizes.isStateAlone === false) return Number.POSITIVE_INFINITY;
  }
  return units;
}

const keyOf = ({ end, working, states, records }: Configuration): number =>
  ((end * 32 + working + 1) * 1024 + states) * 1024 + records;
