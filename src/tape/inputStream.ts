import type { Tensor } from '../array/tensor.js';
import { leavesOfPart, rebuilt, type Tree } from '../array/tree.js';
import { ChainError } from '../errors.js';
import { freeAll, holdAll } from './holding.js';
import type { StepInputs } from './stepInputs.js';
import { admitted } from './trace.js';

/** Iterators that a scan has begun to read: what they still give are the inputs of the middle of a chain. */
const begun = new WeakSet<object>();

export function isStream<X extends Tree>(inputs: X | Iterable<X> | object): inputs is Iterable<X> {
  return !Array.isArray(inputs) && Symbol.iterator in inputs;
}

/**
 * Inputs that come one after another, nobody knows how many. Each is asked for once, when its step is reached, and held
 * until the run ends, since the step may run again.
 */
export class InputStream<X extends Tree> implements StepInputs<X> {
  readonly extent: number = Number.POSITIVE_INFINITY;
  readonly whole: readonly Tensor[] = [];
  readonly #source: Iterable<X>;
  #iterator: Iterator<X> | undefined = undefined;
  readonly #read: { readonly tree: X; readonly held: readonly Tensor[] }[] = [];

  constructor(source: Iterable<X>) {
    this.#source = source;
  }

  /** @throws {ChainError} if an input is no tree, or the inputs can be gone through only once and were before */
  endsAt(index: number): boolean {
    if (index < this.#read.length) return false;
    this.#iterator ??= this.#begin();
    const next = this.#iterator.next();
    if (next.done) {
      // What is its own iterator, such as a generator, may have been gone through by anybody.
      if (index === 0 && Object.is(this.#iterator, this.#source)) throw usedUp('gave none');
      this.#iterator = undefined;
      return true;
    }
    if (next.value instanceof Promise) {
      throw new ChainError(
        `scan: input ${index} is a promise; a scan cannot wait, so read the inputs before it`,
      );
    }
    const tree = next.value;
    const leaves = leavesOfPart(`scan: input ${index}`, tree);
    this.#read.push({ tree, held: holdAll(admitted('scan', leaves), () => 'input') });
    return false;
  }

  at(index: number): { input: X; slices: readonly Tensor[] } {
    const read = this.#read[index];
    if (read === undefined) throw new ChainError(`scan: input ${index} was not asked for yet`);
    return { input: rebuilt(read.tree, read.held), slices: [] };
  }

  free(): void {
    // A generator that is left early gets to close what it had opened.
    this.#iterator?.return?.();
    this.#iterator = undefined;
    freeAll(this.#read.splice(0).flatMap(({ held }) => held));
  }

  #begin(): Iterator<X> {
    const iterator = this.#source[Symbol.iterator]();
    if (begun.has(iterator)) throw usedUp('were read by a scan before');
    begun.add(iterator);
    return iterator;
  }
}

function usedUp(found: string): ChainError {
  return new ChainError(
    `scan: inputs can be gone through only once, and ${found}; make them anew for every scan, such as by calling the ` +
      'generator again, or give { extent: 0, at } for a chain without steps',
  );
}
