import { ChainError } from '../../errors.js';
import { refuseLists } from '../../tape/listedInputs.js';
import { kindOf } from '../form.js';
import { isOnDemand, refuseIterables } from '../options.js';
import { type Arrays, bytesOf, type Engine, type JaxArray, type Numbers } from './engine.js';
import type { Part } from './program.js';

/** What a chain's steps get, one after another. */
export interface Rows {
  readonly extent: number;
  /** What is held all the time. */
  readonly bytes: number;
  /** Of step `index`, to be used up. */
  at(index: number): Part<JaxArray>;
}

/**
 * Uses up arrays [steps, ...]: their numbers wait outside of jax-js, where a row costs no program of its own.
 *
 * @throws {ChainError | RangeError} if they have not the same number of rows, or inputs on demand do not say how many
 */
export function rowsOf(engine: Engine, inputs: unknown): Rows {
  if (isOnDemand(inputs)) return onDemand(engine, inputs);
  const { leaves, paths } = inputArrays(engine, inputs);
  const extent = leaves[0]?.shape[0];
  if (extent === undefined) {
    throw new ChainError(
      'scan: inputs have no first dimension, that of the steps; arrays [steps, ...] or { extent, at } are needed',
    );
  }
  const other = leaves.findIndex((leaf) => leaf.shape[0] !== extent);
  if (other >= 0) {
    throw new ChainError(
      `scan: inputs '${paths[0]}' and '${paths[other]}' are ${kindOf(leaves[0]!)} and ${kindOf(leaves[other]!)}; the same number of steps is needed`,
    );
  }
  const bytes = leaves.reduce((sum, leaf) => sum + bytesOf(leaf), 0);
  const read = leaves.map((leaf) => new HostRows(engine, leaf));
  const at = (index: number): Part<JaxArray> => {
    const rows = read.map((each) => each.at(index));
    return { leaves: rows, paths, tree: engine.trees.rebuilt(inputs, rows) };
  };
  return { extent, bytes, at };
}

/** @throws {ChainError} if inputs are not arrays [steps, ...], one or some under names */
export function inputArrays(engine: Engine, inputs: unknown): Arrays {
  if (!engine.isArray(inputs)) refuseIterables(inputs);
  const flat = engine.trees.flat('scan: inputs', inputs);
  refuseLists(inputs, { ...engine.trees.rules, stack: 'np.stack(list)' });
  return engine.arrays('scan: inputs', flat);
}

function onDemand(engine: Engine, inputs: { readonly extent: number; at(index: number): unknown }): Rows {
  let first: readonly string[] | undefined;
  const at = (index: number): Part<JaxArray> => {
    const tree = inputs.at(index);
    const flat = inputOf(engine, tree, index);
    const kinds = flat.leaves.map((leaf, place) => `${flat.paths[place]} ${kindOf(leaf)}`);
    first ??= kinds;
    if (kinds.join() === first.join()) return { ...flat, tree };
    for (const leaf of flat.leaves) leaf.dispose();
    throw new ChainError(
      `scan: the input of step ${index} is${inList(kinds)} but was${inList(first)} before; inputs keep their names, shapes and dtypes`,
    );
  };
  return { extent: inputs.extent, bytes: 0, at };
}

function inputOf(engine: Engine, tree: unknown, index: number): Arrays {
  const where = `scan: inputs.at(${index})`;
  try {
    return engine.arrays(where, engine.trees.flatPart(where, tree));
  } catch (error) {
    // They are the chain's, and nobody else lets go of them.
    for (const leaf of engine.trees.found(tree))
      if (engine.isArray(leaf) && leaf.refCount > 0) leaf.dispose();
    throw error;
  }
}

function inList(kinds: readonly string[]): string {
  return kinds.map((kind) => (kind.startsWith(' ') ? kind : ` ${kind}`)).join(',') || ' nothing';
}

/** The rows of one array, whose numbers are read once. */
export class HostRows {
  readonly #numpy: Engine['jax']['numpy'];
  readonly #settings: { readonly dtype: string; readonly device: string; readonly shape: readonly number[] };
  readonly #size: number;
  readonly #numbers: Numbers;

  /** Uses up one reference. */
  constructor(engine: Engine, array: JaxArray) {
    const { dtype, device } = array;
    const shape = array.shape.slice(1);
    this.#numpy = engine.jax.numpy;
    this.#settings = { dtype, device, shape };
    this.#size = shape.reduce((product, length) => product * length, 1);
    this.#numbers = array.dataSync();
  }

  at(index: number): JaxArray {
    const row = this.#numbers.subarray(index * this.#size, (index + 1) * this.#size);
    return this.#numpy.array(row, this.#settings);
  }
}
