import type { DType } from '../../array/dtype.js';
import { allocate, Scope, within } from '../../array/scope.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import { areSameInstructions, type Instruction } from '../compiled/instruction.js';
import { NotTraceable, TracingArena } from '../compiled/tracing.js';
import type { Primitive } from '../primitive.js';
import { admitted, constant, evaluated, type Follower, followed, hearing } from '../trace.js';

/** What a tensor looks like. */
export interface Form {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A tensor that a function returned: what it looks like, and where its entries are. */
export interface Returned extends Form {
  readonly buffer: number;
  readonly offset: number;
}

/** What a function does with tensors of given forms: the kernels that it calls, with their numbers, and what it returns. */
export interface Conduct {
  readonly instructions: readonly Instruction[];
  /** Tensors from outside that it reads. */
  readonly captured: readonly Tensor[];
  readonly returned: readonly (Returned | undefined)[];
}

/** Lets primitives do what they do; a chain or a tape is more than kernel calls. */
const plainly: Follower = {
  follow<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    given: I,
    options: O,
  ): Tensor {
    return evaluated(primitive, admitted(primitive.name, given, primitive.vjp !== undefined), options);
  },
  refuse(what: string): never {
    throw new NotTraceable(`it holds ${what}`);
  },
};

let arena: TracingArena | undefined;

/**
 * Runs a function on tensors of these forms, by shapes only.
 *
 * @throws {NotTraceable} if what it does is more than kernel calls
 * @throws {ValuesNeeded} if it reads values; and whatever the function throws
 */
export function conductOf(
  given: readonly Form[],
  body: (given: readonly Tensor[]) => readonly (Tensor | undefined)[],
): Conduct {
  arena ??= new TracingArena();
  const here = arena;
  here.restart();
  const run = (): Conduct => {
    const found = body(given.map(standIn));
    return {
      returned: found.map((tensor) => tensor && returnedAt(here, tensor)),
      instructions: [...here.instructions],
      captured: here.captured,
    };
  };
  return shared(within(new Scope(here, 'scratch'), () => hearing(undefined, () => followed(plainly, run))));
}

/** What was found last: as many as a step may have of different ones. */
const recent: Conduct[] = [];
const mostRecent = 8;

/** The same object for the same conduct, since one waits with every application; what holds a tensor stays in no list. */
function shared(found: Conduct): Conduct {
  const known = recent.find((each) => isSameConduct(each, found));
  if (known !== undefined || found.captured.length > 0) return known ?? found;
  recent.unshift(found);
  recent.length = Math.min(recent.length, mostRecent);
  return found;
}

/** Whether two functions of tensors do the same. */
export function isSameConduct(a: Conduct, b: Conduct): boolean {
  if (a === b) return true;
  return (
    a.returned.length === b.returned.length &&
    a.returned.every((each, nth) => isSameReturned(each, b.returned[nth])) &&
    a.captured.length === b.captured.length &&
    a.captured.every((each, nth) => each === b.captured[nth]) &&
    areSameInstructions(a.instructions, b.instructions)
  );
}

function isSameReturned(a: Returned | undefined, b: Returned | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.buffer === b.buffer && a.offset === b.offset && a.dtype === b.dtype && sameShape(a.shape, b.shape);
}

function standIn({ shape, dtype }: Form): Tensor {
  const made = allocate(shape, dtype);
  made.marks = constant;
  return made;
}

function returnedAt(here: TracingArena, tensor: Tensor): Returned {
  const { shape, dtype, offset } = tensor;
  return { shape, dtype, offset, buffer: here.bufferOf(tensor) };
}
