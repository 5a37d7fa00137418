import { ValuesNeeded } from '../../array/memory.js';
import type { Tensor } from '../../array/tensor.js';
import { NotTraceable } from '../compiled/tracing.js';
import type { Primitive, Residual } from '../primitive.js';
import { innermostListener } from '../trace.js';
import { type Conduct, conductOf, type Form, isSameConduct } from './conduct.js';
import { type Pledge, pledgeOf } from './pledge.js';

/** All that an application of an own primitive does. */
export interface Behaviour {
  readonly name: string;
  /** What `primal` and `save` do. */
  readonly forward: Conduct;
  readonly isFollowed: boolean;
  /** How its residuals may wait. */
  readonly waiting: string;
  /** What `vjp` is to do; absent where nothing is differentiated, or it has none. */
  readonly pledge: Pledge | undefined;
}

/** An application of a primitive by its inputs' forms. */
export interface Applied<O> {
  readonly inputs: readonly Form[];
  readonly options: O;
  readonly isFollowed: boolean;
}

export function behaviourOf<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  { inputs, options, isFollowed }: Applied<O>,
): Behaviour {
  const isDerived = isFollowed && primitive.vjp !== undefined;
  let waiting = '';
  const forward = conductOf(inputs, (stood) => {
    const given = stood as I;
    const output = primitive.primal(given, options);
    const residuals = isDerived ? (primitive.save?.(given, output, options) ?? []) : [];
    waiting = residuals.map(inShort).join();
    return [output, ...residuals.map(({ tensor }) => tensor)];
  });
  const shapes = inputs.map(({ shape }) => shape);
  const setting = { options, shapes, dtypes: inputs.map(({ dtype }) => dtype) };
  const found = forward.returned.filter((each) => each !== undefined);
  const pledge = isDerived ? pledgeOf(primitive, found, setting) : undefined;
  return { name: primitive.name, isFollowed, forward, waiting, pledge };
}

/**
 * What an own primitive does where it is applied now; undefined of one of the library's, which does what it always does.
 *
 * @throws {NotTraceable} if it reads values
 */
export function behaviourTraced<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  inputs: readonly Tensor[],
  options: O,
): Behaviour | undefined {
  if (primitive.isOwn !== true) return undefined;
  const listener = innermostListener();
  const isFollowed = inputs.some((input) => listener !== undefined && listener.numberOf(input) !== -1);
  try {
    return behaviourOf(primitive, { inputs, options, isFollowed });
  } catch (error) {
    if (!(error instanceof ValuesNeeded)) throw error;
    throw new NotTraceable(`it applies ${primitive.name}, which reads values`);
  }
}

/** Whether two applications do the same. */
export function isSameBehaviour(a: Behaviour, b: Behaviour): boolean {
  return (
    a.name === b.name &&
    a.waiting === b.waiting &&
    isSameConduct(a.forward, b.forward) &&
    (a.pledge === undefined || b.pledge === undefined
      ? a.pledge === b.pledge
      : isSameConduct(a.pledge.conduct, b.pledge.conduct))
  );
}

function inShort({ estimable, readBy }: Residual): string {
  return `${estimable}:${readBy?.join('+') ?? 'all'}`;
}
