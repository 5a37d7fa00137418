// The abstract: for sequences of length 1000, 95% of the memory saved for a third more time.
import { type Figures, internal, mixed, type Strategy, storeAll, Tape, tidy } from 'sublinear';
import { type Claim, experiment, type Mode, type Row } from '../experiment.js';
import { count } from '../harness/format.js';
import { interleaved } from '../harness/interleaved.js';
import { type Quartiles, quartilesOf } from '../harness/quartiles.js';
import { lstmChain, type Sizes } from './lstmChain.js';
import { paper } from './paper.js';

export type Point = Sizes & {
  readonly extent: number;
  readonly rounds: number;
};

/** A number, or three, for each of `compared`. */
export type Values = {
  readonly strategies: readonly string[];
  readonly advancedSteps: readonly number[];
  /** What waits at the peak: records, and states that are kept. */
  readonly waitingBytes: readonly number[];
  readonly peakBytes: readonly number[];
  /** Over storing all, round by round. */
  readonly ratios: readonly Quartiles[];
};

/** A twentieth of the records, or as many units of mixed states. */
function compared(extent: number): readonly Strategy[] {
  const records = Math.round(extent / 20);
  return [storeAll(), internal({ records }), mixed({ units: 2 * records, recordUnits: 2 })];
}

/** The one claim that the abstract puts a number to. */
export const claim = experiment<Point, Values>({
  id: 'gruslys-claim',
  paper,
  title: '95% of the memory for a third more time',
  question: 'What does a gradient of a long sequence cost in a twentieth of the memory?',
  points: (mode) => [pointOf[mode]],
  label: ({ extent, batch, hidden }) => `LSTM of ${hidden} units, batch ${batch}, ${extent} steps`,
  measure: measureClaim,
  predict: foretold,
  isTimed: true,
  show: (rows) => ({ plots: [], comparisons: rows.map(comparisonOf), claims: rows.flatMap(claimsOf) }),
});

const pointOf: Readonly<Record<Mode, Point>> = {
  quick: { extent: 200, batch: 16, hidden: 64, rounds: 7 },
  full: { extent: 1000, batch: 16, hidden: 64, rounds: 15 },
};

export function measureClaim({ extent, rounds, ...sizes }: Point): Values {
  return tidy(() => {
    const { parameters, loss } = lstmChain(extent, sizes);
    const tapes = compared(extent).map((strategy) => new Tape({ strategy, predict: false }));
    const reports = tapes.map((tape) => tidy(() => tape.gradient(loss, parameters).report));
    const runs = tapes.map((tape) => () => tidy(() => void tape.gradient(loss, parameters)));
    const taken = interleaved(runs, { rounds, leastTurnMs: 15 });
    return {
      ...countsOf(reports),
      strategies: compared(extent).map(({ name }) => name),
      ratios: taken.map((ms) => quartilesOf(ms.map((each, round) => each / taken[0]![round]!))),
    };
  });
}

/** What the tape says before it runs. */
function foretold({ extent, ...sizes }: Point): Partial<Values> {
  return tidy(() => {
    const { parameters, loss } = lstmChain(extent, sizes);
    return countsOf(compared(extent).map((strategy) => new Tape({ strategy }).predict(loss, parameters)!));
  });
}

function countsOf(figures: readonly Figures[]) {
  return {
    advancedSteps: figures.map((each) => each.advancedSteps),
    waitingBytes: figures.map(({ peakByAccount: { residual, snapshot } }) => residual + snapshot),
    peakBytes: figures.map((each) => each.peakBytes),
  };
}

function comparisonOf({ point, values }: Row<Point, Values>) {
  return {
    title: `LSTM of ${point.hidden} units, batch ${point.batch}, ${point.extent} steps`,
    note: 'Waiting: records and states that are kept, at the peak. The peak has parameters, inputs and gradients as well.',
    rows: values.strategies.map((what, place) => {
      const { lower, median, upper } = values.ratios[place]!;
      return {
        what,
        ours:
          `${count(values.waitingBytes[place]!)} bytes wait, ${count(values.peakBytes[place]!)} at the peak; ` +
          `time ${median.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`,
        theirs: place === 1 && point.extent === 1000 ? '5% of the memory, time 1.33' : '',
      };
    }),
  };
}

/** How far from a third more is still that. */
const roughly = 0.1;

function claimsOf({ point, values }: Row<Point, Values>): readonly Claim[] {
  return values.strategies.slice(1).map((name, nth) => {
    const place = nth + 1;
    const saved = 1 - values.waitingBytes[place]! / values.waitingBytes[0]!;
    const { lower, median, upper } = values.ratios[place]!;
    const isThird = upper <= 4 / 3 + roughly;
    const isMore = lower > 4 / 3 + roughly;
    const told = point.extent >= 1000 && (isThird || isMore);
    return {
      text: `${name}: for sequences of length 1000, 95% of the memory is saved for a third more time (abstract)`,
      holds: told ? isThird && saved >= 0.945 : undefined,
      found:
        `at ${point.extent} steps ${(100 * saved).toFixed(1)}% of what waits is saved, and the time is ${median.toFixed(2)} ` +
        `times as long (half of ${point.rounds} rounds: ${lower.toFixed(2)} to ${upper.toFixed(2)})`,
    };
  });
}
