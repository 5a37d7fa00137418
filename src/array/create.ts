import { checkKind, checkOptions, type OptionsOf, requireOptions, unfit } from '../arguments/options.js';
import { shown, shownList } from '../arguments/shown.js';
import { ShapeError } from '../errors.js';
import {
  checkedDType,
  checkedFloat,
  type DType,
  dtypeOf,
  type FloatType,
  isFloat,
  isNumberArray,
  type NumberArray,
} from './dtype.js';
import { checkedKey, type RandomKey } from './random.js';
import { allocate, currentArena, kernelsFor } from './scope.js';
import { converted, sizeOf, type Tensor } from './tensor.js';

/** A number, or numbers in lists of equal lengths, nested to any depth. */
export type Nested = number | readonly Nested[];

export interface CreateOptions<D extends DType = DType> {
  readonly shape?: readonly number[];
  readonly dtype?: D;
}

type DTypeOptions = Pick<CreateOptions, 'dtype'>;

const ofShape: OptionsOf<CreateOptions> = { shape: 'any', dtype: 'any' };
const ofDType: OptionsOf<DTypeOptions> = { dtype: 'any' };

/**
 * A tensor with the given entries, copied into the arena.
 *
 * Nested lists carry their shape; a flat list or a typed array takes `shape`. Plain numbers become float32 and a typed
 * array keeps its type, unless `dtype` says otherwise; whole numbers of 16 bits, and those of 32 that fit, become int32.
 *
 * @throws {ShapeError} if lists have unequal lengths, the entries do not fill the shape or do not fit the dtype, or there
 * is no such dtype
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * const labels = tensor([7, 2, 1], { dtype: 'int32' });
 * const y = tensor(new Float64Array(6), { shape: [2, 3] });
 */
export function tensor(values: Nested | NumberArray, options: CreateOptions = {}): Tensor {
  checkOptions('tensor', options, ofShape);
  const isTyped = isNumberArray(values);
  const found = isTyped ? [values.length] : shapeOf(values);
  const flat = isTyped ? values : flattened(values);
  const { shape: asked = found, dtype: wanted = isTyped ? dtypeOf(values) : undefined } = options;
  const shape = checkedShape('tensor', asked);
  const dtype = checkedDType('tensor', wanted);
  if (sizeOf(shape) !== flat.length) {
    throw new ShapeError(
      `tensor: shape [${shape}] needs ${sizeOf(shape)} entries and ${flat.length} were given`,
    );
  }
  checkEntries('tensor', flat, dtype);
  const made = allocate(shape, dtype);
  currentArena().memory.write(dtype, made.pointer, converted(flat, dtype));
  return made;
}

/** A tensor whose entries all are 0. */
export function zeros(shape: readonly number[], options?: { dtype?: DType }): Tensor {
  checkOptions('zeros', options, ofDType);
  return filled('zeros', shape, 0, options?.dtype);
}

/** A tensor whose entries all are 1. */
export function ones(shape: readonly number[], options?: { dtype?: DType }): Tensor {
  checkOptions('ones', options, ofDType);
  return filled('ones', shape, 1, options?.dtype);
}

/** A tensor whose entries all are `value`. */
export function full(shape: readonly number[], value: number, options?: { dtype?: DType }): Tensor {
  checkKind('full', 'value', value, 'number');
  checkOptions('full', options, ofDType);
  return filled('full', shape, value, options?.dtype);
}

/** @internal The same of numbers that are known to be some. */
export function filled(where: string, shape: readonly number[], value: number, given?: DType): Tensor {
  const dtype = checkedDType(where, given);
  checkEntries(where, [value], dtype);
  const made = allocate(checkedShape(where, shape), dtype);
  if (isFloat(dtype)) kernelsFor(made, where).fill(made.size, made.pointer, value);
  else currentArena().memory.write(dtype, made.pointer, converted({ length: made.size }, dtype).fill(value));
  return made;
}

const ofEye = { dtype: 'any', scale: 'number' } as const;

/** `scale` times the identity matrix [size, size]. */
export function eye(size: number, options: { dtype?: FloatType; scale?: number } = {}): Tensor {
  checkOptions('eye', options, ofEye);
  const { scale = 1 } = options;
  const dtype = checkedFloat('eye', options.dtype);
  const made = allocate(checkedShape('eye', [size, size]), dtype);
  const entries = converted({ length: made.size }, dtype).fill(0);
  for (let i = 0; i < size; i += 1) entries[i * (size + 1)] = scale;
  currentArena().memory.write(dtype, made.pointer, entries);
  return made;
}

export interface RandomOptions {
  readonly key: RandomKey;
  readonly dtype?: FloatType;
}

const ofUniform = { key: 'any', dtype: 'any', low: 'number', high: 'number' } as const;
const ofNormal = { key: 'any', dtype: 'any', mean: 'number', deviation: 'number' } as const;

/** Entries uniform on [low, high), each a function of the key and its place alone. */
export function uniform(
  shape: readonly number[],
  options: RandomOptions & { low?: number; high?: number },
): Tensor {
  requireOptions('uniform', options, ofUniform);
  const { key, low = 0, high = 1 } = options;
  const dtype = checkedFloat('uniform', options.dtype);
  const [keyLow, keyHigh] = checkedKey('uniform', key);
  const made = allocate(checkedShape('uniform', shape), dtype);
  const kernels = kernelsFor(made, 'uniform');
  kernels.uniform(made.size, made.pointer, keyLow, keyHigh);
  kernels.scale(made.size, made.pointer, high - low);
  if (low !== 0) shift(made, low);
  return made;
}

/** Normal entries with the given mean and deviation, each a function of the key and its place alone. */
export function normal(
  shape: readonly number[],
  options: RandomOptions & { mean?: number; deviation?: number },
): Tensor {
  requireOptions('normal', options, ofNormal);
  const { key, mean = 0, deviation = 1 } = options;
  const dtype = checkedFloat('normal', options.dtype);
  const [keyLow, keyHigh] = checkedKey('normal', key);
  const made = allocate(checkedShape('normal', shape), dtype);
  const kernels = kernelsFor(made, 'normal');
  kernels.normal(made.size, made.pointer, keyLow, keyHigh);
  kernels.scale(made.size, made.pointer, deviation);
  if (mean !== 0) shift(made, mean);
  return made;
}

/** @internal A copy of `x`, which lives outside of any arena, in the open scope. */
export function uploaded(x: Tensor): Tensor {
  const made = allocate(x.shape, x.dtype);
  const { measuring, memory } = currentArena();
  if (!measuring) memory.write(x.dtype, made.pointer, x.toArray());
  return made;
}

export function checkedShape(where: string, shape: readonly number[]): readonly number[] {
  if (!Array.isArray(shape))
    throw unfit(where, 'shape', shape, 'a list of lengths is needed, such as [2, 3]');
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new ShapeError(
        `${where}: shape ${shownList(shape, ',')} has ${shown(length)}; whole numbers of at least 0 are needed`,
      );
    }
  }
  return Object.freeze([...shape]);
}

function shift(x: Tensor, by: number): void {
  const one = [1, 1, 1, x.size] as const;
  const constant = full([], by, { dtype: x.dtype });
  kernelsFor(x, 'uniform').add(...one, x.pointer, 0, 0, 0, 1, constant.pointer, 0, 0, 0, 0, x.pointer);
  constant.dispose();
}

function flattened(values: Nested): number[] {
  return typeof values === 'number' ? [values] : values.flatMap(flattened);
}

function shapeOf(values: Nested): number[] {
  if (typeof values === 'number') return [];
  if (!Array.isArray(values)) throw noNumbers(values);
  const inner = values.map(shapeOf);
  const first = inner[0] ?? [];
  const odd = inner.findIndex((shape) => shape.join() !== first.join());
  if (odd !== -1) {
    throw new ShapeError(
      `tensor: list 0 is [${first}] and list ${odd} is [${inner[odd]}]; nested lists need equal lengths`,
    );
  }
  return [values.length, ...first];
}

function noNumbers(values: unknown): ShapeError {
  const isOfBigInts = values instanceof BigInt64Array || values instanceof BigUint64Array;
  const remedy = isOfBigInts ? '. Make numbers of them: Float64Array.from(values, Number)' : '';
  return new ShapeError(
    `tensor: ${shown(values)} was given; numbers, nested lists or a typed array of numbers are needed${remedy}`,
  );
}

function checkEntries(where: string, values: ArrayLike<number>, dtype: DType): void {
  if (isFloat(dtype)) return;
  const [least, most] = dtype === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [0, 255];
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place]!;
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new ShapeError(
      `${where}: entry ${place} is ${value}; ${dtype} needs whole numbers from ${least} to ${most}`,
    );
  }
}
