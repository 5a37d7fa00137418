import type { Mark, Tensor } from '../array/tensor.js';
import { TapeError } from '../errors.js';
import { isAffineIn } from './affinity.js';
import { Application } from './application.js';
import { Cotangents } from './cotangents.js';
import type { Entry, Seed } from './entry.js';
import { Estimation, type Heard, type Settled, type StepKnown } from './estimation.js';
import type { Ends } from './fates.js';
import { freeAll } from './holding.js';
import { exact, type Keep } from './keep.js';
import { keptWhole, type Sketch, type Whole } from './kept.js';
import type { ApplicationWatch } from './numbers/applicationWatch.js';
import { OwnApplication, savedBy } from './own/ownApplication.js';
import { placeHere } from './place.js';
import type { Primitive, Residual, Setting } from './primitive.js';
import { pullEntry } from './pullEntry.js';
import { constant, type Listener } from './trace.js';

/**
 * The Wengert list of one program: hears applications to values that it follows, keeps their residuals, and is swept
 * once, last entry first.
 */
export class Recording implements Listener {
  readonly outer: Listener | undefined;
  readonly #entries: Entry[] = [];
  /** Absent where everything waits as it is. */
  readonly #estimation: Estimation | undefined;
  readonly #watch: ApplicationWatch | undefined;
  #values = 0;
  #state: 'recording' | 'swept' | 'freed' = 'recording';

  /**
   * @param options.isDataSignal - whether what is computed from data, too, leads back to before this tape's program
   * @param options.watch - looks at the numbers of every application, where those are looked for
   */
  constructor(
    options: {
      outer?: Listener | undefined;
      keep?: Keep;
      isDataSignal?: boolean;
      watch?: ApplicationWatch | undefined;
    } = {},
  ) {
    const { outer, keep = exact, isDataSignal = false, watch } = options;
    this.outer = outer;
    this.#watch = watch;
    this.#estimation = keep === exact ? undefined : new Estimation(keep, { isDataSignal });
  }

  get alive(): boolean {
    return this.#state === 'recording';
  }

  /** How many entries wait. */
  get entryCount(): number {
    return this.#entries.length;
  }

  /**
   * Follows a value from here on: `tensor` gets a number on this tape.
   *
   * @param isSignal - whether its cotangent leads back to what comes before this tape's program
   */
  follow(tensor: Tensor, isSignal = false): number {
    const index = this.#number(tensor);
    this.#estimation?.follow(index, { isSignal, isMade: false });
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
    for (const output of outputs) {
      const index = this.#number(output);
      this.#estimation?.follow(index, { isSignal: true, isMade: true });
    }
    this.#entries.push(entryAt(first));
  }

  hear<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    inputs: I,
    output: Tensor,
    options: O,
  ): void {
    this.#watch?.heard(primitive.name, inputs, output);
    const numbers: number[] = [];
    const shapes: (readonly number[])[] = [];
    let isFollowed = false;
    for (const input of inputs) {
      shapes.push(input.shape);
      const number = this.numberOf(input);
      numbers.push(number);
      if (number !== -1) isFollowed = true;
    }
    if (!isFollowed || primitive.vjp === undefined) {
      this.#estimation?.hear({ inputs, numbers, output }, -1);
      return;
    }
    const isLooked = primitive.isOwn === true || this.#estimation !== undefined;
    const dtypes = isLooked ? inputs.map(({ dtype }) => dtype) : undefined;
    const setting = dtypes === undefined ? { options, shapes } : { options, shapes, dtypes };
    const residuals = this.#savedBy(primitive, inputs, output, options);
    const kept = keptWhole(residuals, this, constant);
    const entry = this.#enterOne(primitive, setting, kept, numbers, output);
    if (this.#estimation === undefined) return;
    this.#noteAll(primitive, residuals, { kept, heard: { inputs, numbers, output }, entry, setting });
  }

  /** Whether the cotangent of a value leads back to what comes before this tape's program. */
  isSignal(number: number): boolean {
    return this.#estimation?.isSignal(number) ?? false;
  }

  /** The step that was recorded is done: lets residuals wait as estimates, in the open scope. */
  settle({ parameters, before, input, after }: Ends<Tensor>, step: StepKnown = {}): Settled {
    if (this.#estimation === undefined) return everythingExact;
    const numbered = (leaves: readonly Tensor[]) =>
      leaves.map((leaf) => [leaf, this.numberOf(leaf)] as const);
    const ends = {
      parameters: numbered(parameters),
      before: numbered(before),
      input: numbered(input),
      after: numbered(after),
    };
    return this.#estimation.settle(ends, placeHere(), step);
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
          this.#watch?.pulled(entry, (number) => cotangents.at(number));
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

  #savedBy<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    inputs: I,
    output: Tensor,
    options: O,
  ): readonly Residual[] {
    if (primitive.isOwn !== true) return primitive.save?.(inputs, output, options) ?? [];
    return savedBy(primitive, { inputs, output, options }, this.outer);
  }

  #enterOne<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    setting: Setting<O>,
    kept: Whole[],
    numbers: readonly number[],
    output: Tensor,
  ): Application<I, S, O> {
    const number = this.#values;
    try {
      const entry =
        primitive.isOwn === true
          ? new OwnApplication(primitive, setting, kept, numbers, { tensor: output, number })
          : new Application(primitive, setting, kept, numbers, number);
      this.#entries.push(entry);
      this.#watch?.entered(entry);
      this.#number(output);
      return entry;
    } catch (error) {
      for (const each of kept) each.free();
      throw error;
    }
  }

  #noteAll<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    residuals: readonly Residual[],
    { kept, heard, entry, setting }: Entered<I, S, O>,
  ): void {
    const estimation = this.#estimation;
    const { numbers, output } = heard;
    estimation?.hear(heard, this.numberOf(output));
    residuals.forEach(({ tensor, estimable, readBy }, nth) => {
      const replace = (sketch: Sketch): void => entry.replace(nth, sketch);
      const readers = numbers.filter((each, place) => each !== -1 && (readBy?.includes(place) ?? true));
      const isAffine = (): boolean => primitive.isOwn !== true || isAffineIn(primitive, nth, setting);
      const of = { primitive: primitive.name, kept: kept[nth]!, readBy: readers };
      estimation?.note({ ...of, estimable, isAffine, replace }, this.numberOf(tensor), heard);
    });
  }

  #number(tensor: Tensor): number {
    const index = this.#values++;
    tensor.marks = { owner: this, index, next: tensor.marks === constant ? undefined : tensor.marks };
    return index;
  }

  /** Lets go of everything that waits; a swept tape has nothing left. */
  free(): void {
    if (this.#state === 'recording') this.#state = 'freed';
    for (const entry of this.#entries.splice(0)) entry.free();
  }
}

/** An application that is on the tape. */
interface Entered<I extends readonly Tensor[], S extends readonly Tensor[], O> {
  readonly kept: readonly Whole[];
  readonly heard: Heard;
  readonly entry: Application<I, S, O>;
  readonly setting: Setting<O>;
}

const everythingExact: Settled = { uses: [], remarks: [], isAfterKept: [] };
