// A program whose steps cost wildly different amounts, reversed at the level of its loop and below it.
import { bisect, type Report, revolve, type Strategy, storeAll, Tape, type Tensor, tidy } from 'sublinear';
import { experiment, type Mode } from '../experiment.js';
import { interleaved } from '../harness/interleaved.js';
import { type Quartiles, quartilesOf } from '../harness/quartiles.js';
import { claimsOf, comparisonsOf, plotsOf } from './irregularShown.js';
import { paper } from './paper.js';
import { allRotations, flattened, initial, loopLevel, total } from './rotation.js';
import { type ByWay, byWay, ways } from './ways.js';

export type Point = {
  /** Outer steps. */
  readonly l: number;
  /** Entries of the vector that is rotated. */
  readonly n: number;
  readonly rounds: number;
};

export type Values = {
  /** The most that is held at once, beyond the vector and its gradient. */
  readonly bytes: ByWay<number>;
  readonly peakBytes: ByWay<number>;
  /** The most states that are kept at once. */
  readonly snapshots: ByWay<number>;
  /** Forward, in all. */
  readonly rotationsRun: ByWay<number>;
  readonly seconds: ByWay<Quartiles>;
  /** Seconds over those of storing all, round by round. */
  readonly timesAll: ByWay<Quartiles>;
  /** Of the gradients' entries, whose true values are those of the vector. */
  readonly largestError: number;
};

/** The figures of space and time. */
export const irregular = experiment<Point, Values>({
  id: 'siskind-pearlmutter-irregular',
  paper,
  title: 'Space and time of a program with irregular steps',
  question:
    'How do bytes and seconds grow, if a loop’s own steps are left out, and if those of all that it runs are bisected?',
  points: (mode) => extentsOf[mode].map((l) => ({ l, n: 1000, rounds: 5 })),
  label: ({ l }) => `l = ${l}`,
  measure: measureIrregular,
  predict: foretold,
  isTimed: true,
  weight: ({ l }) => l + 50,
  show: (rows) => ({
    plots: rows.length === 0 ? [] : plotsOf(rows),
    comparisons: comparisonsOf(rows),
    claims: claimsOf(rows),
  }),
});

const extentsOf: Readonly<Record<Mode, readonly number[]>> = {
  quick: [53, 101, 211],
  full: [53, 101, 211, 401, 809, 1601, 3203],
};

interface Program {
  /** Says when it runs a step of its loop, if that is a chain. */
  readonly loss: (l: number, onLoopStep?: () => void) => (x: Tensor) => Tensor;
  readonly strategy: Strategy;
  /** How many rotations each step of the chain is. */
  readonly weights: (l: number) => readonly number[];
}

const ones = (l: number): readonly number[] => new Array<number>(total(l)).fill(1);

const programs: ByWay<Program> = {
  storeAll: { loss: (l) => flattened(l), strategy: storeAll(), weights: ones },
  loop: { loss: loopLevel, strategy: revolve({ slots: 40 }), weights: allRotations },
  bisection: { loss: (l) => flattened(l), strategy: bisect(), weights: ones },
};

export function measureIrregular({ l, n, rounds }: Point): Values {
  return tidy(() => {
    const x = initial(n);
    const all = byWay((way) => counted(programs[way], l, x));
    const runs = ways.map((way) => all[way].run);
    const [ofAll = [], ofLoop = [], ofBisection = []] = interleaved(runs, { rounds, leastTurnMs: 50 });
    const ms: ByWay<readonly number[]> = { storeAll: ofAll, loop: ofLoop, bisection: ofBisection };
    return {
      bytes: byWay((way) => bytesBeyond(all[way].report)),
      peakBytes: byWay((way) => all[way].report.peakBytes),
      snapshots: byWay((way) => all[way].report.peakSlots),
      rotationsRun: byWay((way) => all[way].rotationsRun),
      seconds: byWay((way) => quartilesOf(ms[way].map((each) => each / 1000))),
      timesAll: byWay((way) => quartilesOf(ms[way].map((each, nth) => each / ofAll[nth]!))),
      largestError: Math.max(...ways.map((way) => all[way].largestError)),
    };
  });
}

/** One gradient with everything counted, and the same once more to be timed. */
function counted({ loss, strategy }: Program, l: number, x: Tensor) {
  const tape = new Tape({ strategy, predict: false });
  let loopSteps = 0;
  const counting = loss(l, () => {
    loopSteps += 1;
  });
  const { gradient, report } = tape.gradient(counting, x);
  const plain = loss(l);
  const errors = [...gradient.toArray()].map((entry, k) => Math.abs(Number(entry) / (x.size - k) - 1));
  return {
    report,
    // A report counts the steps of chains in chains, and those of the loop are none.
    rotationsRun: report.advancedSteps + report.recordedSteps - loopSteps,
    largestError: Math.max(...errors),
    run: () => tidy(() => void tape.gradient(plain, x)),
  };
}

function bytesBeyond({ peakBytes, peakByAccount: { parameter, gradient } }: Report): number {
  return peakBytes - parameter - gradient;
}

/** Bytes and states by the tape, with shapes only; rotations by the schedules and what their steps consist of. */
function foretold({ l, n }: Point): Partial<Values> {
  const figures = byWay((way) => {
    const { loss, strategy } = programs[way];
    return tidy(() => new Tape({ strategy }).predict(loss(l), initial(n)));
  });
  return {
    peakBytes: byWay((way) => figures[way]?.peakBytes ?? Number.NaN),
    snapshots: byWay((way) => figures[way]?.peakSlots ?? Number.NaN),
    rotationsRun: byWay((way) => rotationsOfSchedule(programs[way], l)),
  };
}

function rotationsOfSchedule({ strategy, weights }: Program, l: number): number {
  const ofStep = weights(l);
  let run = 0;
  for (const action of strategy.schedule({ extent: ofStep.length })) {
    if (action.verb !== 'advance' && action.verb !== 'record') continue;
    for (let step = action.from; step < action.to; step += 1) run += ofStep[step]!;
  }
  return run;
}
