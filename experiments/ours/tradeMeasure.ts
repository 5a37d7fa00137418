import {
  type Report,
  revolve,
  type Strategy,
  type StrategyName,
  storeAll,
  strategies,
  Tape,
  tidy,
  withinBudget,
} from 'sublinear';
import { interleaved } from '../harness/interleaved.js';
import { quartilesOf } from '../harness/quartiles.js';
import { objections } from '../memoryAgainstRecomputation/findings.js';
import { type Program, workloads } from '../memoryAgainstRecomputation/workloads.js';
import { digestOf } from './digest.js';
import type { Point, Run, Values } from './trade.js';

interface Subject {
  readonly key: StrategyName;
  readonly tape: Tape;
}

interface Found {
  readonly key: StrategyName;
  readonly report: Report;
  readonly predicted: Report['predicted'];
  readonly loss: number;
  readonly digest: string;
}

/** All strategies of the point, in turns with storing all and with the strategy that says what a step takes. */
export function measureTrade(point: Point): Values {
  const { workload, rounds, mostMs } = point;
  const program = workloads[workload].program(point, workloads[workload].batch(point));
  const subjects = subjectsOf(point, program);
  const found = subjects.map((subject) => ran(subject, program));
  const costs = new Costs();
  const runs = subjects.map(({ tape }, place) => () => {
    tidy(() => {
      const { report } = tape.gradient(program.loss, program.parameters);
      if (place === 1) costs.add(report);
    });
  });
  const times = interleaved(runs, { rounds, mostMs, leastTurnMs: 10 });
  return {
    runs: found.map((each, place) => runOf(each, times[place]!, times[0]!, costs)),
    objections: objections(found.map((each) => findingOf(each, point))),
  };
}

function subjectsOf(point: Point, { loss, parameters }: Program): readonly Subject[] {
  const given: { key: StrategyName; strategy: Strategy }[] = [
    { key: 'storeAll', strategy: storeAll() },
    { key: 'revolve', strategy: revolve({ slots: 8 }) },
  ];
  const least = peakOf(strategies.bisect.usual(point.steps));
  const most = peakOf(storeAll());
  const of = (key: StrategyName): readonly Strategy[] => {
    const row = strategies[key];
    const { sized, within, longest = Number.POSITIVE_INFINITY } = row;
    if (key === 'storeAll') return [];
    if (sized !== undefined) return point.sizes.map((size) => sized(size, point.steps));
    const bytes = point.shares.map((share) => share * (most - least));
    if (key === 'withinBudget') return bytes.map((each) => withinBudget({ bytes: Math.round(least + each) }));
    // On a longer chain it would be at its tables for minutes.
    if (within !== undefined && point.steps <= longest) return bytes.map((each) => within(Math.round(each)));
    return [row.usual(point.steps)];
  };
  const wanted = point.strategies.flatMap((key) => of(key).map((strategy) => ({ key, strategy })));
  const all = [...given, ...wanted.filter(({ strategy }) => strategy.name !== given[1]?.strategy.name)];
  return all.map(({ key, strategy }) => ({ key, tape: new Tape({ strategy, predict: false }) }));

  function peakOf(strategy: Strategy): number {
    return new Tape({ strategy }).predict(loss, parameters)?.peakBytes ?? Number.NaN;
  }
}

function ran({ key, tape }: Subject, { loss, parameters }: Program): Found {
  const predicted = tape.predict(loss, parameters);
  return tidy(() => {
    const { value, gradient, report } = tape.gradient(loss, parameters);
    return { key, report, predicted, loss: value.item(), digest: digestOf([value, gradient]) };
  });
}

/** What a step takes, to be run and forgotten, and to be recorded and swept: the middle of all rounds. */
class Costs {
  readonly #advanceMs: number[] = [];
  readonly #reverseMs: number[] = [];

  add({ advanceMs, advancedSteps, recordMs, recordedSteps, sweepMs }: Report): void {
    this.#advanceMs.push(advanceMs / advancedSteps);
    this.#reverseMs.push((recordMs + sweepMs) / recordedSteps);
  }

  of({ advancedSteps, recordedSteps }: Report): number {
    const [advance, reverse] = [this.#advanceMs, this.#reverseMs].map((all) => quartilesOf(all).median);
    return advancedSteps * advance! + recordedSteps * reverse!;
  }
}

function runOf(
  { key, report }: Found,
  ms: readonly number[],
  storeAllMs: readonly number[],
  costs: Costs,
): Run {
  const { strategy, peakBytes, peakByAccount, advancedSteps, recordedSteps } = report;
  return {
    strategy: key,
    name: strategy,
    peakBytes,
    fixedBytes: peakByAccount.parameter + peakByAccount.gradient + peakByAccount.input,
    advancedSteps,
    recordedSteps,
    ms: quartilesOf(ms),
    predictedMs: costs.of(report),
    timesStoreAll: quartilesOf(ms.map((each, round) => each / storeAllMs[round]!)),
  };
}

/** In the form of the job of `npm start`, whose objections are ours. */
function findingOf({ key, report, predicted, loss, digest }: Found, point: Point) {
  const { workload, steps, batchSize, hidden } = point;
  return {
    point: { workload, sizes: { steps, batchSize, hidden }, strategy: key, batch: '' },
    measured: {
      strategy: report.strategy,
      loss,
      digest,
      report,
      predicted,
      remarks: report.remarks,
      liveBytesAfter: report.liveBytesAfter,
      residentBytes: 0,
      residentSince: '',
      wallMs: [],
    },
  };
}
