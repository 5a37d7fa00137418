import { type OptionsOf, requireOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import { ChainError } from '../errors.js';
import { exact } from '../tape/keep.js';
import type { Check } from '../tape/run.js';
import { checkStrategy, recordAll, type Strategy } from '../tape/strategy.js';
import type { InputsAt, Report } from './surface.js';
import { inWords } from './trees.js';

export type OutputMode = 'sum' | 'stack' | 'none';

/** What a user's step is before its tensors are looked at. */
export type AnyStep = (parameters: unknown, state: unknown, input: unknown, index: number) => unknown;

/** The options of a scan, whatever the framework. */
export interface GivenOptions {
  readonly parameters?: unknown;
  readonly state?: unknown;
  readonly inputs?: unknown;
  /** Known to the scan of our own tensors alone. */
  readonly until?: unknown;
  readonly outputs?: OutputMode;
  readonly strategy?: Strategy;
  readonly check?: Exclude<Check, 'numbers'>;
  readonly onReport?: (report: Report) => void;
}

export interface CheckedOptions {
  readonly outputs: OutputMode;
  readonly strategy: Strategy;
  readonly isChecked: boolean;
}

/** The options of every adapter's scan. */
export const options: OptionsOf<GivenOptions> = {
  parameters: 'any',
  state: 'any',
  inputs: 'any',
  until: 'any',
  outputs: 'any',
  strategy: 'any',
  check: 'string',
  onReport: 'function',
};

/** @throws {ChainError | TypeError | RangeError} if an option is none that can be used */
export function checkedOptions(
  step: unknown,
  given: GivenOptions,
  known: OptionsOf<GivenOptions> = options,
): CheckedOptions {
  requireOptions('scan', given, known);
  if (typeof step !== 'function') {
    throw new ChainError(
      `scan: step is ${inWords(step)}; a function (parameters, state, input, index) => ({ state }) is needed`,
    );
  }
  if (given.until !== undefined) {
    throw new ChainError(
      'scan: until is given, and a chain of an adapter runs as many steps as its inputs say; leave until out and give the ' +
        "number of steps, or use the scan of 'sublinear' itself, which ends where until says",
    );
  }
  const { outputs = 'none', strategy = recordAll, check = 'off' } = given;
  if (outputs !== 'sum' && outputs !== 'stack' && outputs !== 'none')
    throw new RangeError(`scan: outputs is ${shown(outputs)}; 'sum', 'stack' or 'none' is needed`);
  if (check !== 'off' && check !== 'boundaries')
    throw new RangeError(`scan: check is ${shown(check)}; 'off' or 'boundaries' is needed`);
  checkStrategy('scan', strategy);
  if (strategy.keep !== undefined && strategy.keep.name !== exact.name) {
    throw new TypeError(
      `scan: ${strategy.name} keeps estimates (${strategy.keep.name}), which are of tensors of our own; use it without keep`,
    );
  }
  return { outputs, strategy, isChecked: check === 'boundaries' };
}

/** @throws {ChainError} if inputs come one after another, nobody knows how many */
export function refuseIterables(inputs: unknown): void {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) return;
  if (!(Symbol.iterator in inputs || Symbol.asyncIterator in inputs)) return;
  throw new ChainError(
    'scan: inputs is an iterable, and a chain of an adapter has to know its number of steps; give tensors [steps, ...], or ' +
      '{ extent, at(index) }',
  );
}

/** @throws {RangeError} if inputs on demand do not say how many they are */
export function isOnDemand(inputs: unknown): inputs is InputsAt<unknown> {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) return false;
  if (!('at' in inputs) || typeof inputs.at !== 'function') return false;
  const extent = 'extent' in inputs ? inputs.extent : undefined;
  if (Number.isSafeInteger(extent) && Number(extent) >= 0) return true;
  throw new RangeError(`scan: extent is ${shown(extent)}; a whole number of at least 0 is needed`);
}
