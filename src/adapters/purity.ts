import { PurityError } from '../errors.js';

/** Remembers every state of a chain by a hash of 64 bits, so that a step which is no pure function is found. */
export class Purity {
  readonly #known = new Map<number, string>();
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  /** @throws {PurityError} if state `boundary` is another one than before */
  note(values: readonly ArrayBufferView[], boundary: number): void {
    const found = hashed(values);
    const known = this.#known.get(boundary);
    if (known === undefined) this.#known.set(boundary, found);
    else if (known !== found) {
      throw new PurityError(
        `${this.#where}: step ${boundary - 1} is not a pure function: run again, it left another state than the first ` +
          'time. Usual causes: Math.random, Date or a dropout without a seed of the step in it, a counter outside that ' +
          'it changes, an input that was changed in place. Pass what changes as state or inputs',
      );
    }
  }
}

/** Two hashes of 32 bits with different multipliers: of FNV-1a and of Knuth. */
function hashed(values: readonly ArrayBufferView[]): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (const { buffer, byteOffset, byteLength } of values) {
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x9e3779b1);
    }
  }
  return `${a} ${b}`;
}
