import {
  combine,
  estimateVariance,
  exact,
  type Keep,
  type Report,
  type Strategy,
  type StrategyName,
  sample,
  storeAll,
  strategies,
  Tape,
  type Tree,
  tidy,
} from 'sublinear';
import type { Program } from '../memoryAgainstRecomputation/workloads.js';
import { bring, problem } from '../randomized/networks.js';
import type { Point, Run, Values } from './composition.js';
import { digestOf } from './digest.js';

interface Found {
  readonly run: Run;
  readonly digest: string;
  readonly isForetold: boolean;
}

/** Every strategy at every fraction, and the variance of every fraction. */
export function measureComposition(point: Point): Values {
  const program = programOf(point);
  const found = point.fractions.map((fraction) =>
    schedulesOf(point).map((each) => ran(each, fraction, program)),
  );
  const estimates = point.fractions.map((fraction) => varianceAt(fraction, program, point.draws));
  return {
    runs: found.flat().map(({ run }) => run),
    variances: estimates.map(({ variance }) => variance),
    largestZ: estimates.map(({ largestZ }) => (Number.isFinite(largestZ) ? largestZ : null)),
    bounds: estimates.map(({ bonferroniBound }) => bonferroniBound),
    objections: found.flatMap((alike) => alike.flatMap((each) => objectionsTo(each, alike[0]!))),
  };
}

function programOf({ network, steps, batch }: Point): Program {
  const { parameters, loss, batches } = problem(network === 'IRNN' ? 'pixels' : 'deep', 'composition');
  const { images, labels } = batches({ batchSize: batch, seed: 'composition' }).batch(0);
  const pixels = { values: images.values.slice(0, steps * batch), shape: [steps, batch, 1] };
  return { parameters, loss: loss({ images: bring(pixels), labels: bring(labels) }) };
}

interface Schedule {
  readonly key: StrategyName;
  readonly strategy: Strategy;
}

function schedulesOf(point: Point): readonly Schedule[] {
  return point.strategies.flatMap((key) => {
    const { sized, usual } = strategies[key];
    const instances =
      sized === undefined ? [usual(point.steps)] : point.sizes.map((size) => sized(size, point.steps));
    return instances.map((strategy) => ({ key, strategy }));
  });
}

function keepAt(fraction: number): Keep {
  return fraction === 1 ? exact : sample({ fraction });
}

function ran({ key, strategy }: Schedule, fraction: number, { loss, parameters }: Program): Found {
  const tape = new Tape({ strategy: combine(strategy, keepAt(fraction)), predict: false });
  const predicted = tape.predict(loss, parameters);
  return tidy(() => {
    const { value, gradient, report } = tape.gradient(loss, parameters);
    return {
      run: runOf(key, strategy.name, fraction, report),
      digest: digestOf([value, gradient]),
      isForetold:
        predicted?.peakBytes === report.peakBytes && predicted.advancedSteps === report.advancedSteps,
    };
  });
}

function runOf(strategy: StrategyName, name: string, fraction: number, report: Report): Run {
  const { peakBytes, peakByAccount, advancedSteps, recordedSteps, sweptSteps } = report;
  return {
    strategy,
    name,
    fraction,
    peakBytes,
    residualBytes: peakByAccount.residual,
    forwardRatio: (advancedSteps + recordedSteps) / sweptSteps,
  };
}

function objectionsTo({ run, digest, isForetold }: Found, first: Found): readonly string[] {
  const where = `${run.name} at ${run.fraction}`;
  return [
    ...(isForetold ? [] : [`${where}: its bytes or its steps are not those predicted`]),
    ...(digest === first.digest
      ? []
      : [`${where}: its gradient is not that of ${first.run.name}, to the bit`]),
  ];
}

/** Of all entries together; no schedule changes it, since every draw is the same under all of them. */
function varianceAt(fraction: number, { loss, parameters }: Program, draws: number) {
  if (fraction === 1) return { variance: 0, largestZ: 0, bonferroniBound: 0 };
  const strategy = combine(storeAll(), keepAt(fraction));
  const found = estimateVariance<Tree>(loss, parameters, strategy, { draws, seed: 'composition' });
  const estimates = estimatesIn(found.parameters);
  const total = (values: Float64Array, of: (value: number) => number): number =>
    values.reduce((sum, value) => sum + of(value), 0);
  const variance = estimates.reduce((sum, each) => sum + total(each.variance, (value) => value), 0);
  const square = estimates.reduce((sum, each) => sum + total(each.exact, (value) => value ** 2), 0);
  const { largestZ, bonferroniBound } = found;
  return { variance: variance / square, largestZ, bonferroniBound };
}

interface Entries {
  readonly variance: Float64Array;
  readonly exact: Float64Array;
}

function estimatesIn(tree: unknown): readonly Entries[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if ('variance' in tree) return [tree as Entries];
  return Object.values(tree).flatMap(estimatesIn);
}
