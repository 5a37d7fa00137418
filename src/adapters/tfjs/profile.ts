import type { Profile } from '../../tape/strategy.js';
import { bytesOf, type Engine, isFollowed } from './engine.js';
import type { Lent } from './lent.js';
import { type Trial, tried } from './trial.js';

const figures = [
  'stateBytes',
  'initialBytes',
  'recordBytes',
  'advancePeakBytes',
  'recordPeakBytes',
  'sweepPeakBytes',
  'firstSweepPeakBytes',
  'sweepGrowthBytes',
  'heldBytes',
  'heldInSweepBytes',
  'betweenPeakBytes',
] as const satisfies readonly (keyof Profile)[];

type Figures = Readonly<Record<(typeof figures)[number], number>>;

/**
 * What a schedule may know of a chain of TensorFlow.js. The bytes of a step are found by running one beside the chain, when
 * they are first asked for: that is no step of the chain, and counts in no report.
 */
export function profileOf(
  engine: Engine,
  extent: number,
  { lent, trial }: { lent: Lent; trial: () => Trial },
): Profile {
  const { numBytes, activeTape } = engine.state;
  const followed = lent.inputs.leaves.filter((leaf) => isFollowed(activeTape ?? [], leaf));
  let known: Figures | undefined;
  const get = (figure: (typeof figures)[number]): number => {
    known ??= measured(engine, trial(), { extent, numBytes, rowBytes: bytesOf(followed) });
    return known[figure];
  };
  const profile: Profile = { extent };
  if (extent === 0) return profile;
  for (const figure of figures)
    Object.defineProperty(profile, figure, { enumerable: true, get: () => get(figure) });
  return profile;
}

function measured(
  engine: Engine,
  trial: Trial,
  { extent, numBytes, rowBytes }: { extent: number; numBytes: number; rowBytes: number },
): Figures {
  const { outputBytes, ...step } = tried(engine, trial);
  const stateBytes = bytesOf(trial.initial.leaves);
  const allBytes = outputBytes * (trial.chain.outputs.mode === 'stack' ? extent : 1);
  return {
    ...step,
    stateBytes,
    initialBytes: bytesOf(trial.initial.own),
    advancePeakBytes: step.advancePeakBytes + outputBytes,
    recordPeakBytes: step.recordPeakBytes + outputBytes,
    sweepGrowthBytes: bytesOf(trial.parameters.map(([, leaf]) => leaf)),
    // All that is live in TensorFlow.js when the chain begins, and its outputs.
    heldBytes: numBytes + allBytes,
    // And the last state, a copy that the loss keeps of what it reads, its cotangent as it came and as it is pulled back; and
    // those of inputs that the tape has made, first as rows and then as a whole.
    heldInSweepBytes: numBytes + 3 * allBytes + 4 * stateBytes + 2 * rowBytes,
    // Outputs that are stacked are there twice for a moment.
    betweenPeakBytes: stateBytes + allBytes,
  };
}
