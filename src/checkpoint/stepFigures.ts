import type { Profile, StepFigures } from '../tape/strategy.js';

const needed = [
  'beforeBytes',
  'afterBytes',
  'recordBytes',
  'advanceCost',
  'recordCost',
  'sweepCost',
] as const satisfies readonly (keyof StepFigures)[];

const optional = [
  'sharedRecordBytes',
  'heldBeforeBytes',
  'heldAfterBytes',
  'advancePeakBytes',
  'recordPeakBytes',
  'recordPeakAloneBytes',
  'sweepPeakBytes',
  'sweepPeakBesideBytes',
  'sweepPeakAloneBytes',
] as const satisfies readonly (keyof StepFigures)[];

/** Of the run around the chain. A cotangent may be smaller than the one that it takes the place of. */
const ofRun = [
  'heldBytes',
  'initialBytes',
  'heldInSweepBytes',
  'firstSweepPeakBytes',
  'betweenPeakBytes',
  'restPeakBytes',
] as const satisfies readonly (keyof Profile)[];

/**
 * The sizes and costs of every step: its own where the profile has them, otherwise those that all steps share. What is
 * absent is 1.
 *
 * @throws {RangeError} if there are figures for another number of steps, or one is no finite number of at least 0
 * @example
 * figuresAt({ extent: 10, stateBytes: 64 })(3).beforeBytes; // 64
 */
export function figuresAt(profile: Profile): (step: number) => StepFigures {
  checkRun(profile);
  const { extent, steps } = profile;
  if (steps === undefined) {
    const shared = sharedFigures(profile);
    return () => shared;
  }
  if (!Array.isArray(steps))
    throw new TypeError(`profile: steps is ${inWords(steps)}; a list of the figures of each step is needed`);
  if (steps.length !== extent)
    throw new RangeError(
      `profile: steps has ${steps.length === 1 ? '1 entry' : `${steps.length} entries`}; ${extent} ` +
        `${extent === 1 ? 'is' : 'are'} needed, one for each step`,
    );
  steps.forEach((figures, step) => {
    if (typeof figures !== 'object' || figures === null)
      throw new TypeError(`profile: step ${step} is ${inWords(figures)}; the figures of a step are needed`);
    for (const name of needed) checkFigure(`step ${step} has ${name}`, figures[name]);
    for (const name of optional) checkFigure(`step ${step} has ${name}`, figures[name] ?? 0);
    checkGrowth(`step ${step} has cotangentGrowthBytes`, figures.cotangentGrowthBytes ?? 0);
  });
  return (step) => steps[step]!;
}

function sharedFigures(profile: Profile): StepFigures {
  const { stateBytes = 1, recordBytes = 1, advanceCost = 1, recordCost = 1, sweepCost = 1 } = profile;
  const shared = { recordBytes, advanceCost, recordCost, sweepCost };
  for (const [name, figure] of Object.entries({ stateBytes, ...shared })) checkFigure(`${name} is`, figure);
  for (const name of optional) checkFigure(`${name} is`, profile[name] ?? 0);
  const {
    sharedRecordBytes,
    heldBeforeBytes,
    heldAfterBytes,
    advancePeakBytes,
    recordPeakBytes,
    recordPeakAloneBytes,
    sweepPeakBytes,
    sweepPeakBesideBytes,
    sweepPeakAloneBytes,
  } = profile;
  return {
    beforeBytes: stateBytes,
    afterBytes: stateBytes,
    ...shared,
    sharedRecordBytes,
    heldBeforeBytes,
    heldAfterBytes,
    advancePeakBytes,
    recordPeakBytes,
    recordPeakAloneBytes,
    sweepPeakBytes,
    sweepPeakBesideBytes,
    sweepPeakAloneBytes,
  };
}

function checkRun(profile: Profile): void {
  if (typeof profile !== 'object' || profile === null)
    throw new TypeError(`profile: it is ${inWords(profile)}; at least { extent } is needed`);
  for (const name of ofRun) checkFigure(`${name} is`, profile[name] ?? 0);
  const { sweepGrowthBytes = 0, share = 1 } = profile;
  checkGrowth('sweepGrowthBytes is', sweepGrowthBytes);
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`profile: share is ${share}; a number from 0 to 1 is needed`);
}

function checkGrowth(where: string, figure: number): void {
  if (!Number.isFinite(figure))
    throw new RangeError(`profile: ${where} ${figure}; a finite number is needed`);
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function checkFigure(where: string, figure: number): void {
  if (!Number.isFinite(figure) || figure < 0)
    throw new RangeError(`profile: ${where} ${figure}; a finite number of at least 0 is needed`);
}
