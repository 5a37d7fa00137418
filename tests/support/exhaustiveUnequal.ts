import type { Profile, StepFigures } from '../../src/tape/strategy.js';

/** What is left to reverse, where the working state is (-1: nowhere), which states are held and which records wait. */
interface Configuration {
  readonly end: number;
  readonly working: number;
  /** One bit each. */
  readonly held: number;
  readonly records: number;
}

/** Whether a state that is held may be given up before its step was recorded. */
export type Releases = 'any' | 'persistent';

/**
 * The least cost of reversing a chain of unequal steps while no more than `limit` bytes are live; Infinity if there is no
 * way. A shortest-path search over every configuration of slots, waiting records and the working state that legal actions
 * can reach; it assumes nothing of the form of a schedule, but that the last state is reached by recording.
 */
export function cheapestUnequal(profile: Profile, limit: number, releases: Releases): number {
  const chain = new UnequalChain(profile.steps ?? [], limit, releases);
  const frontier = new Heap();
  const settled = new Set<number>();
  frontier.push(0, { end: profile.extent, working: 0, held: 0, records: 0 });
  for (let found = frontier.pop(); found !== undefined; found = frontier.pop()) {
    const { cost, configuration } = found;
    if (configuration.end === 0) return cost;
    if (settled.has(keyOf(configuration))) continue;
    settled.add(keyOf(configuration));
    for (const [price, next] of chain.moves(configuration))
      if (!settled.has(keyOf(next))) frontier.push(cost + price, next);
  }
  return Number.POSITIVE_INFINITY;
}

class UnequalChain {
  readonly #steps: readonly StepFigures[];
  readonly #limit: number;
  readonly #releases: Releases;

  constructor(steps: readonly StepFigures[], limit: number, releases: Releases) {
    this.#steps = steps;
    this.#limit = limit;
    this.#releases = releases;
  }

  *moves(at: Configuration): Generator<[number, Configuration]> {
    const { end, working, held, records } = at;
    if ((records & bit(end - 1)) !== 0) yield [0, swept(at)];
    for (let step = 0; step < end; step += 1) {
      if ((held & bit(step)) === 0) continue;
      yield [0, { ...at, working: step }];
      if (this.#releases === 'any' || (records & bit(step)) !== 0)
        yield [0, { ...at, held: held & ~bit(step) }];
    }
    if (working === -1 || working >= end) return;
    if ((held & bit(working)) === 0) yield [0, { ...at, held: held | bit(working) }];
    const figures = this.#steps[working]!;
    const after = { ...at, working: working + 1 };
    if (working + 1 < this.#steps.length && this.#fits(after, bit(working)))
      yield [figures.advanceCost, after];
    // The tape is a stack: nothing is recorded before a step that waits.
    const recorded = { ...after, records: records | bit(working) };
    if (records >> working === 0 && this.#fits(recorded, 0))
      yield [figures.recordCost + figures.sweepCost, recorded];
  }

  /** Whether what is live fits, with more states that are live for a moment. */
  #fits({ working, held, records }: Configuration, moment: number): boolean {
    let states = held | moment | bit(working) | records | (records << 1);
    if (working < 0) states = held | moment | records | (records << 1);
    let bytes = 0;
    for (let t = 1; t <= this.#steps.length; t += 1)
      if ((states & bit(t)) !== 0)
        bytes += t < this.#steps.length ? this.#steps[t]!.beforeBytes : this.#steps[t - 1]!.afterBytes;
    this.#steps.forEach((figures, step) => {
      if ((records & bit(step)) !== 0) bytes += figures.recordBytes;
    });
    return bytes <= this.#limit;
  }
}

function swept({ end, working, held, records }: Configuration): Configuration {
  const before = bit(end - 1) - 1;
  return {
    end: end - 1,
    working: working >= end - 1 ? -1 : working,
    held: held & before,
    records: records & before,
  };
}

const bit = (step: number): number => 1 << step;

const keyOf = ({ end, working, held, records }: Configuration): number =>
  ((end * 16 + working + 1) * 1024 + held) * 1024 + records;

interface Entry {
  readonly cost: number;
  readonly configuration: Configuration;
}

/** A binary heap, the least cost first. */
class Heap {
  readonly #entries: Entry[] = [];

  push(cost: number, configuration: Configuration): void {
    const entries = this.#entries;
    let place = entries.length;
    for (; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (entries[parent]!.cost <= cost) break;
      entries[place] = entries[parent]!;
      place = parent;
    }
    entries[place] = { cost, configuration };
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const moved = entries.pop();
    if (moved === undefined || entries.length === 0) return first;
    let place = 0;
    for (let child = 1; child < entries.length; child = 2 * place + 1) {
      if (child + 1 < entries.length && entries[child + 1]!.cost < entries[child]!.cost) child += 1;
      if (entries[child]!.cost >= moved.cost) break;
      entries[place] = entries[child]!;
      place = child;
    }
    entries[place] = moved;
    return first;
  }
}
