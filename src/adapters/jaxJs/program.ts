import { ChainError } from '../../errors.js';
import { checkedEnds, type Form, formOf, type StepEnds } from '../form.js';
import { leftover } from '../leftover.js';
import type { Flat } from '../trees.js';
import { type Engine, isFloat, type JaxArray, sumOf, type Tracer } from './engine.js';

/** What a user's step is before its arrays are looked at. */
export type JaxStep = (parameters: unknown, state: unknown, input: unknown, index: unknown) => unknown;

/** A tree as it was given, and flat. */
export interface Part<T> extends Flat<T> {
  readonly tree: unknown;
}

/** The first step's arguments, and what is wanted of it. */
export interface StepParts {
  readonly parameters: Part<JaxArray>;
  readonly state: Part<JaxArray>;
  readonly input: Part<JaxArray>;
  readonly wantsOutput: boolean;
  readonly wantsInput: boolean;
}

/** Parameters, state, input, and the index where the step asks for it. */
export type StepLeaves<T> = readonly [
  parameters: readonly T[],
  state: readonly T[],
  input: readonly T[],
  index: readonly T[],
];

type Forward = (...given: StepLeaves<JaxArray>) => JaxArray[];
type Backward = (
  given: StepLeaves<JaxArray>,
  cotangents: readonly JaxArray[],
  sums: readonly JaxArray[],
) => JaxArray[];

/** A user's step as jax-js compiles it: once forward and once backward, whatever the length of the chain. */
export class Program {
  readonly #engine: Engine;
  readonly #step: JaxStep;
  readonly #parts: StepParts;
  readonly #state: Form;
  #output: (Form & { readonly bytes: number; readonly tree: unknown }) | undefined;
  /** The state after a step, and its output. */
  readonly forward: Forward;
  /** Cotangents of the state before a step and of its input, and the sums of those of the parameters. */
  readonly backward: Backward;

  /** @param parts - whose arrays are looked at, and left as they are */
  constructor(engine: Engine, step: JaxStep, parts: StepParts) {
    this.#engine = engine;
    this.#step = step;
    this.#parts = parts;
    this.#state = formOf(parts.state);
    const flat = (...given: StepLeaves<Tracer>): readonly Tracer[] => this.#run(...given);
    this.#try(flat);
    this.forward = engine.jax.jit(flat);
    this.backward = engine.jax.jit((given, cotangents, sums) => this.#pulledBack(given, cotangents, sums));
  }

  get takesIndex(): boolean {
    return this.#step.length > 3;
  }

  get outputPaths(): readonly string[] {
    return this.#output?.paths ?? [];
  }

  /** Of one step's output. */
  get outputBytes(): number {
    return this.#output?.bytes ?? 0;
  }

  /** Leaves in a tree like the step's output. */
  outputTree(leaves: readonly Tracer[]): unknown {
    return this.#output && this.#engine.trees.rebuilt(this.#output.tree, leaves);
  }

  /** @throws {ChainError} if the step cannot be used, before anything is compiled */
  #try(flat: (...given: StepLeaves<Tracer>) => readonly Tracer[]): void {
    const { jax } = this.#engine;
    const { parameters, state, input } = this.#parts;
    const avals = [parameters, state, input].map(({ leaves }) => leaves.map((leaf) => leaf.aval));
    const index = this.takesIndex ? [jax.numpy.array(0, { dtype: 'int32' })] : [];
    const { jaxpr } = jax.makeJaxpr(flat)(
      ...avals,
      index.map((leaf) => leaf.aval),
    );
    for (const leaf of index) leaf.dispose();
    // What the step made itself is held by nobody else.
    const captured = jaxpr.consts.find(
      (each) => this.#engine.isArray(each) && isFloat(each) && each.refCount > 1,
    );
    const kind = captured && `${captured.dtype} [${captured.shape.join(', ')}]`;
    jaxpr.dispose();
    if (kind === undefined) return;
    throw new ChainError(
      `scan: the step reads an array from outside (${kind}), which would get no gradient; ` +
        'pass it among the parameters, and dispose of arrays that the step makes and does not use up',
    );
  }

  #run(...[parameters, state, input, index]: StepLeaves<Tracer>): readonly Tracer[] {
    const { trees } = this.#engine;
    const parts = this.#parts;
    const ends = this.#checked(
      this.#called(
        trees.rebuilt(parts.parameters.tree, parameters),
        trees.rebuilt(parts.state.tree, state),
        trees.rebuilt(parts.input.tree, input),
        // Traced like the rest: as a plain number, it would have the step compiled anew for every index.
        index[0],
      ),
    );
    return [...ends.after, ...ends.output];
  }

  #called(...given: Parameters<JaxStep>): unknown {
    try {
      return this.#step(...given);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('Different traces at same level'))
        throw leftover('scan: the step', error);
      if (!(error instanceof ReferenceError) || !error.message.includes('.ref')) throw error;
      throw new ChainError(
        'scan: the step uses an array that is used up: functions of jax-js use up their arguments; write x.ref at every ' +
          `use of x but the last (jax-js: ${error.message})`,
        { cause: error },
      );
    }
  }

  #checked(result: unknown): StepEnds<Tracer> {
    const { trees } = this.#engine;
    const { wantsOutput } = this.#parts;
    const ends = checkedEnds(trees, result, { state: this.#state, wantsOutput, output: this.#output }, 0);
    if (wantsOutput && this.#output === undefined) {
      const tree = typeof result === 'object' && result !== null && 'output' in result && result.output;
      const flat = trees.flat('scan: output', tree);
      this.#output = { tree, bytes: sumOf(flat.leaves), ...formOf(flat) };
    }
    return ends;
  }

  #pulledBack(
    [parameters, state, input, index]: StepLeaves<Tracer>,
    cotangents: readonly Tracer[],
    sums: readonly Tracer[],
  ): readonly Tracer[] {
    const follows = this.#parts.wantsInput;
    const f = (p: readonly Tracer[], s: readonly Tracer[], x: readonly Tracer[]): readonly Tracer[] =>
      this.#run(
        merged(parameters, p),
        merged(state, s),
        follows ? merged(input, x) : input.map((leaf) => leaf.ref),
        index.map((leaf) => leaf.ref),
      )
        // jax-js cannot differentiate a function whose output is also used inside: a product with 1 is another output.
        .flatMap((end) => (isFloat(end) ? [end.mul(1)] : []));
    const x = follows ? input.filter(isFloat) : [];
    const [ends, pullback] = this.#engine.jax.vjp(f, [parameters.filter(isFloat), state.filter(isFloat), x]);
    for (const end of ends) end.dispose();
    const [byParameters = [], byState = [], byInput = []] = pullback(cotangents);
    pullback.dispose();
    return [...byState, ...byInput, ...sums.map((sum, place) => sum.add(byParameters[place]!))];
  }
}

/** The leaves with those of floating point replaced, in their order. */
function merged(leaves: readonly Tracer[], floats: readonly Tracer[]): readonly Tracer[] {
  let next = 0;
  return leaves.map((leaf) => (isFloat(leaf) ? floats[next++]! : leaf.ref));
}
