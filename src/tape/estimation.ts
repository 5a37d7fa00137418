import { occupied } from '../array/freeSpace.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import { TapeError } from '../errors.js';
import type { Keep } from './keep.js';
import { Sketch, type Whole } from './kept.js';
import { keyOfSketch, type Spot } from './place.js';
import type { ResidualUse } from './residuals.js';
import type { Sketching } from './sketch.js';

/** Stands for the bytes of a value: the same for a value and a view of it. */
export type Identity = unknown;

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

interface Noted extends Waiting {
  readonly identity: Identity;
  /** Whether a cotangent that is computed from it leads back to what comes before the step. */
  readonly isOnSignalPath: boolean;
}

/** An application, with the numbers of its inputs on the tape; -1 for what is not followed. */
export interface Heard {
  readonly inputs: readonly Tensor[];
  readonly numbers: readonly number[];
  readonly output: Tensor;
}

/** What a step was given and what it left: who else holds that is known without asking. */
export interface Ends<T> {
  readonly parameters: readonly T[];
  readonly before: readonly T[];
  readonly input: readonly T[];
  readonly after: readonly T[];
}

/** What is decided of a residual: that it is kept as it is, and why, or how it is sketched. */
type Fate = WholeFate | Sketching;

interface WholeFate {
  readonly reason: string | undefined;
  /** Whether the step before keeps it. */
  readonly isKeptBefore?: boolean;
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
    this.#noted.push({ ...residual, identity, isOnSignalPath: readBy.some((each) => this.isSignal(each)) });
  }

  /**
   * Puts sketches in the place of residuals, in the open scope.
   *
   * @param isBeforeKept - whether the step before keeps a leaf of the state exactly; as this step does of the state after
   *   it, if absent
   */
  settle(given: Ends<readonly [Tensor, number]>, spot: Spot, isBeforeKept?: readonly boolean[]): Settled {
    const ends = this.#identitiesOf(given);
    const noted = this.#noted;
    const fates = noted.map((residual) => this.#fateOf(residual, ends));
    while (demoted(noted, fates, ends, isBeforeKept));
    const uses = usesOf(noted, fates, (identity) => this.#isHeldAnyway(identity, ends));
    const keepers = keepersAmong(noted, fates);
    const remarks = new Set<string>();
    fates.forEach((fate, nth) => {
      if (!isSketched(fate)) return;
      const { primitive, kept, isAffine, replace } = noted[nth]!;
      if (!isAffine()) throw notAffine(primitive);
      if (fate.remark !== undefined) remarks.add(fate.remark);
      replace(new Sketch(kept.tensor, fate, keyOfSketch(this.#keep.key, spot, nth)));
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
  #fateOf({ primitive, kept, identity, estimable, isOnSignalPath }: Noted, ends: Ends<Identity>): Fate {
    if (!estimable) return { reason: undefined };
    const { shape, dtype } = kept.tensor;
    if (ends.parameters.includes(identity)) return { reason: 'it is a parameter' };
    if (ends.input.includes(identity)) return { reason: 'it is an input, which is held for the whole run' };
    if (this.#isHeldAnyway(identity, ends)) return { reason: 'it was made outside of the step' };
    if (isOnSignalPath && !this.#keep.signal) return { reason: 'it is on the signal path' };
    const found = this.#keep.sketchOf({ primitive, shape, dtype, bytes: bytesOf(kept.tensor) });
    return typeof found === 'string' ? { reason: found } : found;
  }

  #isHeldAnyway(identity: Identity, { parameters, input, before }: Ends<Identity>): boolean {
    if (parameters.includes(identity) || input.includes(identity)) return true;
    return !this.#made.has(identity) && !before.includes(identity);
  }
}

/**
 * Keeps residuals as they are that somebody keeps anyway, or whose estimates would take as much; whether there was one. It
 * may be the reason to keep another one.
 */
function demoted(
  noted: readonly Noted[],
  fates: Fate[],
  { before, after }: Ends<Identity>,
  isBeforeKept: readonly boolean[] | undefined,
): boolean {
  const keepers = keepersAmong(noted, fates);
  const sums = sketchesAmong(noted, fates);
  let isAnyDemoted = false;
  noted.forEach(({ kept, identity }, nth) => {
    if (!isSketched(fates[nth]!)) return;
    const leaf = before.indexOf(identity);
    const isKeptBefore = leaf !== -1 && (isBeforeKept?.[leaf] ?? keepers.has(after[leaf]));
    // The state that a step leaves is the next one's: estimates of both are estimates of one thing.
    const twin = leaf === -1 ? before[after.indexOf(identity)] : after[leaf];
    const reason = keepers.has(identity)
      ? `${keepers.get(identity)} keeps it exactly`
      : isKeptBefore
        ? 'the step before keeps it exactly'
        : tooMuch([sums.get(identity), sums.get(twin)], bytesOf(kept.tensor));
    if (reason === undefined) return;
    fates[nth] = { reason, isKeptBefore };
    isAnyDemoted = true;
  });
  return isAnyDemoted;
}

/** The primitives that keep something exactly, by what they keep. */
function keepersAmong(noted: readonly Noted[], fates: readonly Fate[]): Map<Identity, string> {
  const keepers = new Map<Identity, string>();
  noted.forEach(({ primitive, identity }, nth) => {
    if (!isSketched(fates[nth]!) && !keepers.has(identity)) keepers.set(identity, primitive);
  });
  return keepers;
}

interface Sum {
  bytes: number;
  count: number;
}

function sketchesAmong(noted: readonly Noted[], fates: readonly Fate[]): Map<Identity, Sum> {
  const sums = new Map<Identity, Sum>();
  noted.forEach(({ kept, identity }, nth) => {
    const fate = fates[nth]!;
    if (!isSketched(fate)) return;
    const sum = sums.get(identity) ?? { bytes: 0, count: 0 };
    sum.bytes += sketchBytes(kept.tensor, fate);
    sum.count += 1;
    sums.set(identity, sum);
  });
  return sums;
}

// One estimate of as many bytes is what was asked for; several are of no use to anybody.
function tooMuch(sums: readonly (Sum | undefined)[], whole: number): string | undefined {
  const count = sums.reduce((total, sum) => total + (sum?.count ?? 0), 0);
  const bytes = sums.reduce((total, sum) => total + (sum?.bytes ?? 0), 0);
  if (count === 1 ? bytes <= whole : bytes < whole) return undefined;
  return count === 1 ? 'its estimate would take more bytes' : 'its estimates would take as many bytes';
}

/** What is kept exactly costs its bytes where it is met first, and nothing where it is held anyway. */
function usesOf(
  noted: readonly Noted[],
  fates: readonly Fate[],
  isHeldAnyway: (identity: Identity) => boolean,
): ResidualUse[] {
  const paid = new Set<Identity>();
  return noted.map(({ primitive, identity, kept: { tensor } }, nth) => {
    const fate = fates[nth]!;
    const bytes = bytesOf(tensor);
    if (isSketched(fate)) return { primitive, bytes, keptBytes: sketchBytes(tensor, fate) };
    const isPaid = paid.has(identity) || isHeldAnyway(identity) || fate.isKeptBefore === true;
    paid.add(identity);
    return { primitive, bytes: isPaid ? 0 : bytes, reason: fate.reason };
  });
}

function notAffine(primitive: string): TapeError {
  return new TapeError(
    `${primitive}: a residual of it is marked estimable, but its cotangents are not affine in it: an estimate would ` +
      'give them a wrong mean. Mark it with exactly instead of estimable',
  );
}

function isSketched(fate: Fate): fate is Sketching {
  return 'kept' in fate;
}

function bytesOf({ shape, dtype }: Tensor): number {
  return occupied(byteLengthOf(shape, dtype));
}

function sketchBytes({ shape, dtype }: Tensor, { kept }: Sketching): number {
  return occupied(byteLengthOf([...shape.slice(0, -1), kept], dtype));
}
