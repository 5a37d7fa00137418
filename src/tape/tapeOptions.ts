import { checkOptions, type OptionsOf } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import { parseBytes } from './byteCount.js';
import type { GradientSumming } from './gradientSums.js';
import type { Check } from './run.js';
import { checkStrategy, recordAll, type Strategy } from './strategy.js';

export interface TapeOptions {
  /** Which states are kept and when steps run again; everything is recorded if absent. */
  readonly strategy?: Strategy;
  /** The most bytes that a run may hold, parameters and inputs included, such as '64 MiB'; no limit if absent. */
  readonly limitBytes?: number | string;
  /**
   * What dropout and other randomness are drawn from. Every call of `gradient` draws anew: the n-th calls of two tapes with
   * the same seed draw the same.
   */
  readonly seed?: string | number;
  /**
   * `boundaries`: whether a step that runs again does what it did the first time. It compares a hash of 64 bits of every state
   * that a step leaves, and of its output, 8 bytes a step.
   *
   * `numbers`: a loss or a gradient that is not finite is an error that names the operation from which the first NaN or infinity
   * came, and its step. Otherwise it is a remark that names the step. Both are found out by running the loss once more, where
   * that is needed; it costs nothing where all is finite.
   *
   * `off`, if absent.
   */
  readonly check?: Check;
  /**
   * How the gradients that a chain's steps have by its parameters are added up: `plain`, each to the sum of those before it,
   * if absent; `compensated`, with what those additions lose to rounding, so that a sum over 10^6 steps is as right as one
   * over ten. That takes three times the bytes of the gradient while the chain is swept. Products within a step add in order
   * either way.
   */
  readonly gradientSums?: GradientSumming;
  /** Whether to measure the run with shapes only before it begins; true if absent. */
  readonly predict?: boolean;
  /**
   * Whether steps of chains are run as flat programs of kernel calls, which is faster, takes fewer bytes and gives the same
   * bits; true if absent. A step that cannot be one runs as it is written.
   */
  readonly compile?: boolean;
}

const known: OptionsOf<TapeOptions> = {
  strategy: 'any',
  limitBytes: 'any',
  seed: 'seed',
  check: 'any',
  gradientSums: 'any',
  predict: 'boolean',
  compile: 'boolean',
};

/** What a tape is told, with what stands for what it is not told. */
interface Told extends Required<TapeOptions> {
  readonly limitBytes: number;
}

/** @throws {TypeError | RangeError} if an option does not exist, or is none of its values */
export function tapeOptions(options: TapeOptions): Told {
  checkOptions('tape', options, known);
  const { strategy = recordAll, limitBytes, seed = 0, predict = true, compile = true } = options;
  const { check = 'off', gradientSums = 'plain' } = options;
  checkStrategy('tape', strategy);
  if (check !== 'off' && check !== 'boundaries' && check !== 'numbers') {
    throw new RangeError(`tape: check is ${shown(check)}; 'off', 'boundaries' or 'numbers' is needed`);
  }
  if (gradientSums !== 'plain' && gradientSums !== 'compensated') {
    throw new RangeError(`tape: gradientSums is ${shown(gradientSums)}; 'plain' or 'compensated' is needed`);
  }
  return { strategy, limitBytes: limitOf(limitBytes), seed, check, gradientSums, predict, compile };
}

function limitOf(bytes: number | string | undefined): number {
  const isUnlimited = bytes === undefined || bytes === Number.POSITIVE_INFINITY;
  return isUnlimited ? Number.POSITIVE_INFINITY : parseBytes('tape', bytes, 'limitBytes');
}
