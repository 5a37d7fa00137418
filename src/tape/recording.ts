import { openScope } from '../array/scope.js';
import { type Mark, Tensor } from '../array/tensor.js';
import { LedgerError, TapeError } from '../errors.js';
import { Application } from './application.js';
import { Cotangents } from './cotangents.js';
import type { Entry, Seed } from './entry.js';
import { freeAll } from './holding.js';
import { exact, type Keep, type Kept } from './keep.js';
import type { Contribution, Primitive } from './primitive.js';
import { constant, type Listener } from './trace.js';

/**
 * The Wengert list of one program: hears applications to values that it follows, keeps their residuals, and is swept
 * once, last entry first.
 */
export class Recording implements Listener {
  readonly outer: Listener | undefined;
  readonly #entries: Entry[] = [];
  readonly #keep: Keep;
  readonly #marksFor = (tensor: Tensor): Mark => without(tensor.marks, this) ?? constant;
  #values = 0;
  #state: 'recording' | 'swept' | 'freed' = 'recording';

  constructor(options: { outer?: Listener | undefined; keep?: Keep } = {}) {
    this.outer = options.outer;
    this.#keep = options.keep ?? exact;
  }

  get alive(): boolean {
    return this.#state === 'recording';
  }

  /** How many entries wait. */
  get entryCount(): number {
    return this.#entries.length;
  }

  /** Follows a value from here on: `tensor` gets a number on this tape. */
  follow(tensor: Tensor): number {
    const index = this.#values++;
    tensor.marks = { owner: this, index, next: tensor.marks === constant ? undefined : tensor.marks };
    return index;
  }

  /** The number of a value on this tape, or -1. */
  numberOf(tensor: Tensor): number {
    for (let mark: Mark | undefined = tensor.marks; mark !== undefined; mark = mark.next) {
      if (mark.owner === this) return mark.index;
    }
    return -1;
  }

  /** Puts an entry of several outputs on the tape; the outputs get consecutive numbers. */
  enter(outputs: readonly Tensor[], entryAt: (firstOutput: number) => Entry): void {
    const first = this.#values;
    for (const output of outputs) this.follow(output);
    this.#entries.push(entryAt(first));
  }

  hear<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    inputs: I,
    output: Tensor,
    options: O,
  ): void {
    if (primitive.vjp === undefined) return;
    const numbers: number[] = [];
    const shapes: (readonly number[])[] = [];
    let isFollowed = false;
    for (const input of inputs) {
      shapes.push(input.shape);
      const number = this.numberOf(input);
      numbers.push(number);
      if (number !== -1) isFollowed = true;
    }
    if (!isFollowed) return;
    const kept: Kept[] = [];
    try {
      for (const residual of primitive.save?.(inputs, output, options) ?? []) {
        kept.push(this.#keep.keep(residual, this.#marksFor));
      }
    } catch (error) {
      for (const each of kept) each.free();
      throw error;
    }
    this.#entries.push(new Application(primitive, { options, shapes }, kept, numbers, this.follow(output)));
  }

  /**
   * Pulls `seeds`, which it takes over, back to the values in `wanted`. A value in `accumulators` gets its cotangent
   * added in place there. The caller frees the cotangents returned; undefined is zero.
   */
  sweep(
    seeds: readonly Seed[],
    wanted: readonly number[],
    accumulators: ReadonlyMap<number, Tensor> = new Map(),
  ): (Tensor | undefined)[] {
    if (this.#state !== 'recording') {
      freeAll(seeds.map((seed) => seed.cotangent));
      throw new TapeError(`sweep: this tape was already ${this.#state}; record the step again`);
    }
    this.#state = 'swept';
    const cotangents = new Cotangents(this.#values, accumulators);
    try {
      for (const seed of seeds) cotangents.start(seed);
      for (let place = this.#entries.length - 1; place >= 0; place -= 1) {
        const entry = this.#entries.pop()!;
        try {
          pull(entry, cotangents);
        } finally {
          entry.free();
        }
      }
      return wanted.map((number) => cotangents.take(number));
    } catch (error) {
      freeAll(seeds.map((seed) => seed.cotangent));
      throw error;
    } finally {
      cotangents.free();
      this.free();
    }
  }

  /** Lets go of everything that waits; a swept tape has nothing left. */
  free(): void {
    if (this.#state === 'recording') this.#state = 'freed';
    for (const entry of this.#entries.splice(0)) entry.free();
  }
}

function pull(entry: Entry, cotangents: Cotangents): void {
  const incoming: (Tensor | undefined)[] = [];
  let isZero = true;
  for (let place = 0; place < entry.outputCount; place += 1) {
    const cotangent = cotangents.take(entry.firstOutput + place);
    incoming.push(cotangent);
    if (cotangent !== undefined) isZero = false;
  }
  if (isZero) return;
  const scope = openScope();
  if (scope === undefined) throw new LedgerError('sweep: no scope is open');
  const extent = scope.extent;
  try {
    addAll(cotangents, entry, entry.pull(incoming), incoming);
  } finally {
    freeAll(incoming);
    scope.freeSince(extent);
  }
}

function addAll(
  cotangents: Cotangents,
  entry: Entry,
  contributions: readonly Contribution[],
  incoming: readonly (Tensor | undefined)[],
): void {
  for (let place = 0; place < contributions.length; place += 1) {
    const contribution = contributions[place];
    const number = entry.inputs[place] ?? -1;
    if (number === -1 || contribution === undefined) continue;
    const isShared =
      contribution instanceof Tensor &&
      (incoming.includes(contribution) ||
        contributions.indexOf(contribution) !== contributions.lastIndexOf(contribution));
    cotangents.add(number, contribution, isShared);
  }
}

function without(marks: Mark | undefined, owner: object): Mark | undefined {
  if (marks === undefined) return undefined;
  const next = without(marks.next, owner);
  if (marks.owner === owner || marks.owner === undefined) return next;
  return { owner: marks.owner, index: marks.index, next };
}
