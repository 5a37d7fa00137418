import { Driver } from '../../tape/driver.js';
import { formOf } from '../form.js';
import type { AnyStep, CheckedOptions, GivenOptions } from '../options.js';
import { Purity } from '../purity.js';
import { type ChainParts, TfChain } from './chain.js';
import {
  alias,
  handOver,
  isolated,
  refuseSecondOrder,
  type TapeNode,
  type TfTensor,
  zeros,
} from './engine.js';
import type { Held } from './held.js';
import { inputsOf } from './inputs.js';
import { Lent } from './lent.js';
import { peakOf } from './meter.js';
import { profileOf } from './profile.js';
import { type Cotangents, Pullback } from './pullback.js';
import { freeTape, type TfRecord } from './record.js';
import type { Session } from './session.js';

/** A chain whose driver is parked between its forward and its backward part. */
export class Reversal {
  readonly #session: Session;
  readonly #where: string;
  readonly #given: GivenOptions;
  readonly #options: CheckedOptions;
  readonly #parts: ChainParts;
  readonly #chain: TfChain;
  readonly #lent: Lent;
  readonly #isTaped: boolean;
  readonly #borrowed: TfTensor[];
  readonly #liveBytes: number;
  #peakBytes = 0;
  #driver: Driver<Held, TfRecord> | undefined = undefined;

  /** Checks everything, and borrows what it was lent where there is a tape. */
  constructor(
    session: Session,
    where: string,
    { step, given, options }: { step: AnyStep; given: GivenOptions; options: CheckedOptions },
  ) {
    const { engine, trees } = session;
    const { parameters, state } = given;
    const inputs = inputsOf(engine, trees, given.inputs);
    this.#session = session;
    this.#where = where;
    this.#given = given;
    this.#options = options;
    this.#lent = new Lent(where, {
      parameters: trees.flat(`${where}: parameters`, parameters),
      state: trees.flatState(`${where}: state`, state),
      inputs: inputs.whole,
    });
    this.#parts = {
      engine,
      trees,
      step,
      parameters,
      parameterLeaves: this.#lent.parameters,
      state,
      stateForm: formOf(this.#lent.state),
      inputs,
      mode: options.outputs,
      purity: options.isChecked ? new Purity(where) : undefined,
    };
    this.#chain = new TfChain(this.#parts);
    this.#isTaped = engine.isTapeOn();
    this.#liveBytes = engine.state.numBytes;
    this.#borrowed = this.#isTaped ? this.#lent.leaves : [];
    session.borrowed.take(this.#borrowed);
  }

  forward(): { state: unknown; outputs: unknown } {
    const { engine, trees } = this.#parts;
    const { outputs } = this.#chain;
    const ends = this.#watched(() => {
      const last = this.#newDriver().forward();
      return isolated(engine, () =>
        engine.tidy(() => [...last.leaves.map((leaf) => alias(engine, leaf)), ...outputs.finish()]),
      );
    });
    for (const leaf of ends) handOver(engine, leaf);
    if (this.#isTaped) this.#enter(ends);
    else this.free();
    const count = this.#lent.state.leaves.length;
    return { state: trees.rebuilt(this.#given.state, ends), outputs: outputs.treeOf(ends.slice(count)) };
  }

  /** May be called more than once. */
  free(): void {
    this.#driver?.abandon();
    this.#chain.outputs.free();
    this.#chain.pullback?.free();
    this.#session.borrowed.giveBack(this.#borrowed.splice(0));
  }

  /** Runs a part of the chain. */
  #watched<R>(body: () => R): R {
    const { state } = this.#session.engine;
    const liveBytes = state.numBytes;
    const [result, peakBytes] = peakOf(state, () => this.#session.running(body));
    this.#peakBytes = Math.max(this.#peakBytes, liveBytes + peakBytes - this.#liveBytes);
    return result;
  }

  #newDriver(): Driver<Held, TfRecord> {
    const { engine, inputs } = this.#parts;
    const lent = this.#lent;
    const trial = () => ({
      chain: new TfChain({ ...this.#parts, purity: undefined }),
      initial: lent.initial(engine),
      parameters: lent.wanted().parameters,
    });
    const profile = profileOf(engine, inputs.extent, { lent, trial });
    const strategy = this.#isTaped ? this.#options.strategy : undefined;
    const initial = lent.initial(engine);
    try {
      this.#driver = new Driver(this.#chain, { strategy, profile, initial });
    } catch (error) {
      initial.free();
      throw error;
    }
    return this.#driver;
  }

  /** One operation on the tape that is on. */
  #enter(outputs: readonly TfTensor[]): void {
    const { state } = this.#session.engine;
    const tape = state.activeTape;
    if (!tape) return;
    const reversal = this;
    const node: TapeNode = {
      id: state.nextTapeNodeId++,
      kernelName: this.#where,
      inputs: Object.fromEntries(this.#lent.differentiable),
      outputs,
      saved: [{ dispose: () => this.free() }],
      // The engine calls a copy of the node, with those inputs only that are differentiated by.
      gradient(dys) {
        return reversal.#pull(dys, Object.keys(this.inputs));
      },
    };
    tape.push(node);
  }

  #pull(dys: readonly (TfTensor | null)[], keys: readonly string[]): Record<string, () => TfTensor> {
    const { engine } = this.#session;
    refuseSecondOrder(engine, this.#where);
    try {
      const found = this.#watched(() => this.#backward(dys, keys));
      for (const [key, cotangent] of found) {
        handOver(engine, cotangent);
        if (!keys.includes(key)) cotangent.dispose();
      }
      this.#report();
      const zero = (key: string) => zeros(engine, this.#lent.differentiable.get(key)?.shape ?? []);
      return Object.fromEntries(keys.map((key) => [key, () => found.get(key) ?? zero(key)]));
    } catch (error) {
      // The engine gives up a tape of which a gradient throws, and what it had saved with it.
      freeTape(engine.state.activeTape ?? []);
      throw error;
    } finally {
      this.free();
    }
  }

  #backward(dys: readonly (TfTensor | null)[], keys: readonly string[]): Map<string, TfTensor> {
    this.#lent.refuseDisposed();
    const { engine, mode } = this.#parts;
    const cotangents: Cotangents = dys.map((dy) => dy ?? undefined);
    const count = this.#lent.state.leaves.length;
    const ends = { state: cotangents.slice(0, count), outputs: cotangents.slice(count) };
    const pullback = new Pullback(engine, mode, { wanted: this.#lent.wanted(keys), ends });
    this.#chain.pullback = pullback;
    this.#driver?.backward();
    return pullback.finish();
  }

  #report(): void {
    const driver = this.#driver;
    if (driver === undefined) return;
    this.#given.onReport?.({
      ...driver.counts,
      strategy: this.#options.strategy.name,
      peakBytes: this.#peakBytes,
      remarks: driver.remarks,
    });
  }
}
