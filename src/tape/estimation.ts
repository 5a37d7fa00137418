import type { Tensor } from '../array/tensor.js';
import { TapeError } from '../errors.js';
import {
  bytesOf,
  demoted,
  type Ends,
  type Fate,
  type Identity,
  isSketched,
  keepersAmong,
  type Needed,
  usesOf,
} from './fates.js';
import type { Keep } from './keep.js';
import { Sketch, type Whole } from './kept.js';
import { keyOfSketch, type Place } from './place.js';
import type { ResidualUse } from './residuals.js';

/** A residual that waits as it is, until the whole step is recorded. */
export interface Waiting {
  readonly primitive: string;
  readonly kept: Whole;
  readonly estimable: boolean;
  /** The numbers of those whose cotangents are computed from it. */
  readonly readBy: readonly number[];
  /** Whether the cotangents are what `estimable` says they are. */
  readonly isAffine: () => boolean;
  /** Puts a sketch in its place. */
  readonly replace: (kept: Sketch) => void;
}

interface Noted extends Waiting, Needed {
  /** Whether a cotangent that is computed from it leads back to what comes before the step. */
  readonly isOnSignalPath: boolean;
}

/** An application, with the numbers of its inputs on the tape; -1 for what is not followed. */
export interface Heard {
  readonly inputs: readonly Tensor[];
  readonly numbers: readonly number[];
  readonly output: Tensor;
}

/** What is known of a step beside what it does. */
export interface StepKnown {
  /**
   * Whether the step before keeps a leaf of the state exactly; as this step does of the state after it, if absent.
   */
  readonly isBeforeKept?: readonly boolean[] | undefined;
  /** The paths of its parameters. */
  readonly names?: readonly string[];
}

/** What a step's residuals wait as. */
export interface Settled {
  readonly uses: readonly ResidualUse[];
  /** What the user should hear. */
  readonly remarks: readonly string[];
  /** Whether the step's own residuals keep a leaf of the state after it exactly. */
  readonly isAfterKept: readonly boolean[];
}

/**
 * Decides which residuals of a step wait as estimates: those that nobody else keeps anyway. It is decided when the step is
 * done, and depends on what it does alone, so that it is the same under every schedule.
 */
export class Estimation {
  readonly #keep: Keep;
  readonly #isDataSignal: boolean;
  readonly #noted: Noted[] = [];
  /** What was computed in the step. */
  readonly #made = new Set<Identity>();
  /** Of the values on the tape, by number. */
  readonly #values: { readonly identity: Identity; readonly isSignal: boolean }[] = [];

  /** @param options.isDataSignal - whether what is computed from data, too, leads back to what comes before the step */
  constructor(keep: Keep, options: { readonly isDataSignal: boolean }) {
    this.#keep = keep;
    this.#isDataSignal = options.isDataSignal;
  }

  /** A value is on the tape that no primitive has made: one that was given, or of a chain, which made it here. */
  follow(number: number, { isSignal, isMade }: { isSignal: boolean; isMade: boolean }): void {
    const identity = { number };
    this.#values[number] = { identity, isSignal };
    if (isMade) this.#made.add(identity);
  }

  /** A primitive has made a value; its number is -1 if it is not followed. */
  hear({ inputs, numbers, output }: Heard, number: number): void {
    const viewed = inputs.findIndex(({ block }) => block === output.block);
    const identity = this.#identityOf(inputs[viewed], numbers[viewed]) ?? { number };
    if (viewed === -1) this.#made.add(number === -1 ? output.block : identity);
    if (number === -1) return;
    const isFromData = inputs.some(({ size }, nth) => numbers[nth] === -1 && size > 1);
    const isSignal = numbers.some((each) => this.isSignal(each)) || (this.#isDataSignal && isFromData);
    this.#values[number] = { identity, isSignal };
  }

  /** Whether the cotangent of a value leads back to what comes before the step. */
  isSignal(number: number): boolean {
    return this.#values[number]?.isSignal === true;
  }

  /** What nobody reads is no residual: it waits only since a primitive hands over all that it could need. */
  note(residual: Waiting, number: number, { inputs, output }: Heard): void {
    const { readBy, kept } = residual;
    if (readBy.length === 0) return;
    const identity = this.#identityOf(kept.tensor, number);
    // A mask, say, that is made to be kept.
    const isOwn = [...inputs, output].every(({ block }) => block !== kept.tensor.block);
    if (isOwn) this.#made.add(identity);
    const { tensor } = kept;
    this.#noted.push({
      ...residual,
      tensor,
      identity,
      isOnSignalPath: readBy.some((each) => this.isSignal(each)),
    });
  }

  /** Puts sketches in the place of residuals, in the open scope. */
  settle(
    given: Ends<readonly [Tensor, number]>,
    place: Place,
    { isBeforeKept, names = [] }: StepKnown = {},
  ): Settled {
    const nameOf = new Map(given.parameters.map(([, number], nth) => [number, names[nth] ?? '']));
    const ends = this.#identitiesOf(given);
    const noted = this.#noted;
    const fates = noted.map((residual) => this.#fateOf(residual, ends, nameOf));
    while (demoted(noted, fates, ends, isBeforeKept));
    const uses = usesOf(noted, fates, (identity) => this.#isHeldAnyway(identity, ends));
    const keepers = keepersAmong(noted, fates);
    const remarks = new Set<string>();
    fates.forEach((fate, nth) => {
      if (!isSketched(fate)) return;
      const { primitive, kept, isAffine, replace } = noted[nth]!;
      if (!isAffine()) throw notAffine(primitive);
      if (fate.remark !== undefined) remarks.add(fate.remark);
      replace(new Sketch(kept.tensor, fate, keyOfSketch(this.#keep.key, place, nth)));
      kept.free();
    });
    return { uses, remarks: [...remarks], isAfterKept: ends.after.map((leaf) => keepers.has(leaf)) };
  }

  #identityOf(tensor: Tensor | undefined, number = -1): Identity {
    return this.#values[number]?.identity ?? tensor?.block;
  }

  #identitiesOf({ parameters, before, input, after }: Ends<readonly [Tensor, number]>): Ends<Identity> {
    const all = (leaves: readonly (readonly [Tensor, number])[]): Identity[] =>
      leaves.map(([leaf, number]) => this.#identityOf(leaf, number));
    return { parameters: all(parameters), before: all(before), input: all(input), after: all(after) };
  }

  /** Without a look at the other residuals. */
  #fateOf(
    { primitive, kept, identity, estimable, isOnSignalPath, readBy }: Noted,
    ends: Ends<Identity>,
    nameOf: ReadonlyMap<number, string>,
  ): Fate {
    if (!estimable) return { reason: undefined };
    const { shape, dtype } = kept.tensor;
    if (ends.parameters.includes(identity)) return { reason: 'it is a parameter' };
    if (ends.input.includes(identity)) return { reason: 'it is an input, which is held for the whole run' };
    if (this.#isHeldAnyway(identity, ends)) return { reason: 'it was made outside of the step' };
    if (isOnSignalPath && !this.#keep.signal) return { reason: 'it is on the signal path' };
    const parameters = readBy.flatMap((number) => nameOf.get(number) ?? []);
    const found = this.#keep.sketchOf({ primitive, parameters, shape, dtype, bytes: bytesOf(kept.tensor) });
    return typeof found === 'string' ? { reason: found } : found;
  }

  #isHeldAnyway(identity: Identity, { parameters, input, before }: Ends<Identity>): boolean {
    if (parameters.includes(identity) || input.includes(identity)) return true;
    return !this.#made.has(identity) && !before.includes(identity);
  }
}

function notAffine(primitive: string): TapeError {
  return new TapeError(
    `${primitive}: a residual of it is marked estimable, but its cotangents are not affine in it: an estimate would ` +
      'give them a wrong mean. Mark it with exactly instead of estimable',
  );
}
