import {
  adam,
  add,
  clipByGlobalNorm,
  combine,
  leavesOf,
  mapTree,
  multiply,
  type Optimiser,
  sgd,
  storeAll,
  Tape,
  type Tree,
  tensor,
  tidy,
} from 'sublinear';
import type { MnistBatch } from '../tasks/sequentialMnist.js';
import type { Task } from '../tasks/task.js';
import { type Hyperparameters, hyperparametersOf, keptFraction, type Method } from './hyperparameters.js';
import { Judge } from './judge.js';
import { broughtIn, type Problem, type ProblemName, problem } from './networks.js';
import { readReached, removeReached, writeReached } from './snapshotFile.js';
import { keepOf } from './variants.js';

export interface Training {
  readonly problem: ProblemName;
  readonly method: Method;
  readonly seed: number;
  readonly iterations: number;
  /** The loss on training digits is evaluated after every so many iterations. */
  readonly evaluateEvery: number;
  /** How many digits are evaluated, of those trained on and of the others. */
  readonly digits: number;
}

export type Curve = {
  readonly iterations: number[];
  /** The mean cross entropy on training digits, the same for all runs. */
  readonly losses: number[];
};

export interface Trained {
  readonly curve: Curve;
  readonly testLoss: number;
  /** The share of test digits that are told right. */
  readonly testAccuracy: number;
  /** Of one gradient, by the ledger: the peak, and what of it is residuals. */
  readonly peakBytes: number;
  readonly batch: number;
}

export interface TrainingOptions {
  /** A file: the run goes on where one before it was cut off. */
  readonly snapshot?: string | undefined;
  /** Iterations between snapshots, 2000 if absent; an optimiser keeps its moments no longer. */
  readonly segmentLength?: number;
  /** Told after each segment how many are done. */
  readonly onSegment?: (segments: number) => void;
}

/** Trains a network, and evaluates it on digits that are the same for all runs. */
export function trained(training: Training, options: TrainingOptions = {}): Trained {
  const { snapshot, segmentLength = 2000, onSegment } = options;
  const { problem: name, method, seed, iterations, digits } = training;
  const found = problem(name, `start ${seed}`);
  const hyperparameters = hyperparametersOf(name, method);
  const { batch } = hyperparameters;
  const reached = snapshot === undefined ? undefined : readReached<Progress>(snapshot);
  const parameters =
    reached === undefined ? found.parameters : withEntries(found.parameters, reached.parameters);
  const task = found.batches({ batchSize: batch, seed: `train ${seed}` });
  const judge = new Judge(found, digits);
  const progress = reached?.state ?? startOf(judge, parameters);
  let segment = reached?.segments ?? 0;
  for (; segment * segmentLength < iterations; segment += 1) {
    const common = { ...training, segment, segmentLength };
    trainSegment({ ...common, parameters, task, found, hyperparameters, judge, progress });
    if (snapshot !== undefined) {
      const entries = leavesOf(parameters).map((leaf) => Float32Array.from(leaf.toArray()));
      writeReached<Progress>(snapshot, { segments: segment + 1, state: progress, parameters: entries });
    }
    onSegment?.(segment + 1);
  }
  const [testLoss, testAccuracy] = judge.ofTest(parameters);
  if (snapshot !== undefined) removeReached(snapshot);
  return { curve: progress.curve, testLoss, testAccuracy, peakBytes: progress.peakBytes, batch };
}

interface Progress {
  readonly curve: Curve;
  peakBytes: number;
}

function startOf(judge: Judge, parameters: Tree): Progress {
  return { curve: { iterations: [0], losses: [judge.ofTraining(parameters)] }, peakBytes: 0 };
}

interface Segment extends Training {
  readonly segment: number;
  readonly segmentLength: number;
  readonly parameters: Tree;
  readonly task: Task<MnistBatch>;
  readonly found: Problem;
  readonly hyperparameters: Hyperparameters;
  readonly judge: Judge;
  readonly progress: Progress;
}

function trainSegment(given: Segment): void {
  const { segment, segmentLength, parameters, task, found, hyperparameters, judge, progress, seed } = given;
  const tape = tapeFor(given.method, `${seed}/${segment}`);
  const first = segment * segmentLength;
  const optimiser = optimiserFor(hyperparameters, first);
  for (let iteration = first; iteration < Math.min(first + segmentLength, given.iterations); iteration += 1) {
    tidy(() => {
      const loss = found.loss(broughtIn(task.batch(iteration)));
      const { gradient, report } = tape.gradient(loss, parameters);
      progress.peakBytes = Math.max(progress.peakBytes, report.peakBytes);
      clipByGlobalNorm(gradient, hyperparameters.clip);
      optimiser.update(parameters, decayed(gradient, parameters, hyperparameters.decay));
    });
    if ((iteration + 1) % given.evaluateEvery !== 0) continue;
    progress.curve.iterations.push(iteration + 1);
    progress.curve.losses.push(judge.ofTraining(parameters));
  }
  optimiser.dispose();
}

function tapeFor(method: Method, seed: string): Tape {
  const isExact = method === 'baseline' || method === 'reduced batch';
  const keep = keepOf(isExact ? 'exact' : method, { fraction: keptFraction });
  return new Tape({ strategy: combine(storeAll(), keep), seed, predict: false });
}

function optimiserFor({ optimiser, rate, dropEvery }: Hyperparameters, iteration: number): Optimiser {
  const now = rate * 0.6 ** Math.floor(iteration / dropEvery);
  return optimiser === 'adam' ? adam({ rate: now }) : sgd({ rate: now });
}

function decayed(gradient: Tree, parameters: Tree, decay: number): Tree {
  if (decay === 0) return gradient;
  const leaves = leavesOf(parameters);
  let place = 0;
  return mapTree(gradient, (leaf) => add(leaf, multiply(leaves[place++]!, decay)));
}

/** Parameters as they were, in place of fresh ones. */
function withEntries(parameters: Tree, entries: readonly Float32Array[]): Tree {
  let place = 0;
  return mapTree(parameters, ({ shape }) => tensor(entries[place++]!, { shape }));
}
