import { isUniform, type RotorChain } from './rotorChain.js';

/** Innermost rounds of a plan: about two seconds. */
const work = 1.5e9;
/** What a cut takes beside its rounds, one for every unit. */
const perCut = 50;

/** The most units of memory with which a chain can be planned in a few seconds. */
export function usualUnits(chain: RotorChain): number {
  const { length } = chain.records;
  const [most, cuts] = isUniform(chain) ? [2000, length ** 2 / 2] : [500, length ** 3 / 6];
  return Math.max(8, Math.min(most, Math.floor(work / cuts) - perCut));
}

/** Whether that is few enough seconds, ten or so, with the fewest units. */
export function isPlannable(chain: RotorChain): boolean {
  return chain.records.length <= (isUniform(chain) ? 10_000 : 1000);
}

/** The most units that a plan of 1 GiB can have. */
export function mostUnits(chain: RotorChain): number {
  const { length } = chain.records;
  const columns = isUniform(chain) ? length : (length * (length + 1)) / 2;
  return Math.floor(2 ** 27 / columns);
}

/**
 * The starts of groups of equally many neighbouring steps, and the extent: single steps where they are alike, or few enough
 * to be planned with 500 units, and otherwise as many groups as can be. Fewer steps a group, and so fewer units, where a
 * group recorded whole would not fit into the bytes.
 */
export function startsOfGroups(chain: RotorChain, fits: (groups: RotorChain) => boolean): readonly number[] {
  const { length } = chain.records;
  let size = isUniform(chain) ? 1 : Math.ceil(length / Math.floor(Math.cbrt((6 * work) / (500 + perCut))));
  while (size > 1 && !fits(grouped(chain, everySo(length, size)))) size = Math.floor(size / 2);
  return everySo(length, size);
}

/** `size` steps to a group, but for the last. */
export function everySo(extent: number, size: number): readonly number[] {
  return [...Array.from({ length: Math.ceil(extent / size) }, (_, group) => group * size), extent];
}

/** A chain whose steps are groups of another one's. */
export function grouped(chain: RotorChain, starts: readonly number[]): RotorChain {
  const sums = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: starts.length - 1 }, (_, group) =>
      values.subarray(starts[group], starts[group + 1]).reduce((sum, value) => sum + value, 0),
    );
  return {
    forward: sums(chain.forward),
    turn: sums(chain.turn),
    states: Float64Array.from({ length: starts.length - 1 }, (_, group) => chain.states[starts[group]!]!),
    records: sums(chain.records),
  };
}
