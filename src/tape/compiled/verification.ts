import { outsideOfArenas } from '../../array/denseTensor.js';
import { Scope, within } from '../../array/scope.js';
import { sameShape, stepThatEnded, Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import { LeftoverError } from '../../errors.js';
import { type Behaviour, behaviourOf, isSameBehaviour } from '../own/behaviour.js';
import type { Pledge } from '../own/pledge.js';
import { atPlace } from '../place.js';
import type { Primitive } from '../primitive.js';
import { type Follower, followed, leftover } from '../trace.js';
import { areSameNumbers, type Instruction, isConstant } from './instruction.js';
import { tracedKey } from './keySources.js';
import { hasLeaves, isFormed } from './returned.js';
import { isSameData } from './sameData.js';
import { Asking, StandIn } from './standIn.js';
import { type Application, fromOutside, type StepLeaves, type StepTrace } from './tracedStep.js';
import { TracingArena } from './tracing.js';

/** A step does something else than the one that was traced. One for all: nobody reads where it was thrown. */
const differs = new Error('it is another step');

/** What no step returns. */
const nobody = outsideOfArenas(new Uint8Array(0), [0], 'uint8');

/** A step whose user's function can be asked what it does. */
export interface Asked {
  /** The chain's name in messages. */
  readonly where: string;
  readonly step: number;
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
 * stand-ins for the tensors that it got then, and nothing is computed.
 */
export class Verification implements Follower {
  readonly trace: StepTrace;
  /** What this run has in the place of the tensors from outside; found where they are first met. */
  readonly captured: Map<Tensor, Tensor> = new Map();
  /** Where the step makes tensors out of numbers; absent where the traced one makes none, and draws nothing. */
  readonly #arena: TracingArena | undefined;
  /** Those found in the step that is being gone through: if it turns out to be another one, they were not. */
  readonly #found: Tensor[] = [];
  /** The step's tensors in this asking, by their numbers; those from `#count` on are of an asking before. */
  readonly #standIns: Tensor[] = [];
  #count = 0;
  readonly #given: { readonly [K in keyof StepLeaves]: Tensor[] } = { parameters: [], before: [], input: [] };
  readonly #left: { readonly after: Tensor[]; readonly output: Tensor[] } = { after: [], output: [] };
  #asking = new Asking('', 0);
  #next = 0;
  #pledges: Pledge[] = [];
  #step: Asked | undefined = undefined;
  readonly #ask = (): unknown => this.#step!.ask(this.#given);

  constructor(trace: StepTrace) {
    this.trace = trace;
    this.#arena = trace.makings.length > 0 || trace.draws > 0 ? new TracingArena() : undefined;
  }

  /** What the vjps of own primitives are to do in the sweep of the step that was gone through last. */
  get pledges(): readonly Pledge[] {
    return this.#pledges;
  }

  /** Whether a step does what the traced one does. */
  agrees(step: Asked): boolean {
    this.#next = 0;
    if (this.#found.length > 0) this.#found.length = 0;
    this.#pledges = [];
    this.#step = step;
    this.#asking = new Asking(step.where, step.step);
    this.#give();
    try {
      this.#checkReturned(this.#asked(), step);
      return true;
    } catch (error) {
      this.#pledges = [];
      if (error instanceof LeftoverError) throw error;
      // Whatever else it was: the step runs as it is written next, and will say it itself.
      for (const traced of this.#found) this.captured.delete(traced);
      return false;
    } finally {
      this.#asking.isOver = true;
    }
  }

  follow<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    primitive: Primitive<I, S, O>,
    given: I,
    options: O,
  ): Tensor {
    const application = this.trace.applications[this.#next];
    if (application?.given.length !== given.length) return this.#differ(primitive.name, given);
    const { behaviour } = application;
    const isSame =
      behaviour === undefined
        ? application.primitive === primitive && isSameData(application.options, options)
        : this.#isSameOwn(behaviour, primitive, application.given, options);
    if (!isSame) this.#differ(primitive.name, given);
    for (let nth = 0; nth < given.length; nth += 1) {
      if (!this.#isOperand(application, nth, given[nth]!)) this.#differ(primitive.name, given);
    }
    this.#next += 1;
    return this.#standIn(application.number, application.output);
  }

  refuse(): never {
    throw differs;
  }

  /** Stand-ins for what the step is given. */
  #give(): void {
    this.#count = 0;
    const { parameters, before, input } = this.trace.given;
    this.#giveAll(this.#given.parameters, parameters);
    this.#giveAll(this.#given.before, before);
    this.#giveAll(this.#given.input, input);
  }

  #giveAll(list: Tensor[], traced: readonly Tensor[]): void {
    for (let nth = 0; nth < traced.length; nth += 1) list[nth] = this.#standIn(this.#count, traced[nth]!);
  }

  /** The stand-in of this asking for one of the step's tensors. */
  #standIn(number: number, traced: Tensor): Tensor {
    if (number < this.#count) return this.#standIns[number]!;
    const standIn = new StandIn(traced, this.#asking);
    this.#standIns[number] = standIn;
    this.#count = number + 1;
    return standIn;
  }

  /** Whether an own primitive does what it did, whatever its options and its variables are now. */
  #isSameOwn<I extends readonly Tensor[], S extends readonly Tensor[], O>(
    traced: Behaviour,
    primitive: Primitive<I, S, O>,
    inputs: readonly Tensor[],
    options: O,
  ): boolean {
    if (primitive.isOwn !== true || primitive.name !== traced.name) return false;
    const found = behaviourOf(primitive, { inputs, options, isFollowed: traced.isFollowed });
    if (found.pledge !== undefined) this.#pledges.push(found.pledge);
    return isSameBehaviour(traced, found);
  }

  #asked(): unknown {
    const arena = this.#arena;
    // What another step makes or draws here does no harm, and is found to be too much.
    if (arena === undefined) return followed(this, this.#ask);
    arena.restart();
    return within(new Scope(arena, 'scratch'), () => followed(this, () => atPlace(tracedKey, 0, this.#ask)));
  }

  #differ(where: string, given: readonly Tensor[]): never {
    const left = given.find((each) => each instanceof Tensor && stepThatEnded(each) !== undefined);
    throw left === undefined ? differs : leftover(where, left, this.#asking.name);
  }

  #isOperand(application: Application, nth: number, given: Tensor): boolean {
    const traced = application.given[nth]!;
    const origin = application.origins[nth]!;
    if (origin >= 0) return this.#isMade(origin, traced, given);
    if (origin === fromOutside) return this.#isBound(traced, given);
    return given === this.#standIns[application.operands[nth]!];
  }

  #isBound(traced: Tensor, given: Tensor): boolean {
    const bound = this.captured.get(traced);
    if (bound === given) return true;
    const isAlike =
      given instanceof Tensor &&
      given.fate === undefined &&
      given.dtype === traced.dtype &&
      sameShape(given.shape, traced.shape);
    if (bound !== undefined || !isAlike) return false;
    this.captured.set(traced, given);
    this.#found.push(traced);
    return true;
  }

  /** Whether a tensor was made out of the same numbers as the traced one. */
  #isMade(buffer: number, traced: Tensor, given: Tensor): boolean {
    const nth = this.trace.makings.findIndex((making) => making.write?.buffer === buffer);
    const arena = this.#arena;
    const made = arena?.instructions[nth];
    const isThis =
      arena !== undefined &&
      given.arena === arena &&
      made?.write?.buffer === arena.bufferOf(given) &&
      sameShape(given.shape, traced.shape);
    return isThis && isSameMaking(made, this.trace.makings[nth]!);
  }

  #checkReturned(found: unknown, { stateForm, outputForm, hasOutput }: Asked): void {
    const { ends, endNumbers, applications } = this.trace;
    const isSame =
      this.#next === applications.length && hasOutput === (ends.outputTree !== undefined) && isResult(found);
    if (!isSame) throw differs;
    checkTree(found.state, this.#numbered(this.#left.after, endNumbers.after), stateForm, ends.state);
    if (ends.outputTree === undefined) return;
    const output = this.#numbered(this.#left.output, endNumbers.output);
    checkTree(found.output, output, outputForm, ends.outputTree);
  }

  /** Fills a list with the stand-ins of these numbers. */
  #numbered(list: Tensor[], numbers: readonly number[]): readonly Tensor[] {
    for (let nth = 0; nth < numbers.length; nth += 1) list[nth] = this.#standIns[numbers[nth]!] ?? nobody;
    return list;
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
