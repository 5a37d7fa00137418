// The ledger against what the system says that the process holds.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type StrategyName, strategies, Tape, tidy } from 'sublinear';
import { experiment, type Mode } from '../experiment.js';
import { measurePeakResident } from '../harness/residentMemory.js';
import { type Program, type WorkloadName, workloads } from '../memoryAgainstRecomputation/workloads.js';
import { paper } from './paper.js';
import { claimsOf, plotsOf, tableOf } from './residentShown.js';

export type Point = {
  readonly workload: WorkloadName;
  readonly strategy: StrategyName;
  readonly steps: number;
  readonly batchSize: number;
  readonly hidden: number;
};

export type Values = {
  /** The most that the ledger counts, less what was there before the gradient: parameters and data. */
  readonly ledgerBytes: number;
  /** By how much the process grew at most. */
  readonly residentBytes: number;
  /** Whether the system could say so of this gradient alone. */
  readonly isResidentOfGradient: boolean;
  /** Whether the tape predicted the ledger's peak. */
  readonly isForetold: boolean;
};

/** Whether bytes that are counted are bytes of the process. */
export const resident = experiment<Point, Values>({
  id: 'ours-resident',
  paper,
  title: "The ledger's bytes and the process's",
  question: 'Does a process grow by the bytes that the ledger counts, and by nothing else?',
  points: (mode) => pointsOf[mode],
  label: ({ workload, strategy, steps, batchSize }) =>
    `${workload}, ${strategy}, ${steps} steps, batch ${batchSize}`,
  measure: measureResident,
  predict: () => ({ isForetold: true }),
  weight: ({ strategy, steps, batchSize }) => steps * (batchSize + 30) * (strategy === 'storeAll' ? 1 : 1.7),
  show: (rows) => ({
    plots: plotsOf(rows),
    comparisons: rows.length === 0 ? [] : [tableOf(rows)],
    claims: claimsOf(rows),
  }),
});

const mnist = (strategy: StrategyName, batchSize: number): Point => {
  return { workload: 'irnn', strategy, steps: 784, batchSize, hidden: 100 };
};
const bible = (strategy: StrategyName, batchSize: number): Point => {
  return { workload: 'lstm', strategy, steps: 512, batchSize, hidden: 128 };
};

const pointsOf: Readonly<Record<Mode, readonly Point[]>> = {
  quick: [
    ...[100, 400].map((batch) => mnist('storeAll', batch)),
    ...(['sqrt', 'revolve'] as const).map((strategy) => mnist(strategy, 400)),
  ],
  full: [
    ...[50, 200, 800].map((batch) => mnist('storeAll', batch)),
    ...(['periodic', 'sqrt', 'bisect', 'revolve', 'mixed', 'online'] as const).map((strategy) =>
      mnist(strategy, 800),
    ),
    ...[16, 64, 256].map((batch) => bible('storeAll', batch)),
    ...(['sqrt', 'revolve', 'mixed', 'online'] as const).map((strategy) => bible(strategy, 256)),
  ],
};

export function measureResident(point: Point): Values {
  const { strategy, steps } = point;
  // The code of a run is compiled, and its pages are there, before anything is measured.
  for (let time = 0; time < 3; time += 1)
    reportOf({ ...point, steps: 8 }, programOf({ ...point, steps: 8, batchSize: 2 }));
  const program = programOf(point);
  const tape = new Tape({ strategy: strategies[strategy].usual(steps), predict: false });
  const predicted = tape.predict(program.loss, program.parameters);
  // What reading the data has left would be given back during the run, and hide as much of its growth.
  collectGarbage();
  const peakResident = measurePeakResident();
  const report = tidy(() => tape.gradient(program.loss, program.parameters).report);
  const { peakResidentBytes, startResidentBytes, span } = peakResident();
  const { peakBytes, peakByAccount } = report;
  return {
    ledgerBytes: peakBytes - peakByAccount.parameter - peakByAccount.input,
    residentBytes: peakResidentBytes - startResidentBytes,
    isResidentOfGradient: span === 'since start',
    isForetold: predicted?.peakBytes === peakBytes,
  };
}

function reportOf({ strategy, steps }: Point, { loss, parameters }: Program): void {
  tidy(() => {
    new Tape({ strategy: strategies[strategy].usual(steps) }).gradient(loss, parameters);
  });
}

function programOf(point: Point): Program {
  return workloads[point.workload].program(point, workloads[point.workload].batch(point));
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
}
