// What a gradient costs relative to its function: the Helmholtz energy of a mixed fluid, by reverse mode and by differences.
import { stopGradient, storeAll, sum, Tape, type Tensor, tidy } from 'sublinear';
import { experiment, type Mode } from '../experiment.js';
import { interleaved } from '../harness/interleaved.js';
import { type Quartiles, quartilesOf } from '../harness/quartiles.js';
import { centralDifferences } from './centralDifferences.js';
import { claimsOf, comparisonsOf, plotsOf } from './gradientCostShown.js';
import { fluid } from './helmholtz.js';
import { paper } from './paper.js';

export type Point = {
  readonly components: readonly number[];
  readonly rounds: number;
};

/** A number, or three, for each count of components. */
export type Values = {
  readonly functionMs: readonly Quartiles[];
  /** Times over the function's, round by round: of the gradient in reverse mode, and of central differences. */
  readonly reverse: readonly Quartiles[];
  readonly central: readonly Quartiles[];
  /** The same of floating-point operations, which are counted. */
  readonly reverseOperations: readonly number[];
  /** How many values of the function the differences take. */
  readonly evaluations: readonly number[];
  /** The largest difference between the two gradients, over the largest entry. */
  readonly disagreement: readonly number[];
};

/** The figure of the survey's benchmark. */
export const gradientCost = experiment<Point, Values>({
  id: 'baydin-gradient-cost',
  paper,
  title: 'The cost of a gradient: Helmholtz free energy',
  question: 'How many times its function does a gradient take, in reverse mode and by central differences?',
  points: (mode) => [pointOf[mode]],
  label: ({ components }) => `${components.join(', ')} components`,
  measure: measureGradientCost,
  predict: ({ components }) => ({ evaluations: components.map((n) => 2 * n) }),
  isTimed: true,
  show: (rows) => ({
    plots: rows.map(plotsOf),
    comparisons: rows.map(comparisonsOf),
    claims: rows.flatMap(claimsOf),
  }),
});

const pointOf: Readonly<Record<Mode, Point>> = {
  quick: { components: [1, 8, 50, 400], rounds: 7 },
  full: { components: [1, 8, 15, 22, 29, 36, 43, 50, 100, 200, 400], rounds: 15 },
};

export function measureGradientCost({ components, rounds }: Point): Values {
  const all = components.map((n) => tidy(() => measured(n, rounds)));
  return {
    functionMs: all.map((each) => each.functionMs),
    reverse: all.map((each) => each.reverse),
    central: all.map((each) => each.central),
    reverseOperations: all.map((each) => each.reverseOperations),
    evaluations: all.map((each) => each.evaluations),
    disagreement: all.map((each) => each.disagreement),
  };
}

function measured(n: number, rounds: number) {
  const { x, energy } = fluid(n);
  const entries = Float64Array.from(x.toArray());
  const tape = new Tape({ strategy: storeAll(), predict: false });
  let evaluations = 0;
  const counted = (given: Tensor): Tensor => {
    evaluations += 1;
    return energy(given);
  };
  const central = centralDifferences(counted, entries);
  const reverse = tidy(() => Float64Array.from(tape.gradient(energy, x).gradient.toArray()));
  const runs = [
    () => tidy(() => void energy(x)),
    () => tidy(() => void tape.gradient(energy, x)),
    () => void centralDifferences(energy, entries),
  ];
  const [f = [], ofReverse = [], ofCentral = []] = interleaved(runs, { rounds, leastTurnMs: 10 });
  const overFunction = (ms: readonly number[]): Quartiles =>
    quartilesOf(ms.map((each, nth) => each / f[nth]!));
  return {
    functionMs: quartilesOf(f),
    reverse: overFunction(ofReverse),
    central: overFunction(ofCentral),
    reverseOperations: operationsOf(energy, x) / operationsOf((given) => energy(stopGradient(given)), x),
    evaluations,
    disagreement: largest(reverse.map((each, place) => each - central[place]!)) / largest(reverse),
  };
}

/** Of the gradient of a function; where nothing leads to x, of the function, and of n more for a gradient of zeros. */
function operationsOf(f: (x: Tensor) => Tensor, x: Tensor): number {
  const loss = (given: Tensor): Tensor => sum(f(given));
  return new Tape({ strategy: storeAll() }).predict(loss, x)?.operations ?? Number.NaN;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
