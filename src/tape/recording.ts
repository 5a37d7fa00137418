import { zipInto } from '../array/elementwise.js';
import { openScope } from '../array/scope.js';
import { type Mark, Tensor } from '../array/tensor.js';
import { LedgerError, TapeError } from '../errors.js';
import { freeAll } from './holding.js';
import { exact, type Keep, type Kept } from './keep.js';
import type { Contribution, Primitive } from './primitive.js';
import { add } from './primitives/arithmetic.js';
import { constant, innermostListener, type Listener } from './trace.js';

/** Something on a tape that can pull cotangents of its outputs back to its inputs, once. */
export interface Entry {
  /** The tape's numbers of the inputs; -1 for a constant. */
  readonly inputs: readonly number[];
  /** The tape's number of the first output; the others follow. */
  readonly firstOutput: number;
  readonly outputCount: number;
  /** The inputs' cotangents from the outputs'; undefined is zero. `needed` says which inputs anyone wants. */
  pull(cotangents: readonly (Tensor | undefined)[]): readonly Contribution[];
  /** Lets go of all that waits here. May be called more than once. */
  free(): void;
}

/** A cotangent to start a sweep with: of the value with this number; -1 for a constant, which has none. */
export interface Seed {
  readonly number: number;
  readonly cotangent: Tensor;
}

/**
 * The Wengert list of one program: hears applications to values that it follows, keeps their residuals, and is swept
 * once, last entry first.
 */
export class Recording implements Listener {
  readonly outer: Listener | undefined;
  readonly #entries: Entry[] = [];
  readonly #keep: Keep;
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
    let isFollowed = false;
    for (const input of inputs) {
      const number = this.numberOf(input);
      numbers.push(number);
      if (number !== -1) isFollowed = true;
    }
    if (!isFollowed) return;
    const kept: Kept[] = [];
    for (const residual of primitive.save?.(inputs, output, options) ?? []) {
      kept.push(this.#keep.keep(residual, (tensor) => this.#withoutOwnMark(tensor)));
    }
    const shapes = inputs.map((input) => input.shape);
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
          pullEntry(entry, cotangents);
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

  #withoutOwnMark(tensor: Tensor): Mark {
    return without(tensor.marks, this) ?? constant;
  }
}

/** One application of a primitive: data only, no closure, so that nothing else can wait with it. */
class Application<I extends readonly Tensor[], S extends readonly Tensor[], O> implements Entry {
  readonly inputs: readonly number[];
  readonly firstOutput: number;
  readonly outputCount = 1;
  readonly #primitive: Primitive<I, S, O>;
  readonly #setting: { readonly options: O; readonly shapes: readonly (readonly number[])[] };
  #kept: readonly Kept[];

  constructor(
    primitive: Primitive<I, S, O>,
    setting: { readonly options: O; readonly shapes: readonly (readonly number[])[] },
    kept: readonly Kept[],
    inputs: readonly number[],
    output: number,
  ) {
    this.#primitive = primitive;
    this.#setting = setting;
    this.#kept = kept;
    this.inputs = inputs;
    this.firstOutput = output;
  }

  pull([g]: readonly (Tensor | undefined)[]): readonly Contribution[] {
    if (g === undefined || this.#primitive.vjp === undefined) return [];
    // `save` is typed to hand over exactly the tensors that `vjp` takes; a list loses that on the way.
    const saved = this.#kept.map((kept) => kept.recall()) as readonly Tensor[] as S;
    return this.#primitive.vjp(g, saved, this.#setting);
  }

  free(): void {
    for (const kept of this.#kept) kept.free();
    this.#kept = [];
  }
}

function pullEntry(entry: Entry, cotangents: Cotangents): void {
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

/** The cotangents of a sweep by number, each held here until it is taken. */
class Cotangents {
  readonly #held: (Tensor | undefined)[];
  /** Whether a cotangent's bytes are nobody else's, so that more may be added to it in place. */
  readonly #isOwn: boolean[];
  readonly #accumulators: ReadonlyMap<number, Tensor>;

  constructor(count: number, accumulators: ReadonlyMap<number, Tensor>) {
    this.#held = new Array<Tensor | undefined>(count).fill(undefined);
    this.#isOwn = new Array<boolean>(count).fill(false);
    this.#accumulators = accumulators;
  }

  /** Takes a seed over. */
  start({ number, cotangent }: Seed): void {
    const accumulator = this.#accumulators.get(number);
    const held = this.#held[number];
    if (number !== -1 && accumulator === undefined && held === undefined) {
      this.#held[number] = cotangent;
      this.#isOwn[number] = cotangent.block?.total === 1;
      return;
    }
    if (accumulator !== undefined) zipInto('add', accumulator, cotangent);
    else if (held !== undefined) this.#addComputed(number, held, cotangent);
    cotangent.free('freed with its scope');
  }

  add(number: number, contribution: Exclude<Contribution, undefined>, isShared: boolean): void {
    const accumulator = this.#accumulators.get(number) ?? this.#ownAt(number);
    // In place nothing can be recorded, so where somebody listens the sum is made anew.
    if (accumulator !== undefined && innermostListener() === undefined) {
      addInto(accumulator, contribution);
      return;
    }
    const computed = contribution instanceof Tensor ? contribution : contribution.compute();
    const held = this.#held[number];
    if (held === undefined) this.#hold(number, computed, isShared);
    else this.#addComputed(number, held, computed);
  }

  /** Hands a cotangent over to the caller, who frees it. */
  take(number: number): Tensor | undefined {
    const cotangent = this.#held[number];
    this.#held[number] = undefined;
    return cotangent;
  }

  free(): void {
    freeAll(this.#held);
  }

  #ownAt(number: number): Tensor | undefined {
    return this.#isOwn[number] ? this.#held[number] : undefined;
  }

  #hold(number: number, computed: Tensor, isShared: boolean): void {
    const handle = computed.handle('cotangent');
    this.#held[number] = handle;
    // Two holders: the scope in which it was computed, which closes next, and this one.
    this.#isOwn[number] = !isShared && handle.block?.total === 2;
  }

  #addComputed(number: number, held: Tensor, more: Tensor): void {
    this.#hold(number, add(held, more), false);
    held.free('freed with its scope');
  }
}

function addInto(accumulator: Tensor, contribution: Exclude<Contribution, undefined>): void {
  if (contribution instanceof Tensor) zipInto('add', accumulator, contribution);
  else if (contribution.addTo !== undefined) contribution.addTo(accumulator);
  else zipInto('add', accumulator, contribution.compute());
}

function without(marks: Mark | undefined, owner: object): Mark | undefined {
  if (marks === undefined) return undefined;
  const next = without(marks.next, owner);
  if (marks.owner === owner || marks.owner === undefined) return next;
  return { owner: marks.owner, index: marks.index, next };
}
