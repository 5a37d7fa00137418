import { type Fate, type Home, Tensor } from '../../array/tensor.js';
import { stepName } from '../stepFrame.js';

/** One asking of a user's function what a step does. */
export class Asking implements Home {
  readonly depth: number = Number.POSITIVE_INFINITY;
  isOver = false;
  readonly #where: string;
  readonly #step: number;

  constructor(where: string, step: number) {
    this.#where = where;
    this.#step = step;
  }

  get name(): string {
    return stepName(this.#where, this.#step);
  }
}

/**
 * A tensor of a traced step in one asking. Every asking has its own, and they end with it: a step that remembers one of its
 * tensors would otherwise find the very tensor that it is about to make.
 */
export class StandIn extends Tensor {
  readonly #asking: Asking;

  constructor({ shape, dtype, size, maker }: Tensor, asking: Asking) {
    super(shape, dtype, size, undefined, undefined, 0, 'scratch');
    this.maker = maker;
    this.home = asking;
    this.#asking = asking;
  }

  override get fate(): Fate | undefined {
    return super.fate ?? (this.#asking.isOver ? 'freed with its scope' : undefined);
  }
}
