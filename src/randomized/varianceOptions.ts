import { checkOptions, type OptionsOf } from '../arguments/options.js';
import { checkStrategy, type Strategy } from '../tape/strategy.js';
import { quoted } from './fraction.js';

export interface VarianceOptions {
  /** How many gradients are drawn. */
  readonly draws: number;
  /** What the draws depend on, and dropout, whose masks are the same in all of them; 0 if absent. */
  readonly seed?: number | string;
  /** The probability of calling an estimate biased that is none; 0.001 if absent. */
  readonly level?: number;
  /** Told after every draw how many are done. */
  readonly onProgress?: (done: number, draws: number) => void;
}

const known: OptionsOf<VarianceOptions> = { draws: 'any', seed: 'any', level: 'any', onProgress: 'any' };

/**
 * The options, with what is absent filled in.
 *
 * @throws {TypeError} if the strategy is none, or an option is missing or of another type
 * @throws {RangeError} if a number is out of its range
 */
export function checkedVarianceOptions(
  strategy: Strategy,
  options: VarianceOptions,
): Required<Omit<VarianceOptions, 'onProgress'>> & VarianceOptions {
  const needed = 'one is needed, such as combine(storeAll(), sample({ fraction: 0.1 }))';
  checkStrategy('estimateVariance', strategy, 'strategy', needed);
  checkOptions('estimateVariance', options, known);
  checkDraws(options?.draws);
  const { draws, seed = 0, level = 1e-3, onProgress } = options;
  if (typeof seed !== 'string' && !Number.isFinite(seed))
    throw new TypeError(`estimateVariance: seed is ${quoted(seed)}; a finite number or a string is needed`);
  if (typeof level !== 'number')
    throw new TypeError(`estimateVariance: level is ${quoted(level)}; a number is needed`);
  if (!(level > 0 && level < 1))
    throw new RangeError(`estimateVariance: level is ${level}; a probability above 0 and below 1 is needed`);
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw new TypeError(`estimateVariance: onProgress is ${quoted(onProgress)}; a function is needed`);
  return { draws, seed, level, ...(onProgress && { onProgress }) };
}

function checkDraws(draws: unknown): void {
  if (draws === undefined) throw new TypeError('estimateVariance: draws is missing; write { draws: 1000 }');
  if (typeof draws !== 'number')
    throw new TypeError(`estimateVariance: draws is ${quoted(draws)}; a number is needed`);
  if (Number.isSafeInteger(draws) && draws >= 2) return;
  throw new RangeError(
    `estimateVariance: draws is ${draws}; a whole number of at least 2 is needed, for a variance`,
  );
}
