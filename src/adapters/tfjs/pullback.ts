import type { OutputMode } from '../options.js';
import {
  alias,
  type Engine,
  isFloat,
  isolated,
  row,
  stacked,
  type TapeNode,
  type TfTensor,
  zeros,
} from './engine.js';
import type { TfRecord } from './record.js';

export type Cotangents = readonly (TfTensor | undefined)[];

/** What a chain is differentiated by. */
export interface Wanted {
  /** The parameters, each once, by their keys. */
  readonly parameters: readonly (readonly [string, TfTensor])[];
  /** The places of the inputs, by their keys. */
  readonly inputs: readonly (readonly [string, number])[];
}

/** The cotangents of a chain while it is reversed; all are its own. */
export class Pullback {
  readonly #engine: Engine;
  readonly #mode: OutputMode;
  readonly #wanted: Wanted;
  readonly #outputs: Cotangents;
  #state: Cotangents;
  #sums: Cotangents = [];
  /** The rows' cotangents, last step first. */
  readonly #rows: Cotangents[] = [];

  /** @param ends - the cotangents of the last state and of what the outputs came to, which stay their owner's */
  constructor(
    engine: Engine,
    mode: OutputMode,
    { wanted, ends }: { wanted: Wanted; ends: { state: Cotangents; outputs: Cotangents } },
  ) {
    this.#engine = engine;
    this.#mode = mode;
    this.#wanted = wanted;
    this.#outputs = ends.outputs;
    this.#state = isolated(engine, () => ends.state.map((leaf) => leaf && alias(engine, leaf)));
  }

  /** Pulls the state's cotangent back through a recorded step, and adds to the sums in the order in which a tape would. */
  sweep(record: TfRecord, step: number): void {
    const parameters = this.#wanted.parameters.map(([, leaf]) => leaf);
    const xs = [
      ...parameters,
      ...record.before.filter(isFloat),
      ...this.#wanted.inputs.map(([, place]) => record.rows[place]!),
    ];
    const carried = [...paired(record.after, this.#state), ...paired(parameters, this.#sums)];
    const found = isolated(this.#engine, () =>
      this.#engine.tidy(() => {
        const output = this.#outputs.map((total) => total && this.#ofStep(total, step));
        return this.#pulled(record, [...carried, ...paired(record.output, output)], xs);
      }),
    );
    for (const [, seed] of carried) if (!found.includes(seed)) seed.dispose();
    let next = parameters.length;
    this.#sums = found.slice(0, next);
    this.#state = record.before.map((leaf) => (isFloat(leaf) ? found[next++] : undefined));
    if (this.#wanted.inputs.length > 0) this.#rows.push(found.slice(next));
  }

  /** The chain is reversed: its cotangents by their keys, which are the caller's; those of the state as `state 0` and so on. */
  finish(): Map<string, TfTensor> {
    const { parameters, inputs } = this.#wanted;
    const found = new Map<string, TfTensor>();
    const note = (key: string, cotangent: TfTensor | undefined): void => {
      if (cotangent !== undefined) found.set(key, cotangent);
    };
    isolated(this.#engine, () => {
      inputs.forEach(([key], nth) => {
        note(key, this.#stacked(nth));
      });
    });
    parameters.forEach(([key], nth) => {
      note(key, this.#sums[nth]);
    });
    this.#state.forEach((leaf, place) => {
      note(`state ${place}`, leaf);
    });
    this.#sums = [];
    this.#state = [];
    this.free();
    return found;
  }

  /** May be called more than once. */
  free(): void {
    for (const leaf of [...this.#state, ...this.#sums, ...this.#rows.splice(0).flat()]) leaf?.dispose();
  }

  /** What the engine finds, given the seeds: it adds what it pulls back to them, as it would if the tape went on. */
  #pulled(
    { tape }: TfRecord,
    seeds: readonly (readonly [TfTensor, TfTensor])[],
    xs: readonly TfTensor[],
  ): readonly (TfTensor | undefined)[] {
    if (xs.length === 0) return [];
    const { state } = this.#engine;
    const end = zeros(this.#engine, []);
    const node: TapeNode = {
      id: state.nextTapeNodeId++,
      kernelName: 'sublinear',
      inputs: Object.fromEntries(seeds.map(([leaf], place) => [place, leaf])),
      outputs: [end],
      saved: [],
      gradient: () => Object.fromEntries(seeds.map(([, seed], place) => [place, () => seed])),
    };
    const replay = (): TfTensor => {
      state.activeTape = [...tape, node];
      return end;
    };
    return this.#engine.gradients(replay, xs, end, true).grads;
  }

  #ofStep(total: TfTensor, step: number): TfTensor {
    return this.#mode === 'stack' ? row(this.#engine, total, step) : alias(this.#engine, total);
  }

  /** The cotangent of an input: what its rows got, in the order of the steps. */
  #stacked(nth: number): TfTensor | undefined {
    const found = this.#rows.map((rows) => rows[nth]).reverse();
    const like = found.find((leaf) => leaf !== undefined);
    if (like === undefined) return undefined;
    return this.#engine.tidy(() =>
      stacked(
        this.#engine,
        found.map((leaf) => leaf ?? zeros(this.#engine, like.shape)),
      ),
    );
  }
}

/** Leaves with cotangents, where there are any. */
function paired(leaves: readonly TfTensor[], cotangents: Cotangents): [TfTensor, TfTensor][] {
  return leaves.flatMap((leaf, place): [TfTensor, TfTensor][] => {
    const cotangent = cotangents[place];
    return cotangent === undefined ? [] : [[leaf, cotangent]];
  });
}
