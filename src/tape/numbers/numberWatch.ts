import { type NotFinite, notFiniteIn } from '../../array/notFinite.js';
import type { Tensor } from '../../array/tensor.js';

/** Where a number that is not finite is. */
export interface Sight {
  /** In words, such as `the state that step 3 of the scan leaves`. */
  readonly where: string;
  /** The step in which it arose, where running it as it is written can say more. */
  readonly step?: string;
  /** Made where the operation was applied, so that its stack shows the user's line. */
  readonly cause?: Error | undefined;
}

export interface Finding extends Sight {
  readonly kind: NotFinite;
}

/** Ends a run that has shown what was looked for. */
export class NaNFound extends Error {
  override readonly name = 'NaNFound';
}

/**
 * Looks at the numbers of a run as they are made, and remembers the first that is not finite; where that is infinite, the
 * first NaN, too, since infinities are often meant. It is only there in a run that has to show where they come from.
 */
export class NumberWatch {
  /** Steps that are run as they are written, operation by operation. */
  readonly #sought: ReadonlySet<string>;
  /** Whether causes are wanted. */
  readonly isThorough: boolean;
  #first: Finding | undefined = undefined;
  #firstNaN: Finding | undefined = undefined;

  constructor(options: { readonly isThorough: boolean; readonly sought?: Iterable<string> }) {
    this.#sought = new Set(options.sought);
    this.isThorough = options.isThorough;
  }

  isSought(step: string): boolean {
    return this.#sought.has(step);
  }

  /** @throws {NaNFound} if there is a NaN: nothing more is wanted then */
  see(x: Tensor | undefined, sight: () => Sight): void {
    const kind = x && notFiniteIn(x);
    if (kind !== undefined) this.note(kind, sight);
  }

  note(kind: NotFinite, sight: () => Sight): void {
    if (kind !== 'NaN') {
      this.#first ??= { ...sight(), kind };
      return;
    }
    this.#firstNaN ??= { ...sight(), kind };
    throw new NaNFound();
  }

  /** The first of all, and the first NaN. */
  get findings(): readonly Finding[] {
    return [this.#first, this.#firstNaN].filter((each) => each !== undefined);
  }
}
