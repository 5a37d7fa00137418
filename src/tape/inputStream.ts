import type { Tensor } from '../array/tensor.js';
import { leavesOf, rebuilt, type Tree } from '../array/tree.js';
import { ChainError } from '../errors.js';
import { freeAll, holdAll } from './holding.js';
import type { StepInputs } from './stepInputs.js';
import { admitted } from './trace.js';

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
  readonly #trees: X[] = [];
  readonly #held: Tensor[][] = [];

  constructor(source: Iterable<X>) {
    this.#source = source;
  }

  endsAt(index: number): boolean {
    if (index < this.#trees.length) return false;
    this.#iterator ??= this.#source[Symbol.iterator]();
    const next = this.#iterator.next();
    if (next.done) {
      this.#iterator = undefined;
      return true;
    }
    if (next.value instanceof Promise) {
      throw new ChainError(
        `scan: input ${index} is a promise; a scan cannot wait, so read the inputs before it`,
      );
    }
    this.#held.push(holdAll(admitted('scan', leavesOf(next.value)), () => 'input'));
    this.#trees.push(next.value);
    return false;
  }

  at(index: number): { input: X; slices: readonly Tensor[] } {
    const tree = this.#trees[index];
    const held = this.#held[index];
    if (tree === undefined || held === undefined)
      throw new ChainError(`scan: input ${index} was not asked for yet`);
    return { input: rebuilt(tree, held), slices: [] };
  }

  free(): void {
    // A generator that is left early gets to close what it had opened.
    this.#iterator?.return?.();
    this.#iterator = undefined;
    freeAll(this.#held.splice(0).flat());
  }
}
