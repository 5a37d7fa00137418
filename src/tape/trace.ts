import { unfit } from '../arguments/options.js';
import { uploaded } from '../array/create.js';
import { currentArena, view } from '../array/scope.js';
import { describeFate, type Mark, stepThatEnded, Tensor } from '../array/tensor.js';
import { LeftoverError, TapeError } from '../errors.js';
import { shadowed } from './measuring.js';
import type { Pending, Primitive } from './primitive.js';
import { currentStep } from './stepFrame.js';

/** Somebody who is told of every application of a primitive to values that it follows. */
export interface Listener {
  /** The listener further out that also follows what happens here. */
  readonly outer: Listener | undefined;
  /** Whether its values can still be followed: it was neither swept nor freed. */
  readonly alive: boolean;
  /** The number of a value that it follows, or -1. */
  numberOf(tensor: Tensor): number;
  hear<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    inputs: I,
    output: Tensor,
    options: O,
  ): void;
}

/** The mark of a value that is known and has no derivative. */
export const constant: Mark = { owner: undefined, index: -1, next: undefined };

/** Another handle, which nothing follows yet. */
export function alias(leaf: Tensor): Tensor {
  const handle = view(leaf, leaf.shape);
  handle.marks = constant;
  return handle;
}

/** Somebody who answers for every application of a primitive while a step is traced, or found to be one traced before. */
export interface Follower {
  follow<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    given: I,
    options: O,
  ): Tensor;
  /** Something happens that is no application of a primitive. */
  refuse(what: string): never;
}

let innermost: Listener | undefined;
let follower: Follower | undefined;

/** Runs `body` with `listener` hearing what happens, or nobody. */
export function hearing<T>(listener: Listener | undefined, body: () => T): T {
  const before = innermost;
  innermost = listener;
  try {
    return body();
  } finally {
    innermost = before;
  }
}

/** Runs `body` with `next` answering for every application, or with nobody. */
export function followed<T>(next: Follower | undefined, body: () => T): T {
  const before = follower;
  follower = next;
  try {
    return body();
  } finally {
    follower = before;
  }
}

/** What cannot be part of a traced step says so first. */
export function refuseTracing(what: string): void {
  follower?.refuse(what);
}

export function innermostListener(): Listener | undefined {
  return innermost;
}

/**
 * Applies a primitive: evaluates it, and lets every listener record it. Evaluating, recording and measuring are this
 * one function, so that a user's step is written once.
 */
export function apply<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  given: I,
  options: O,
): Tensor {
  if (follower !== undefined) return follower.follow(primitive, given, options);
  // Where no derivative passes, none can be lost.
  return evaluated(primitive, admitted(primitive.name, given, primitive.vjp !== undefined), options);
}

/** The same, of inputs that were admitted. */
export function evaluated<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  inputs: I,
  options: O,
): Tensor {
  const output = primitive.primal(inputs, options);
  output.maker = primitive.name;
  tell(innermost, primitive, inputs, output, options);
  return output;
}

/** The same application, left undone until somebody needs it. */
export function later<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  primitive: Primitive<I, S, O>,
  inputs: I,
  options: O,
): Pending {
  const compute = (): Tensor => apply(primitive, inputs, options);
  if (primitive.addTo === undefined) return { compute };
  return { compute, addTo: (accumulator) => primitive.addTo?.(accumulator, inputs, options) };
}

/** The inputs as they can be computed with here; where all are fine, the very same list. */
export function admitted<I extends readonly Tensor[]>(where: string, inputs: I, isDerived?: boolean): I;
export function admitted(where: string, inputs: readonly Tensor[], isDerived = true): readonly Tensor[] {
  const here = currentArena();
  const step = currentStep();
  for (const input of inputs) {
    if (!(input instanceof Tensor)) throw unfit(where, nameOf(inputs, input), input, 'a tensor is needed');
    step?.see(input);
    const isHere = input.block !== undefined && input.arena === here;
    if (!isHere) return inputs.map((each) => brought(where, each, isDerived));
    if (isDerived && input.marks !== constant) checkFollowed(where, input);
  }
  return inputs;
}

function nameOf(inputs: readonly unknown[], input: unknown): string {
  return inputs.length === 1 ? 'its operand' : `operand ${inputs.indexOf(input)}`;
}

// The outermost first: what an inner tape keeps of the output then carries the marks of those around it, which are to
// follow what is computed from it when the inner tape is swept.
function tell<I extends readonly Tensor[], S extends readonly Tensor[], O>(
  listener: Listener | undefined,
  primitive: Primitive<I, S, O>,
  inputs: I,
  output: Tensor,
  options: O,
): void {
  if (listener === undefined) return;
  tell(listener.outer, primitive, inputs, output, options);
  listener.hear(primitive, inputs, output, options);
}

function brought(where: string, x: Tensor, isDerived: boolean): Tensor {
  if (x.fate !== undefined) throw gone(where, x);
  if (isDerived) checkFollowed(where, x);
  if (x.values !== undefined) return uploaded(x);
  const arena = currentArena();
  if (x.arena === arena) return x;
  if (arena.measuring) {
    const mirror = shadowed(x);
    if (isDerived) checkFollowed(where, mirror);
    return mirror;
  }
  throw new TapeError(
    `${where}: a tensor of shape [${x.shape.join(', ')}] is in another arena than the one in use; ` +
      'make it again here, or go back with useArena',
  );
}

function gone(where: string, x: Tensor): TapeError {
  if (stepThatEnded(x) !== undefined) return leftover(where, x, currentStep()?.name);
  return new TapeError(`${where}: ${describeFate(x)}; ${remedy(x)}`);
}

/** @param user - the step that reads it, if one does */
export function leftover(where: string, x: Tensor, user: string | undefined): LeftoverError {
  return new LeftoverError(
    `${where}${user === undefined ? '' : ` in ${user}`}: ${describeFate(x)}; ` +
      'a step keeps nothing and may run again: return what is needed later in the state or the output',
  );
}

function remedy(x: Tensor): string {
  if (x.fate === 'disposed') return 'make it again, or dispose of it later';
  return 'return it from the function that made it, or copy its entries with toArray() while it lives';
}

// A value that an enclosing tape follows must come in by the front door: elsewhere it silently gets no gradient.
function checkFollowed(where: string, x: Tensor): void {
  if (x.marks === undefined) {
    if (innermost !== undefined && (x.block?.counts[0] ?? 0) > 0) throw parameterFromOutside(where, x);
    return;
  }
  for (let mark: Mark | undefined = x.marks; mark !== undefined; mark = mark.next) {
    if (mark.owner?.alive && !isHeard(mark.owner)) throw captured(where, x);
  }
}

function isHeard(owner: object): boolean {
  for (let listener = innermost; listener !== undefined; listener = listener.outer) {
    if (listener === owner) return true;
  }
  return false;
}

function captured(where: string, x: Tensor): TapeError {
  return new TapeError(
    `${where}: a tensor of shape [${x.shape.join(', ')}] belongs to an enclosing tape and would get no gradient here; ` +
      'pass it in: scan(step, { parameters: { ..., it }, ... }), or checkpoint(f)(..., it), and read it from the ' +
      "step's arguments. For a constant, use stopGradient(it)",
  );
}

function parameterFromOutside(where: string, x: Tensor): TapeError {
  return new TapeError(
    `${where}: a parameter of shape [${x.shape.join(', ')}] is read from outside and would get no gradient here; ` +
      "read it from the function's own arguments. For a constant, use stopGradient(it)",
  );
}
