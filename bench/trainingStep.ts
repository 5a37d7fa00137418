import { createHash } from 'node:crypto';
import {
  type Account,
  adam,
  defaultArena,
  type FullTree,
  leavesOf,
  normal,
  type Report,
  randomStream,
  type Strategy,
  type StrategyRow,
  storeAll,
  strategies,
  Tape,
  type Tensor,
  type Tree,
  tensor,
  tidy,
  withinBudget,
} from 'sublinear';
import { bytes } from '../experiments/harness/format.js';
import { provenance } from '../experiments/harness/provenance.js';
import { table } from '../experiments/harness/table.js';
import type { Cell } from '../experiments/models/cell.js';
import { models } from '../experiments/models/index.js';
import { type ClassifierParameters, classification, readOut } from '../experiments/models/readOut.js';
import { interleaved, median, type Ratio, ratio, type Timing } from './interleaved.js';

const sizes = { steps: 64, batch: 16, hidden: 64, inputs: 16, classes: 10 };
const kept: readonly Account[] = ['residual', 'state', 'snapshot'];
/** Of what store-all keeps of its chain; strategies that are given bytes get as many. */
const share = 1 / 4;

/** What a training step under one strategy takes. */
export interface StepCost {
  readonly model: string;
  readonly strategy: string;
  /** The median, in milliseconds. */
  readonly ms: number;
  /** Of its times over those of store-all, run by run: median and quartiles. */
  readonly overStoreAll: Ratio;
  /** The most bytes held at once, by the ledger. */
  readonly peakBytes: number;
  /** Of the advanced and recorded steps over those of the chain. */
  readonly forwardRatio: number;
}

/**
 * A training step, forward, backward and Adam, of every model under every strategy. Parameters after a step are compared
 * first.
 *
 * @param options.isJson - whether costs are printed as lines of JSON, with where they come from
 */
export async function trainingStep({ rounds = 7, isJson = false } = {}): Promise<void> {
  const origin = provenance();
  if (!isJson) console.log(heading());
  for (const model of Object.values<Cell<Tree, FullTree>>(models)) {
    const costs = await costsOf(model, rounds);
    if (!isJson) console.log(`${model.name}\n${tableOf(costs)}\n`);
    else for (const cost of costs) console.log(JSON.stringify({ ...cost, ...sizes, provenance: origin }));
  }
}

/** What a training step of a model takes under every strategy, in the order of their table. */
export async function costsOf<P extends Tree, S extends FullTree>(
  model: Cell<P, S>,
  rounds: number,
): Promise<readonly StepCost[]> {
  using whole = new Trained(model, storeAll());
  const { peakBytes, peakByAccount } = whole.step();
  const chain = kept.reduce((sum, account) => sum + peakByAccount[account], 0);
  const trained = Object.entries(strategies).map(
    ([name, row]) => new Trained(model, chosen(name, row, { whole: peakBytes, chain })),
  );
  try {
    const reports = trained.map((each) => firstStep(each, model.name, whole.digest()));
    const tasks = Object.fromEntries(trained.map((each, place) => [`task ${place}`, () => void each.step()]));
    const timings = await interleaved(tasks, { rounds, iterations: 3 });
    return reports.map((report, place) => costOf(model.name, report, timings[place]!, timings[0]!));
  } finally {
    for (const each of trained) each[Symbol.dispose]();
  }
}

/** @throws {Error} if the parameters after it are not those that store-all leaves, to the bit */
function firstStep(trained: { step(): Report; digest(): string }, model: string, expected: string): Report {
  const report = trained.step();
  if (trained.digest() === expected) return report;
  throw new Error(`training step: the parameters of ${model} under ${report.strategy} differ`);
}

function costOf(model: string, report: Report, timing: Timing, storeAllTiming: Timing): StepCost {
  return {
    model,
    strategy: report.strategy,
    ms: median(timing),
    overStoreAll: ratio(timing, storeAllTiming),
    peakBytes: report.peakBytes,
    forwardRatio: (report.advancedSteps + report.recordedSteps) / sizes.steps,
  };
}

/** A model in training under one strategy: the same data and first parameters for every strategy. */
class Trained<P extends Tree, S extends FullTree> implements Disposable {
  readonly #tape: Tape;
  readonly #optimiser = adam({ rate: 1e-4 });
  readonly #parameters: ClassifierParameters<P>;
  readonly #data: { readonly inputs: Tensor; readonly labels: Tensor };
  readonly #loss: (parameters: ClassifierParameters<P>) => Tensor;

  constructor(model: Cell<P, S>, strategy: Strategy) {
    const { steps, batch, inputs, classes } = sizes;
    const stream = randomStream('training step');
    this.#tape = new Tape({ strategy, predict: false });
    this.#parameters = { cell: model.parameters(stream, sizes), readOut: readOut(stream, sizes) };
    this.#data = {
      inputs: normal([steps, batch, inputs], { key: stream.key() }),
      labels: tensor(Int32Array.from({ length: batch }, (_, row) => row % classes)),
    };
    this.#loss = classification(model, sizes, this.#data);
  }

  step(): Report {
    return tidy(() => {
      const { gradient, report } = this.#tape.gradient(this.#loss, this.#parameters);
      this.#optimiser.update(this.#parameters, gradient);
      return report;
    });
  }

  /** Of the bits of every parameter. */
  digest(): string {
    const hash = createHash('sha256');
    for (const leaf of leavesOf(this.#parameters)) {
      const { buffer, byteOffset, byteLength } = leaf.toArray();
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return hash.digest('hex');
  }

  [Symbol.dispose](): void {
    this.#optimiser.dispose();
    for (const leaf of leavesOf([this.#parameters, this.#data])) leaf.dispose();
  }
}

/** Of its usual size, or within a share of the bytes that store-all keeps. */
function chosen(name: string, row: StrategyRow, storeAllBytes: { whole: number; chain: number }): Strategy {
  const allowed = Math.floor(share * storeAllBytes.chain);
  if (name === 'withinBudget')
    return withinBudget({ bytes: storeAllBytes.whole - storeAllBytes.chain + allowed });
  return row.within?.(allowed) ?? row.usual(sizes.steps);
}

function heading(): string {
  const { steps, batch, hidden, inputs } = sizes;
  return (
    `training step: T=${steps} B=${batch} H=${hidden} D=${inputs} float32, forward, backward and Adam; ` +
    `given bytes are ${100 * share} % of what store-all keeps; product: ${defaultArena().product}`
  );
}

function tableOf(costs: readonly StepCost[]): string {
  return table<StepCost>(
    [
      { title: 'strategy', align: 'left', cell: ({ strategy }) => strategy },
      { title: 'ms', cell: ({ ms }) => ms.toFixed(2) },
      { title: 'over store-all', cell: ({ overStoreAll }) => overStoreAll.median.toFixed(2) },
      {
        title: 'quartiles',
        cell: ({ overStoreAll: { low, high } }) => `${low.toFixed(2)} to ${high.toFixed(2)}`,
      },
      { title: 'peak bytes', cell: ({ peakBytes }) => bytes(peakBytes) },
      { title: 'forward ratio', cell: ({ forwardRatio }) => forwardRatio.toFixed(2) },
    ],
    costs,
  );
}
