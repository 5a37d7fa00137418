import { Scope, within } from '../../array/scope.js';
import { sameShape, Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import { atPlace } from '../place.js';
import type { Primitive } from '../primitive.js';
import { type Follower, followed } from '../trace.js';
import { areSameNumbers, type Instruction, isConstant } from './instruction.js';
import { tracedKey } from './keySources.js';
import { hasLeaves, isFormed } from './returned.js';
import { type Application, fromOutside, type StepLeaves, type StepTrace } from './tracedStep.js';
import { TracingArena } from './tracing.js';

/** A step does something else than the one that was traced. One for all: nobody reads where it was thrown. */
const differs = new Error('it is another step');

/** A step whose user's function can be asked what it does. */
export interface Asked {
  /** What the function returns, whatever that is. */
  ask(given: StepLeaves): unknown;
  /** What the state that it leaves looks like, where that is known. */
  readonly stateForm: Tree | undefined;
  /** What its outputs look like, where that is known. */
  readonly outputForm: Tree | undefined;
  readonly hasOutput: boolean;
}

/**
 * Goes through a step that was traced, application by application, while the user's function asks for them again: it gets
 * the very tensors that it got then, and nothing is computed.
 */
export class Verification implements Follower {
  readonly trace: StepTrace;
  /** What this run has in the place of the tensors from outside; found where they are first met. */
  readonly captured: Map<Tensor, Tensor> = new Map();
  /** Where the step makes tensors out of numbers; absent where the traced one makes none, and draws nothing. */
  readonly #arena: TracingArena | undefined;
  /** Those found in the step that is being gone through: if it turns out to be another one, they were not. */
  readonly #found: Tensor[] = [];
  #next = 0;
  #step: Asked | undefined = undefined;
  readonly #ask = (): unknown => this.#step!.ask(this.trace.given);

  constructor(trace: StepTrace) {
    this.trace = trace;
    this.#arena = trace.makings.length > 0 || trace.draws > 0 ? new TracingArena() : undefined;
  }

  /** Whether a step does what the traced one does. */
  agrees(step: Asked): boolean {
    this.#next = 0;
    this.#found.length = 0;
    this.#step = step;
    try {
      this.#checkReturned(this.#asked(), step);
      return true;
    } catch {
      // Whatever it was: the step runs as it is written next, and will say it itself.
      for (const traced of this.#found) this.captured.delete(traced);
      return false;
    }
  }

  follow<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    given: I,
    options: O,
  ): Tensor {
    const application = this.trace.applications[this.#next];
    const isSame =
      application !== undefined &&
      application.primitive === primitive &&
      application.given.length === given.length &&
      isSameData(application.options, options);
    if (!isSame) throw differs;
    for (let nth = 0; nth < given.length; nth += 1) this.#checkOperand(application, nth, given[nth]!);
    this.#next += 1;
    return application.output;
  }

  refuse(): never {
    throw differs;
  }

  #asked(): unknown {
    const arena = this.#arena;
    // What another step makes or draws here does no harm, and is found to be too much.
    if (arena === undefined) return followed(this, this.#ask);
    arena.restart();
    return within(new Scope(arena, 'scratch'), () => followed(this, () => atPlace(tracedKey, 0, this.#ask)));
  }

  #checkOperand(application: Application, nth: number, given: Tensor): void {
    const traced = application.given[nth]!;
    const origin = application.origins[nth]!;
    if (origin >= 0) this.#checkMade(origin, traced, given);
    else if (origin === fromOutside) this.#bind(traced, given);
    else if (given !== traced) throw differs;
  }

  #bind(traced: Tensor, given: Tensor): void {
    const bound = this.captured.get(traced);
    if (bound === given) return;
    const isAlike =
      given instanceof Tensor && given.dtype === traced.dtype && sameShape(given.shape, traced.shape);
    if (bound !== undefined || !isAlike) throw differs;
    this.captured.set(traced, given);
    this.#found.push(traced);
  }

  /** Whether a tensor was made out of the same numbers as the traced one. */
  #checkMade(buffer: number, traced: Tensor, given: Tensor): void {
    const nth = this.trace.makings.findIndex((making) => making.write?.buffer === buffer);
    const arena = this.#arena;
    const made = arena?.instructions[nth];
    const isThis =
      arena !== undefined &&
      given.arena === arena &&
      made?.write?.buffer === arena.bufferOf(given) &&
      sameShape(given.shape, traced.shape);
    if (!isThis || !isSameMaking(made, this.trace.makings[nth]!)) throw differs;
  }

  #checkReturned(found: unknown, { stateForm, outputForm, hasOutput }: Asked): void {
    const { ends, applications } = this.trace;
    const isSame =
      this.#next === applications.length && hasOutput === (ends.outputTree !== undefined) && isResult(found);
    if (!isSame) throw differs;
    checkTree(found.state, ends.after, stateForm, ends.state);
    if (ends.outputTree !== undefined) checkTree(found.output, ends.output, outputForm, ends.outputTree);
  }
}

/** The same tensors under other names, or in another order, are another state. */
function checkTree(tree: unknown, leaves: readonly Tensor[], form: Tree | undefined, traced: Tree): void {
  if (!(hasLeaves(tree, form ?? traced, leaves) && (form === undefined || isFormed(tree, traced))))
    throw differs;
}

function isResult(found: unknown): found is { readonly state: unknown; readonly output?: unknown } {
  return typeof found === 'object' && found !== null && 'state' in found;
}

function isSameMaking(a: Instruction, b: Instruction): boolean {
  if (isConstant(a) || isConstant(b)) {
    return isConstant(a) && isConstant(b) && a.dtype === b.dtype && areSameNumbers(a.entries, b.entries);
  }
  return a.name === b.name && a.group === b.group && areSameNumbers(a.args, b.args);
}

/** Whether options are the same plain data: numbers, strings, lists and records of such. */
function isSameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype)
    return false;
  return isSameRecord(a, b);
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let nth = 0; nth < a.length; nth += 1) if (!isSameData(a[nth], b[nth])) return false;
  return true;
}

function isSameRecord(a: object, b: object): boolean {
  for (const name in a) if (!isSameData(Reflect.get(a, name), Reflect.get(b, name))) return false;
  for (const name in b) if (!(name in a)) return false;
  return true;
}
