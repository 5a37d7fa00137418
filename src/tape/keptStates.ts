import { ValuesNeeded } from '../array/memory.js';
import { Scope, within } from '../array/scope.js';
import { leavesOf, type Tree } from '../array/tree.js';
import { LeftoverError } from '../errors.js';
import type { ChainSetup } from './chainSetup.js';
import type { Settled } from './estimation.js';
import { exact, type Keep } from './keep.js';
import { MeasuringArena } from './measuring.js';
import type { Following, IsBeforeKept } from './residualForms.js';
import { inRun, Run } from './run.js';
import { StepBench } from './stepBench.js';
import { recordAll } from './strategy.js';
import { hearing } from './trace.js';

interface Estimating extends Following {
  readonly keep: Keep;
  readonly isSignal: readonly boolean[];
}

/**
 * Finds out for a chain of unequal steps, with shapes only, which states the records of the steps before them keep
 * anyway: none of those is to be estimated. Where all steps are alike, each one knows by itself.
 */
export function keptStates<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
  estimating: Estimating,
): IsBeforeKept {
  const first = leavesOf(setup.state);
  if (setup.isUniform || estimating.keep === exact || first.length === 0) return () => undefined;
  let kept: readonly (readonly boolean[])[] | undefined;
  const isKept: IsBeforeKept = (step) => {
    // The first state is its caller's, who holds it until the chain is swept.
    if (step === 0) return first.map(() => true);
    kept ??= keptBySteps(setup, estimating);
    return kept[step - 1];
  };
  return isKept;
}

function keptBySteps<P extends Tree, S extends Tree, X extends Tree, Y extends Tree>(
  setup: ChainSetup<P, S, X, Y>,
  estimating: Estimating,
): readonly (readonly boolean[])[] {
  const first = leavesOf(setup.state);
  const arena = new MeasuringArena();
  const run = new SettlingRun(arena, recordAll);
  const isBeforeKept: IsBeforeKept = (step) => (step === 0 ? first.map(() => true) : run.kept[step - 1]);
  const record = (): void =>
    new StepBench(setup, run, { ...estimating, isBeforeKept }).recordEach(first, setup.inputs.extent);
  try {
    within(new Scope(arena, 'outside'), () => hearing(undefined, () => inRun(run, record)));
    return run.kept;
  } catch (error) {
    if (error instanceof LeftoverError) throw error;
    // Of what a step does that reads values nobody knows; anything else is its own mistake, which it will make again.
    return error instanceof ValuesNeeded ? run.kept : [];
  }
}

/** Remembers of every step that is recorded which leaves of the state after it it keeps. */
class SettlingRun extends Run {
  readonly kept: (readonly boolean[])[] = [];

  override noteResiduals({ isAfterKept }: Settled): void {
    this.kept.push(isAfterKept);
  }
}
