import { ChainError } from '../../errors.js';
import type { Reversible } from '../../tape/executor.js';
import { checkedEnds, type Form } from '../form.js';
import { leftover } from '../leftover.js';
import type { AnyStep } from '../options.js';
import type { Purity } from '../purity.js';
import type { Flat, Trees } from '../trees.js';
import { alias, type Engine, isolated, type TapeNode, type TfTensor } from './engine.js';
import { Held } from './held.js';
import type { Inputs } from './inputs.js';
import { Outputs } from './outputs.js';
import type { Pullback } from './pullback.js';
import { freeRecord, freeTape, refuseCaptured, shareSaved, type TfRecord } from './record.js';

/** What a chain runs on. */
export interface ChainParts {
  readonly engine: Engine;
  readonly trees: Trees<TfTensor>;
  readonly step: AnyStep;
  readonly parameters: unknown;
  readonly parameterLeaves: Flat<TfTensor>;
  readonly state: unknown;
  readonly stateForm: Form;
  readonly inputs: Inputs;
  readonly mode: Outputs['mode'];
  readonly purity: Purity | undefined;
}

interface Ran {
  readonly after: readonly TfTensor[];
  readonly output: readonly TfTensor[];
  readonly rows: readonly TfTensor[];
  /** Those of the rows that were made for the step. */
  readonly own: readonly TfTensor[];
}

/** A step of TensorFlow.js operations as a chain that an executor can drive. */
export class TfChain implements Reversible<Held, TfRecord> {
  readonly outputs: Outputs;
  /** Given when the chain is to be reversed. */
  pullback: Pullback | undefined = undefined;
  readonly #parts: ChainParts;
  /** The next step whose output was not taken yet: however often a step runs, its output counts once. */
  #frontier = 0;

  constructor(parts: ChainParts) {
    this.#parts = parts;
    this.outputs = new Outputs(parts.engine, parts.trees, parts.mode);
  }

  advance(before: Held, step: number): Held {
    const { after, output } = this.#run(before, step, null);
    this.#take(output, step);
    return new Held(after);
  }

  record(before: Held, step: number): { state: Held; recorded: TfRecord } {
    const tape: TapeNode[] = [];
    try {
      const { after, output, rows, own } = this.#run(before, step, tape);
      const state = new Held(after);
      shareSaved(tape, [...this.#parts.parameterLeaves.leaves, ...before.leaves, ...rows, ...after]);
      this.#take(output, step);
      const held = [before.hold(), state.hold(), new Held(rows, own)];
      return { state, recorded: { tape, before: before.leaves, after, output, rows, held } };
    } catch (error) {
      freeTape(tape);
      throw error;
    }
  }

  sweep(recorded: TfRecord, step: number): void {
    try {
      this.pullback?.sweep(recorded, step);
    } finally {
      freeRecord(recorded);
    }
  }

  keep(state: Held): Held {
    return state.hold();
  }

  free(state: Held): void {
    state.free();
  }

  discard(recorded: TfRecord): void {
    freeRecord(recorded);
  }

  /** A tape makes it a recorded run. */
  #run(before: Held, step: number, tape: TapeNode[] | null): Ran {
    const { engine, trees, inputs } = this.#parts;
    const firstScope = engine.state.nextScopeId;
    const reading: TapeNode[] = [];
    const read = (): Ran => {
      const input = inputs.at(step);
      const rows = trees.flatPart(`scan: inputs.at(${step})`, input);
      const own = rows.leaves.filter(({ scopeId }) => scopeId >= firstScope);
      inputs.refuseFollowed?.(
        step,
        rows.leaves.filter((leaf) => !own.includes(leaf)),
        reading,
      );
      const call = () => this.#call({ before: before.leaves, input, rows, step, tape, firstScope });
      if (tape === null) return { ...call(), rows: [], own: [] };
      return { ...isolated(engine, () => engine.tidy(call), tape), rows: rows.leaves, own };
    };
    try {
      return isolated(engine, () => engine.tidy(read), tape && inputs.refuseFollowed ? reading : null);
    } finally {
      freeTape(reading);
    }
  }

  #call(given: {
    before: readonly TfTensor[];
    input: unknown;
    rows: Flat<TfTensor>;
    step: number;
    tape: TapeNode[] | null;
    firstScope: number;
  }): Pick<Ran, 'after' | 'output'> {
    const { engine, trees, parameters, parameterLeaves, stateForm, mode, purity } = this.#parts;
    const { before, input, rows, step, tape, firstScope } = given;
    const result = this.#called(parameters, trees.rebuilt(this.#parts.state, before), input, step);
    const lent = {
      parameter: parameterLeaves,
      state: { leaves: before, paths: stateForm.paths },
      input: rows,
    };
    const expected = { state: stateForm, wantsOutput: mode !== 'none', output: this.outputs.form };
    const ends = checkedEnds(trees, result, expected, step);
    refuseDisposed({ ...lent, result: { leaves: [...ends.after, ...ends.output], paths: [] } }, step);
    if (tape) {
      const known = Object.values(lent).flatMap(({ leaves }) => leaves);
      refuseCaptured(tape, { known, firstScope, step });
    }
    if (mode !== 'none' && typeof result === 'object' && result !== null && 'output' in result)
      this.outputs.noteForm(result.output);
    purity?.note(
      ends.after.map((leaf) => leaf.dataSync()),
      step + 1,
    );
    const owned = owning(engine, firstScope, rows.leaves);
    return { after: ends.after.map(owned), output: ends.output.map(owned) };
  }

  #called(parameters: unknown, state: unknown, input: unknown, step: number): unknown {
    try {
      return this.#parts.step(parameters, state, input, step);
    } catch (error) {
      // TensorFlow.js looks for the backend of a tensor that is gone, in words that are the JavaScript engine's.
      const isOfGone = error instanceof TypeError && /\bbackend\b/.test(error.message);
      throw isOfGone ? leftover(`step ${step}`, error) : error;
    }
  }

  #take(output: readonly TfTensor[], step: number): void {
    if (step === this.#frontier) {
      this.#frontier += 1;
      this.outputs.take(output);
      return;
    }
    for (const leaf of output) leaf.dispose();
  }
}

/** What was there before the step, is its input, or is returned twice, gets a handle of its own. */
function owning(engine: Engine, firstScope: number, rows: readonly TfTensor[]): (leaf: TfTensor) => TfTensor {
  const seen = new Set(rows);
  return (leaf) => {
    const isNew = leaf.scopeId >= firstScope && !seen.has(leaf);
    seen.add(leaf);
    return isNew ? leaf : alias(engine, leaf);
  };
}

function refuseDisposed(groups: Readonly<Record<string, Flat<TfTensor>>>, step: number): void {
  for (const [what, { leaves, paths }] of Object.entries(groups)) {
    const place = leaves.findIndex(({ isDisposed }) => isDisposed);
    if (place === -1) continue;
    throw new ChainError(
      what === 'result'
        ? `step ${step}: what it returned was disposed of; a step returns tensors that are alive`
        : `step ${step}: it disposed of ${what} '${paths[place]}', which it was lent; a step disposes of nothing that it is given`,
    );
  }
}
