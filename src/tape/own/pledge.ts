import { Tensor } from '../../array/tensor.js';
import { PurityError } from '../../errors.js';
import type { Primitive, Setting } from '../primitive.js';
import { type Conduct, conductOf, type Form, isSameConduct } from './conduct.js';

/** What a vjp was found to do when its primitive was applied; it must not do anything else in the sweep. */
export interface Pledge {
  readonly conduct: Conduct;
  /** @throws {PurityError} if it does */
  check(): void;
}

/**
 * Runs the vjp of an application, by shapes only.
 *
 * @param waiting - the output, and the residuals
 * @throws {NotTraceable} if it does more than kernel calls
 * @throws {ValuesNeeded} if it reads values; and whatever it throws itself
 */
export function pledgeOf<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  waiting: readonly Form[],
  setting: Setting<O>,
): Pledge {
  return new VjpPledge(primitive, waiting, setting);
}

class VjpPledge<I extends readonly Tensor[], S extends readonly Tensor[], O> implements Pledge {
  readonly conduct: Conduct;
  readonly #primitive: Primitive<I, S, O>;
  readonly #waiting: readonly Form[];
  readonly #setting: Setting<O>;

  constructor(primitive: Primitive<I, S, O>, waiting: readonly Form[], setting: Setting<O>) {
    this.#primitive = primitive;
    // Forms alone: a tensor would stay in reach as long as this waits.
    this.#waiting = waiting.map(({ shape, dtype }) => ({ shape, dtype }));
    this.#setting = setting;
    this.conduct = this.#conductNow();
  }

  check(): void {
    if (!isSameConduct(this.conduct, this.#conductNow())) throw changed(this.#primitive.name);
  }

  #conductNow(): Conduct {
    return conductOf(this.#waiting, ([g, ...saved]) => {
      const { vjp } = this.#primitive;
      if (g === undefined || vjp === undefined) return [];
      // As many as `save` handed over, in its order.
      const found = vjp(g, saved as readonly Tensor[] as S, this.#setting);
      return found.map((each) => (each === undefined || each instanceof Tensor ? each : each.compute()));
    });
  }
}

function changed(name: string): PurityError {
  return new PurityError(
    `${name}: its vjp does something else in the sweep than it did when the primitive was applied. Usual cause: a ` +
      'variable that it reads has changed in between. Pass what changes as an input, or in new options',
  );
}
