import type { OptionsOf } from '../../arguments/options.js';
import { ChainError } from '../../errors.js';
import { checkedOptions, type GivenOptions, isOnDemand, options } from '../options.js';
import type { Engine, JaxArray } from './engine.js';
import { type JaxStep, type Part, Program, type StepParts } from './program.js';
import { Reversal } from './reversal.js';
import { inputArrays, type Rows, rowsOf } from './rows.js';
import type { Scanned } from './scanned.js';

export interface JaxOptions extends GivenOptions {
  readonly inputGradient?: boolean;
}

const jaxOptions: OptionsOf<JaxOptions> = { ...options, inputGradient: 'boolean' };

/** The scans of one jax-js. Steps are compiled once, and forgotten with the functions that they are. */
export class Scans {
  readonly engine: Engine;
  readonly #programs = new WeakMap<JaxStep, Map<string, Program>>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Runs a chain. What it is given is used up, unless it is refused. */
  scan(step: JaxStep, given: JaxOptions): Scanned {
    const checked = checkedOptions(step, given, jaxOptions);
    const { trees } = this.engine;
    const parameters = this.#part('parameters', given.parameters ?? []);
    trees.flatState('scan: state', given.state);
    const state = this.#part('state', given.state);
    this.#refuseShared([...parameters.leaves, ...state.leaves, ...this.#inputLeaves(given.inputs)]);
    const rows = rowsOf(this.engine, given.inputs);
    const parts = { parameters, state, wantsOutput: checked.outputs !== 'none' };
    const wantsInput = given.inputGradient === true;
    const reversal = new Reversal(this.engine, {
      parts: { ...parts, wantsInput },
      rows,
      options: checked,
      given,
    });
    try {
      const input = this.#first(rows);
      const program = input && this.#program(step, { ...parts, wantsInput, input });
      return reversal.forward(program, input ?? { leaves: [], paths: [], tree: given.inputs });
    } catch (error) {
      reversal.free();
      throw error;
    }
  }

  /** The input of step 0, to look at; undefined where there is none. */
  #first(rows: Rows): Part<JaxArray> | undefined {
    if (rows.extent === 0) return undefined;
    const first = rows.at(0);
    for (const leaf of first.leaves) leaf.dispose();
    return first;
  }

  #program(step: JaxStep, parts: StepParts): Program {
    const { parameters, state, input, wantsOutput, wantsInput } = parts;
    const kinds = [parameters, state, input].map(({ tree, leaves }) => [
      this.engine.trees.outline(tree),
      leaves.map(({ shape, dtype, device }) => [dtype, device, ...shape]),
    ]);
    const key = JSON.stringify([kinds, wantsOutput, wantsInput]);
    const known = this.#programs.get(step) ?? new Map<string, Program>();
    const program = known.get(key) ?? new Program(this.engine, step, parts);
    this.#programs.set(step, known.set(key, program));
    return program;
  }

  #part(name: string, tree: unknown): Part<JaxArray> {
    const where = `scan: ${name}`;
    return { ...this.engine.arrays(where, this.engine.trees.flat(where, tree)), tree };
  }

  #inputLeaves(inputs: unknown): readonly JaxArray[] {
    return isOnDemand(inputs) ? [] : inputArrays(this.engine, inputs).leaves;
  }

  /** @throws {ChainError} if an array is given more often than there are references to it */
  #refuseShared(leaves: readonly JaxArray[]): void {
    const counts = new Map<JaxArray, number>();
    for (const leaf of leaves) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
    for (const [{ refCount, dtype, shape }, count] of counts) {
      if (count <= refCount) continue;
      throw new ChainError(
        `scan: an array (${dtype} [${shape.join(', ')}]) is given ${count} times, but only ${refCount} can be used up; ` +
          'write .ref wherever it is given but the last time',
      );
    }
  }
}
