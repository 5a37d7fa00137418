// The control problem of the released implementation, through a tape, under every strategy.
import { chainProfiles, type StrategyName, strategies, Tape, tally, tidy } from 'sublinear';
import { type Claim, type Comparison, experiment, type Mode, type Row } from '../experiment.js';
import { count } from '../harness/format.js';
import { adjointOfY1, controlProblem, initialState } from './controlProblem.js';
import { paper } from './paper.js';

export type Point = {
  readonly steps: number;
};

/** A number for each strategy. */
export type Values = {
  readonly strategies: readonly string[];
  /** y2 at the end, and its derivative by y1 and y2 at time 0. */
  readonly losses: readonly number[];
  readonly adjoints: readonly (readonly number[])[];
  readonly advancedSteps: readonly number[];
  readonly peakBytes: readonly number[];
};

/** Real runs: the adjoint, to the bit, and the bytes and steps that it takes. */
export const control = experiment<Point, Values>({
  id: 'griewank-walther-control',
  paper,
  title: 'The control problem of the released implementation',
  question: 'Is the adjoint the same to the bit under every strategy, and that of the discrete problem?',
  points: (mode) => stepsOf[mode].map((steps) => ({ steps })),
  label: ({ steps }) => `${steps} steps`,
  measure: measureControl,
  predict: ({ steps }) => ({ advancedSteps: foretold(steps) }),
  weight: ({ steps }) => steps ** 2,
  show: (rows) => ({
    plots: [],
    comparisons: [...rows.flatMap(comparisonOf), ...rows.slice(-1).map(costsOf)],
    claims: rows.flatMap(claimsOf),
  }),
});

const stepsOf: Readonly<Record<Mode, readonly number[]>> = { quick: [10, 100], full: [10, 100, 1000] };

export function measureControl({ steps }: Point): Values {
  const loss = controlProblem(steps);
  const found = namesFor(steps).map((name) =>
    tidy(() => {
      const tape = new Tape({ strategy: strategies[name].usual(steps) });
      const { value, gradient, report } = tape.gradient(loss, initialState());
      return { loss: value.item(), adjoint: [...gradient.toArray()].map(Number), report };
    }),
  );
  return {
    strategies: found.map(({ report }) => report.strategy),
    losses: found.map((each) => each.loss),
    adjoints: found.map(({ adjoint }) => adjoint),
    advancedSteps: found.map(({ report }) => report.advancedSteps),
    peakBytes: found.map(({ report }) => report.peakBytes),
  };
}

/** All but those that are not meant for so long a chain. */
function namesFor(steps: number): readonly StrategyName[] {
  const names = Object.keys(strategies) as readonly StrategyName[];
  return names.filter((name) => steps <= (strategies[name].longest ?? steps));
}

/** Of the schedules, which some strategies make for the bytes of a state and a record. */
function foretold(steps: number): readonly number[] {
  return tidy(() => {
    const [profile] = chainProfiles(controlProblem(steps), initialState());
    return namesFor(steps).map(
      (name) => tally(strategies[name].usual(steps).schedule(profile!), steps).advancedSteps,
    );
  });
}

/** Worked out without this runtime: y2 at the end, and the exact adjoint of the discrete problem. */
const discrete: Readonly<Record<number, readonly [y2: number, l1: number]>> = {
  10: [0.8578940278107581, 1.7205567231623482],
  100: [0.8641019561014288, 1.728251242272548],
  1000: [0.8641638726638752, 1.7283282179790485],
};

function comparisonOf({ point, values }: Row<Point, Values>): readonly Comparison[] {
  const theirs = discrete[point.steps];
  if (theirs === undefined) return [];
  return [
    {
      title: `${point.steps} steps: objective, and adjoint of y1 at time 0`,
      note: `Theirs: the discrete problem, solved elsewhere in float64. The continuous adjoint is ${adjointOfY1}.`,
      rows: [
        { what: 'y2 at time 1', ours: String(values.losses[0]), theirs: String(theirs[0]) },
        { what: 'adjoint of y1', ours: String(values.adjoints[0]![0]), theirs: String(theirs[1]) },
      ],
    },
  ];
}

function costsOf({ point, values }: Row<Point, Values>): Comparison {
  return {
    title: `${point.steps} steps: what each strategy takes`,
    rows: values.strategies.map((what, place) => ({
      what,
      ours: `${count(values.advancedSteps[place]!)} steps advanced, ${count(values.peakBytes[place]!)} bytes at the peak`,
      theirs: '',
    })),
  };
}

function claimsOf({ point, values }: Row<Point, Values>): readonly Claim[] {
  const first = values.adjoints[0]!;
  const others = values.strategies.filter((_, place) =>
    values.adjoints[place]!.some((entry, nth) => !Object.is(entry, first[nth])),
  );
  const theirs = discrete[point.steps];
  // Each step rounds some ten times, by half a unit in the last place of numbers up to 2.
  const tolerance = 10 * point.steps * 2 ** -53;
  const off = theirs === undefined ? Number.NaN : Math.abs(first[0]! - theirs[1]);
  return [
    {
      text: `${point.steps} steps: the adjoint is the same to the bit under ${values.strategies.length} strategies`,
      holds: others.length === 0,
      found:
        others.length === 0 ? `${first[0]} and ${first[1]}` : `it is another one under ${others.join(', ')}`,
    },
    {
      text: `${point.steps} steps: it is the adjoint of the discrete problem`,
      holds: theirs === undefined ? undefined : off <= tolerance,
      found: `it differs by ${off.toExponential(1)} from one that was worked out elsewhere, ${tolerance.toExponential(1)} being allowed`,
    },
  ];
}
