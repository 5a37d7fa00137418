import { leavesOf, type Tree } from '../array/tree.js';
import type { GivenCotangents } from './chainNotes.js';
import type { ChainSetup } from './chainSetup.js';
import type { GradientSumming } from './gradientSums.js';
import { everyCotangent } from './likeness.js';
import type { MeasuringArena } from './measuring.js';
import type { Following, ResidualForms } from './residualForms.js';
import { type Check, inRun, type Programs, Run } from './run.js';
import { StepBench } from './stepBench.js';
import type { ForwardFigures, StepForms, SweepFigures } from './stepMeasures.js';
import { recordAll, type StepFigures } from './strategy.js';
import { formOf, type TensorForm } from './tensorForm.js';

/** How steps are run that are measured. */
interface StepOptions extends ResidualForms, Following {
  readonly arena: MeasuringArena;
  readonly check: Check;
  readonly gradientSums: GradientSumming;
  /** Of the tape, where steps are run as programs: what was traced once is known the next time. */
  readonly programs: Programs | undefined;
  /** What the chain will be swept with; every cotangent that there can be, if absent. */
  readonly given: GivenCotangents | undefined;
  /** Whether the chain pays for the first state: then what is passed on of it has to be paid for longer than state 0 is held. */
  readonly isFirstPaid: boolean;
}

/** Steps that are alike but for their sweeps. */
interface StepKind extends StepForms {
  readonly number: number;
  /** Which leaves of the state after it are the first state's. */
  readonly isFirst: readonly boolean[];
  readonly figures: ForwardFigures;
}

/**
 * The figures of every step of a chain, by shapes only; where they are alike, the same object. The last step is swept as
 * the others are: how its own sweep begins is known of the run.
 */
export function measureSteps<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
  { arena, check, gradientSums, programs, given, isFirstPaid, ...forms }: StepOptions,
): readonly StepFigures[] {
  const run = new Run(arena, recordAll, { check, gradientSums, programs });
  const bench = new StepBench(setup, run, forms);
  return inRun(run, () => {
    const kinds = kindsOf(setup, bench, setup.isUniform || !isFirstPaid);
    bench.startSweeps(given);
    return sweptKinds(kinds, bench, given);
  });
}

/** Runs the steps one after another. Those of a scan look alike, and are, where a program or a glance sees no difference. */
function kindsOf<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
  bench: StepBench<P, S, X, Y>,
  isFirstFree: boolean,
): readonly StepKind[] {
  const known = new Map<string, StepKind>();
  const kinds: StepKind[] = [];
  let before: readonly TensorForm[] = leavesOf(setup.state).map(formOf);
  let isFirst: readonly boolean[] = before.map(() => isFirstFree);
  let isSettled = false;
  const lookAt = (step: number): string => [bench.glance(before, step), ...isFirst].join(' ');
  for (let step = 0; step < setup.inputs.extent; step += 1) {
    const last = kinds.at(-1);
    if (last !== undefined && isSettled && setup.isUniform && bench.passOver(before, step)) {
      kinds.push(last);
      continue;
    }
    const look = setup.isUniform && step > 0 ? lookAt(step) : `step ${step}`;
    const kind = known.get(look) ?? { number: known.size, before, ...bench.measure(before, step, isFirst) };
    known.set(look, kind);
    // What the next step gets of the first state is what this one got of it, if it is not the first.
    isSettled = step === 0 || kind.isFirst.every((each, place) => each === isFirst[place]);
    isFirst = kind.isFirst;
    if (setup.isUniform && step === 0) known.set(lookAt(step), kind);
    kinds.push(kind);
    before = kind.after;
  }
  return kinds;
}

/** Sweeps the steps from the last one on, those that are alike once. */
function sweptKinds<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  kinds: readonly StepKind[],
  bench: StepBench<P, S, X, Y>,
  given: GivenCotangents | undefined,
): readonly StepFigures[] {
  const known = new Map<string, { figures: StepFigures; sweep: SweepFigures }>();
  const found: StepFigures[] = [];
  let cotangents = given?.state ?? everyCotangent(kinds.at(-1)?.after ?? []);
  kinds.toReversed().forEach((kind, place) => {
    const name = [kind.number, ...cotangents].join(' ');
    const sweep = known.get(name)?.sweep ?? bench.sweep(kind, kinds.length - 1 - place, cotangents);
    const { left, ...figures } = sweep;
    const swept = known.get(name) ?? { figures: { ...kind.figures, ...figures }, sweep };
    known.set(name, swept);
    found.push(swept.figures);
    // The first sweep's figures are the run's; the others' are the step's own.
    if (place === 1 && kind === kinds.at(-1)) found[0] = swept.figures;
    cotangents = left;
  });
  return found.reverse();
}
