import { ShapeError } from '../errors.js';
import { type DType, dtypeOf, type FloatType, isFloat, type TypedArray } from './dtype.js';
import { checkedKey, type RandomKey } from './random.js';
import { allocate, currentArena, kernelsFor } from './scope.js';
import { converted, sizeOf, type Tensor } from './tensor.js';

/** A number, or numbers in lists of equal lengths, nested to any depth. */
export type Nested = number | readonly Nested[];

export interface CreateOptions<D extends DType = DType> {
  readonly shape?: readonly number[];
  readonly dtype?: D;
}

/**
 * A tensor with the given entries, copied into the arena.
 *
 * Nested lists carry their shape; a flat list or a typed array takes `shape`. Plain numbers become float32 and a typed
 * array keeps its type, unless `dtype` says otherwise.
 *
 * @throws {ShapeError} if lists have unequal lengths or the entries do not fill the shape
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * const labels = tensor([7, 2, 1], { dtype: 'int32' });
 * const y = tensor(new Float64Array(6), { shape: [2, 3] });
 */
export function tensor(values: Nested | TypedArray, options: CreateOptions = {}): Tensor {
  const isTyped = ArrayBuffer.isView(values);
  const found = isTyped ? [values.length] : shapeOf(values);
  const flat = isTyped ? values : flattened(values);
  const shape = checkedShape('tensor', options.shape ?? found);
  const dtype = options.dtype ?? (isTyped ? dtypeOf(values) : 'float32');
  if (sizeOf(shape) !== flat.length) {
    throw new ShapeError(
      `tensor: shape [${shape}] needs ${sizeOf(shape)} entries and ${flat.length} were given`,
    );
  }
  checkKind('tensor', flat, dtype);
  const made = allocate(shape, dtype);
  currentArena().memory.write(dtype, made.pointer, converted(flat, dtype));
  return made;
}

/** A tensor whose entries all are 0. */
export function zeros(shape: readonly number[], options: { dtype?: DType } = {}): Tensor {
  return full(shape, 0, options);
}

/** A tensor whose entries all are 1. */
export function ones(shape: readonly number[], options: { dtype?: DType } = {}): Tensor {
  return full(shape, 1, options);
}

/** A tensor whose entries all are `value`. */
export function full(shape: readonly number[], value: number, options: { dtype?: DType } = {}): Tensor {
  const dtype = options.dtype ?? 'float32';
  checkKind('full', [value], dtype);
  const made = allocate(checkedShape('full', shape), dtype);
  if (isFloat(dtype)) kernelsFor(made, 'full').fill(made.size, made.pointer, value);
  else currentArena().memory.write(dtype, made.pointer, converted({ length: made.size }, dtype).fill(value));
  return made;
}

/** `scale` times the identity matrix [size, size]. */
export function eye(size: number, options: { dtype?: FloatType; scale?: number } = {}): Tensor {
  const { dtype = 'float32', scale = 1 } = options;
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

/** Entries uniform on [low, high), each a function of the key and its place alone. */
export function uniform(
  shape: readonly number[],
  options: RandomOptions & { low?: number; high?: number },
): Tensor {
  const { key, dtype = 'float32', low = 0, high = 1 } = options;
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
  const { key, dtype = 'float32', mean = 0, deviation = 1 } = options;
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
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new ShapeError(
        `${where}: shape [${shape}] has ${length}; whole numbers of at least 0 are needed`,
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
  if (!Array.isArray(values)) {
    throw new ShapeError(
      `tensor: ${String(values)} was given; numbers, nested lists or a typed array are needed`,
    );
  }
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

function checkKind(where: string, values: ArrayLike<number>, dtype: DType): void {
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
