import type { Scope } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import type { CapturedTensors } from './capturedTensors.js';

/** A step of a user's while it runs. */
export class StepFrame {
  readonly #where: string;
  readonly #step: number;
  readonly #captured: CapturedTensors | undefined;
  readonly #outer: StepFrame | undefined = current;
  #depth = Number.POSITIVE_INFINITY;

  constructor(where: string, step: number, captured: CapturedTensors | undefined) {
    this.#where = where;
    this.#step = step;
    this.#captured = captured;
  }

  get name(): string {
    return stepName(this.#where, this.#step);
  }

  /** Runs the step, whose own tensors are those of a scope or of scopes within it. */
  run<T>(scope: Scope, body: () => T): T {
    this.#depth = scope.depth;
    current = this;
    try {
      return body();
    } finally {
      current = this.#outer;
    }
  }

  /** A tensor is read: where it was made outside of this step, all the steps that it is outside of need it again. */
  see(x: Tensor): void {
    if (x.home === undefined || x.home.depth >= this.#depth) return;
    this.#captured?.note(x);
    this.#outer?.see(x);
  }
}

let current: StepFrame | undefined;

/** The innermost step that runs. */
export function currentStep(): StepFrame | undefined {
  return current;
}

/** What a step is called in messages. */
export function stepName(where: string, step: number): string {
  return `step ${step} of the ${where}`;
}
