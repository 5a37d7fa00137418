import { ChainError } from '../../errors.js';
import { Driver } from '../../tape/driver.js';
import type { CheckedOptions, GivenOptions } from '../options.js';
import { Purity } from '../purity.js';
import { JaxChain } from './chain.js';
import { checkedCotangents, ownFloats } from './cotangents.js';
import { type Engine, isFloat, type JaxArray, sumOf } from './engine.js';
import { Held, Meter } from './held.js';
import { Outputs } from './outputs.js';
import { profileOf } from './profile.js';
import type { Part, Program, StepParts } from './program.js';
import { HostRows, type Rows } from './rows.js';
import type { Cotangents, Gradients, Scanned } from './scanned.js';
import { Sums } from './sums.js';

interface ReversalParts {
  readonly parts: Omit<StepParts, 'input'>;
  readonly rows: Rows;
  readonly options: CheckedOptions;
  readonly given: GivenOptions;
}

/** One chain, from its first state to the gradients. */
export class Reversal {
  readonly #engine: Engine;
  readonly #all: ReversalParts;
  readonly #meter = new Meter();
  readonly #parameters: Held;
  readonly #initial: Held;
  readonly #outputs: Outputs;
  #chain: JaxChain | undefined;
  #driver: Driver<Held, Held> | undefined;
  #sums: Sums | undefined;
  #input: Part<JaxArray> = { leaves: [], paths: [], tree: [] };
  /** What the outputs look like; they are the caller's. */
  #finished: readonly JaxArray[] = [];
  #outputPaths: readonly string[] = [];
  #isOver = false;

  /** Takes over parameters, state and rows. */
  constructor(engine: Engine, all: ReversalParts) {
    this.#engine = engine;
    this.#all = all;
    const { parts, rows, options } = all;
    this.#parameters = new Held(parts.parameters.leaves, this.#meter);
    this.#initial = new Held(parts.state.leaves, this.#meter);
    this.#outputs = new Outputs(engine, options.outputs, { extent: rows.extent, meter: this.#meter });
    this.#meter.add(rows.bytes);
  }

  /** Without a program for a chain without steps. */
  forward(program: Program | undefined, input: Part<JaxArray>): Scanned {
    const { parts } = this.#all;
    this.#input = input;
    this.#outputPaths = program?.outputPaths ?? [];
    const last = this.#drive(program, { ...parts, input }).forward();
    this.#finished = this.#outputs.finish();
    const pullback = Object.assign((cotangents: Cotangents = {}) => this.#pullback(cotangents), {
      dispose: () => this.free(),
    });
    return {
      state: this.#engine.trees.rebuilt(parts.state.tree, last.lend()),
      outputs: program?.outputTree(this.#finished),
      pullback,
    };
  }

  /** Lets go of everything. May be called more than once. */
  free(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // The driver takes the first state over.
    if (this.#driver) this.#driver.abandon();
    else this.#initial.free();
    this.#outputs.free();
    this.#parameters.free();
    this.#sums?.free();
  }

  #drive(program: Program | undefined, parts: StepParts): Driver<Held, Held> {
    const { rows, options } = this.#all;
    const initial = this.#initial;
    const purity = options.isChecked ? new Purity('scan') : undefined;
    const chain = new JaxChain(this.#engine, {
      program,
      rows,
      purity,
      parameters: this.#parameters,
      outputs: this.#outputs,
      stateCount: parts.state.leaves.length,
      meter: this.#meter,
    });
    const profile = profileOf(parts, {
      extent: rows.extent,
      rowsBytes: rows.bytes,
      outputBytes: program?.outputBytes ?? 0,
      isStacked: options.outputs === 'stack',
    });
    const driver = new Driver(chain, { strategy: options.strategy, profile, initial });
    [this.#driver, this.#chain] = [driver, chain];
    return driver;
  }

  #pullback(given: Cotangents): Gradients {
    if (this.#isOver)
      throw new ChainError(
        'pullback: it was used or disposed of before; it can be used once, so call scan again',
      );
    const cotangents = this.#checked(given);
    try {
      const sums = this.#sumsOf(cotangents);
      this.#sums = sums;
      if (this.#chain) this.#chain.sums = sums;
      this.#driver?.backward();
      const gradients = this.#gradients(sums);
      this.#report();
      return gradients;
    } finally {
      this.free();
    }
  }

  #checked({ state, outputs }: Cotangents): Owned {
    const { parts, options } = this.#all;
    if (outputs !== undefined && options.outputs === 'none')
      throw new ChainError("pullback: there is a cotangent of outputs, but outputs is 'none'; leave it out");
    const ofOutputs = { paths: this.#outputPaths, leaves: this.#finished };
    return {
      state: checkedCotangents(this.#engine, 'state', { given: state, like: parts.state }),
      outputs: checkedCotangents(this.#engine, 'outputs', { given: outputs, like: ofOutputs }),
    };
  }

  #sumsOf(given: Owned): Sums {
    const { parts, rows, options } = this.#all;
    const engine = this.#engine;
    const state = ownFloats(engine, { given: given.state, like: parts.state.leaves });
    const outputs = ownFloats(engine, { given: given.outputs, like: this.#finished });
    const isStacked = options.outputs === 'stack';
    if (isStacked) this.#meter.add(sumOf(outputs));
    return new Sums({
      meter: this.#meter,
      state,
      outputs: isStacked ? outputs.map((each) => new HostRows(engine, each)) : new Held(outputs, this.#meter),
      parameters: ownFloats(engine, { given: undefined, like: parts.parameters.leaves }),
      inputExtent: parts.wantsInput ? rows.extent : undefined,
    });
  }

  #gradients(sums: Sums): Gradients {
    const { trees } = this.#engine;
    const { parts } = this.#all;
    const { state, parameters } = sums.found;
    const { leaves, tree } = this.#input;
    const inputs = sums.finishInputs(this.#engine);
    const hasInputs = parts.wantsInput && leaves.length > 0;
    return {
      parameters: trees.rebuilt(parts.parameters.tree, this.#full(parts.parameters.leaves, parameters)),
      state: trees.rebuilt(parts.state.tree, this.#full(parts.state.leaves, state)),
      inputs: hasInputs ? trees.rebuilt(tree, this.#full(leaves, inputs)) : undefined,
    };
  }

  /** Gradients in the places of floating point, zeros in the others. */
  #full(leaves: readonly JaxArray[], gradients: readonly JaxArray[]): JaxArray[] {
    let next = 0;
    return leaves.map((leaf) => (isFloat(leaf) ? gradients[next++]! : this.#engine.zerosLike(leaf)));
  }

  #report(): void {
    const { options, given } = this.#all;
    const driver = this.#driver;
    if (driver === undefined) return;
    given.onReport?.({
      ...driver.counts,
      strategy: options.strategy.name,
      peakBytes: this.#meter.peakBytes,
      remarks: driver.remarks,
    });
  }
}

/** Cotangents that were given, in order. */
interface Owned {
  readonly state: readonly JaxArray[] | undefined;
  readonly outputs: readonly JaxArray[] | undefined;
}
