import type { RandomKey } from '../array/random.js';
import type { Tensor } from '../array/tensor.js';
import type { Tree } from '../array/tree.js';
import type { AlikeStep } from './compiled/compiledSteps.js';
import type { Held } from './compiled/evaluation.js';
import type { StepLeaves } from './compiled/tracedStep.js';
import type { Place } from './place.js';
import type { State } from './pullback.js';
import type { SlicedInputs } from './stepInputs.js';
import type { OwnParameters, UserStep } from './userStep.js';

/** The step that is run now, of a chain whose steps are alike: it is said anew of every step, and nothing is made for one. */
export class CurrentStep<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>
  implements AlikeStep
{
  parameters: readonly Tensor[] = [];
  before: State = [];
  input: readonly Held[] = [];
  places: readonly number[] = [];
  readonly place: Place & { step: number };
  readonly #where: string;
  readonly #step: UserStep<P, S, X, Y>;
  readonly #inputs: SlicedInputs<X>;
  /** The same for all steps. */
  #own: OwnParameters | undefined = undefined;

  constructor(
    step: UserStep<P, S, X, Y>,
    inputs: SlicedInputs<X>,
    { where, key }: { readonly where: string; readonly key: RandomKey },
  ) {
    this.#where = where;
    this.#step = step;
    this.#inputs = inputs;
    this.place = { key, step: 0, draws: 0, sketchKey: key };
  }

  /** It is this step now. */
  start(before: State, step: number): this {
    this.#own ??= this.#step.ownAt(step);
    this.places = this.#own.places;
    this.parameters = this.#own.leaves;
    this.before = before;
    this.input = this.#inputs.placesAt(step);
    this.place.step = step;
    return this;
  }

  get where(): string {
    return this.#where;
  }

  get step(): number {
    return this.place.step;
  }

  get stateForm(): Tree | undefined {
    return this.#step.stateFormAfter(this.place.step);
  }

  get outputForm(): Tree | undefined {
    return this.#step.outputForm;
  }

  get hasOutput(): boolean {
    return this.#step.hasOutput;
  }

  ask(given: StepLeaves): unknown {
    return this.#step.ask(given, this.#inputs.tree, this.place.step);
  }
}
