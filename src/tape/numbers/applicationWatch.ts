import { type NotFinite, notFiniteIn } from '../../array/notFinite.js';
import type { Tensor } from '../../array/tensor.js';
import type { Entry } from '../entry.js';
import type { NumberWatch, Sight } from './numberWatch.js';

/** An application of a primitive, in words. */
interface Heard {
  readonly words: string;
  readonly cause: Error | undefined;
}

/** Looks at what every primitive of one program makes, and at what it passes back in the sweep. */
export class ApplicationWatch {
  readonly #watch: NumberWatch;
  readonly #program: string;
  readonly #entries = new Map<Entry, Heard>();
  #last: Heard | undefined = undefined;
  #count = 0;

  /** @param program - in words, such as `step 3 of the scan` */
  constructor(watch: NumberWatch, program: string) {
    this.#watch = watch;
    this.#program = program;
  }

  heard(primitive: string, inputs: readonly Tensor[], output: Tensor): void {
    this.#count += 1;
    const words = `${primitive}, operation ${this.#count} of ${this.#program},`;
    const cause = this.#watch.isThorough ? new Error(`${words} was applied here`) : undefined;
    this.#last = { words, cause };
    const kind = notFiniteIn(output);
    if (kind === undefined) return;
    const kinds = inputs.map(notFiniteIn);
    const passedOn = kinds.findIndex((each) => each !== undefined && (each === 'NaN' || kind !== 'NaN'));
    if (passedOn === -1) this.#watch.note(kind, () => this.#made(kinds, inputs));
    else
      this.#watch.see(inputs[passedOn], () => ({
        where: `the ${inputs[passedOn]} that ${words} reads`,
        cause,
      }));
  }

  /** The application that was heard last has become an entry of a tape. */
  entered(entry: Entry): void {
    if (this.#last !== undefined) this.#entries.set(entry, this.#last);
  }

  /** An entry was swept; `at` finds the cotangent of a value by its number. */
  pulled(entry: Entry, at: (number: number) => Tensor | undefined): void {
    const heard = this.#entries.get(entry);
    if (heard === undefined) return;
    const sight = (): Sight => ({ where: `what ${heard.words} passes back`, cause: heard.cause });
    for (const number of entry.inputs) if (number !== -1) this.#watch.see(at(number), sight);
  }

  #made(kinds: readonly (NotFinite | undefined)[], inputs: readonly Tensor[]): Sight {
    const given = kinds.find((kind) => kind !== undefined) ?? 'finite numbers';
    const forms = inputs.map(String).join(' and ');
    return { where: `what ${this.#last?.words} makes of ${given} (${forms})`, cause: this.#last?.cause };
  }
}
