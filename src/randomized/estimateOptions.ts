import { checkOptions } from '../arguments/options.js';
import { isFloat } from '../array/dtype.js';
import type { ResidualKind } from '../tape/sketch.js';
import { checkFraction, quoted } from './fraction.js';

/** What all estimates take. */
export interface EstimateOptions {
  /** How much of a residual's last axis is kept. */
  readonly fraction: number;
  /** What the randomness depends on, beside the run's own; 0 if absent. */
  readonly seed?: number | string;
  /** The names of the primitives whose residuals are estimated; all if absent. */
  readonly primitives?: readonly string[];
  /**
   * The parameters of a step for whose derivatives residuals are estimated, by their paths such as `W` or `cell.W`; all if
   * absent.
   */
  readonly parameters?: readonly string[];
  /** Smaller residuals are kept as they are; 0 if absent. */
  readonly minimumBytes?: number;
  /** Whether estimates may reach what leads back to earlier steps: their variance then grows with depth. */
  readonly signal?: boolean;
}

const common = ['fraction', 'seed', 'primitives', 'parameters', 'minimumBytes', 'signal'];

/**
 * The options, with what is absent filled in.
 *
 * @param flags - the names of those that this estimate alone takes, which are true or false
 * @throws {TypeError} if an option is unknown or of another type
 * @throws {RangeError} if a number is out of its range
 */
export function checkedOptions<O extends EstimateOptions>(
  where: string,
  options: O,
  flags: readonly string[],
): O & Required<Omit<EstimateOptions, 'primitives' | 'parameters'>> {
  checkNames(where, options, flags);
  checkFraction(where, options.fraction);
  for (const name of [...flags, 'signal']) checkFlag(where, name, Reflect.get(options, name));
  const { seed = 0, minimumBytes = 0, signal = false } = options;
  checkSeed(where, seed);
  checkMinimum(where, minimumBytes);
  checkNamed(where, 'primitives', options.primitives, "['matmul']");
  checkNamed(where, 'parameters', options.parameters, "['W']");
  return { ...options, seed, minimumBytes, signal };
}

/** Why a residual is kept as it is, whatever the estimate; undefined if it need not be. */
export function reasonToKeep(
  { primitive, parameters: readers, shape, dtype, bytes }: ResidualKind,
  { primitives, parameters, minimumBytes = 0 }: EstimateOptions,
): string | undefined {
  if (primitives?.includes(primitive) === false) return 'primitives leaves it out';
  const isNamed = parameters === undefined || readers.some((name) => parameters.includes(name));
  if (!isNamed) return 'parameters leaves it out';
  if (!isFloat(dtype)) return `it is ${dtype}`;
  if (shape.length === 0) return 'it is a scalar';
  if (shape.includes(0)) return 'it is empty';
  if (shape.at(-1) === 1) return 'its rows have one entry each';
  return bytes < minimumBytes ? `it is smaller than minimumBytes, ${minimumBytes}` : undefined;
}

function checkNames(where: string, options: unknown, flags: readonly string[]): void {
  if (options === undefined || options === null || typeof options !== 'object')
    throw new TypeError(
      options === undefined
        ? `${where}: fraction is missing; write ${where}({ fraction: 0.1 })`
        : `${where}: the options are ${quoted(options)}; write ${where}({ fraction: 0.1 })`,
    );
  const [first, ...others] = common;
  const names = [first!, ...flags, ...others];
  checkOptions(where, options, Object.fromEntries(names.map((name) => [name, 'any' as const])));
}

function checkFlag(where: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  throw new TypeError(`${where}: ${name} is ${quoted(value)}; true or false is needed`);
}

function checkSeed(where: string, seed: unknown): void {
  if (typeof seed === 'string' || (typeof seed === 'number' && Number.isFinite(seed))) return;
  throw new TypeError(`${where}: seed is ${quoted(seed)}; a finite number or a string is needed`);
}

function checkMinimum(where: string, bytes: unknown): void {
  if (typeof bytes !== 'number')
    throw new TypeError(`${where}: minimumBytes is ${quoted(bytes)}; a number of bytes is needed`);
  if (bytes >= 0) return;
  throw new RangeError(`${where}: minimumBytes is ${bytes}; a number of bytes, 0 or more, is needed`);
}

function checkNamed(where: string, option: string, names: unknown, example: string): void {
  if (names === undefined) return;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return;
  throw new TypeError(
    `${where}: ${option} is ${quoted(names)}; a list of names is needed, such as ${example}`,
  );
}
