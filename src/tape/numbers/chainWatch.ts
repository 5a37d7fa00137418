import type { Arena } from '../../array/arena.js';
import { notFiniteIn } from '../../array/notFinite.js';
import { Scope, within } from '../../array/scope.js';
import type { Tensor } from '../../array/tensor.js';
import { leavesOf, pathsOf, type Tree } from '../../array/tree.js';
import type { StepEnds } from '../compiled/tracedStep.js';
import type { Cotangents } from '../recordedStep.js';
import type { Run } from '../run.js';
import type { StepInputs } from '../stepInputs.js';
import type { Form } from '../stepResult.js';
import { ApplicationWatch } from './applicationWatch.js';
import type { NumberWatch } from './numberWatch.js';

/** What a chain is made of, as far as its numbers go. */
interface Watched {
  /** What its user called. */
  readonly where: string;
  /** In words, such as `the scan`, or `the scan (chain 2 of the loss)`. */
  readonly words: string;
  readonly arena: Arena;
  readonly parameters: Tree;
  readonly inputs: StepInputs<Tree>;
  /** The names of the leaves of a state, where they are known. */
  statePaths(state: number): readonly string[];
}

/** Of the chain of a run whose place was asked for last; there where the run's numbers are looked at. */
export function chainWatch(
  run: Run,
  { where, parameters, inputs }: Pick<Watched, 'where' | 'parameters' | 'inputs'>,
  states: { expected(state: number): Form | undefined },
): ChainWatch | undefined {
  if (run.watch === undefined) return undefined;
  const statePaths = (state: number): readonly string[] => states.expected(state)?.paths ?? [];
  const words = run.wordsOfChain(where);
  return new ChainWatch(run.watch, { where, words, arena: run.arena, parameters, inputs, statePaths });
}

/** Looks at what goes in and out of a chain and its steps. */
export class ChainWatch {
  readonly #watch: NumberWatch;
  readonly #chain: Watched;

  constructor(watch: NumberWatch, chain: Watched) {
    this.#watch = watch;
    this.#chain = chain;
  }

  /** A step in words; it is known by them. */
  wordsOf(step: number): string {
    const { where, words } = this.#chain;
    return where === 'checkpoint' ? words : `step ${step} of ${words}`;
  }

  /** Whether a step has to be run as it is written, since it is not known yet which of its operations is to blame. */
  isSought(step: number): boolean {
    return this.#watch.isSought(this.wordsOf(step));
  }

  /** Who looks at the operations of such a step. */
  ofOperations(step: number): ApplicationWatch | undefined {
    return this.isSought(step) ? new ApplicationWatch(this.#watch, this.wordsOf(step)) : undefined;
  }

  /** The chain begins. */
  began(state: readonly Tensor[], parameters: readonly Tensor[]): void {
    const { words, parameters: tree } = this.#chain;
    this.#see(state, this.#chain.statePaths(0), (name) => `${named('initial state', name)} of ${words}`);
    this.#see(parameters, pathsOf(tree), (name) => `${named('parameter', name)} of ${words}`);
  }

  /** A step was run for the first time. */
  left({ state, after, outputTree, output }: StepEnds, step: number): void {
    if ([...output, ...after].every((leaf) => notFiniteIn(leaf) === undefined)) return;
    const words = this.wordsOf(step);
    this.#seeInput(step, words);
    const paths = outputTree === undefined ? [] : pathsOf(outputTree);
    this.#see(output, paths, (name) => `${named('output', name)} of ${words}`, words);
    this.#see(after, pathsOf(state), (name) => `${named('state', name)} that ${words} leaves`, words);
  }

  /** All steps were run: their outputs are added up. */
  ended(totals: readonly Tensor[]): void {
    this.#see(totals, [], () => `the sum of the outputs of ${this.#chain.words}`);
  }

  /** A step was swept. */
  swept(
    { state, parameters, inputs }: Record<'state' | 'parameters' | 'inputs', Cotangents>,
    { step, places }: { step: number; places: readonly number[] },
  ): void {
    const words = this.wordsOf(step);
    const where = (what: string) => (name: string) =>
      `the cotangent of ${named(what, name)} in the sweep of ${words}`;
    const paths = pathsOf(this.#chain.parameters);
    const own = places.map((place) => parameters[place]);
    this.#see(
      own,
      places.map((place) => paths[place]!),
      where('parameter'),
      words,
    );
    this.#see(inputs, [], where('inputs'), words);
    this.#see(state, this.#chain.statePaths(step), where('state'), words);
  }

  #seeInput(step: number, words: string): void {
    const { arena, inputs } = this.#chain;
    within(new Scope(arena, 'scratch'), () => {
      const { input, slices } = inputs.at(step);
      const leaves = slices.length > 0 ? slices : leavesOf(input);
      this.#see(leaves, pathsOf(input), (name) => `${named('input', name)} of ${words}`);
    });
  }

  #see(leaves: Cotangents, paths: readonly string[], where: (name: string) => string, step?: string): void {
    leaves.forEach((leaf, place) => {
      this.#watch.see(leaf, () => {
        const words = where(paths[place] ?? '');
        return step === undefined ? { where: words } : { where: words, step };
      });
    });
  }
}

function named(what: string, path: string): string {
  return path === '' ? `the ${what}` : `${what} '${path}'`;
}
