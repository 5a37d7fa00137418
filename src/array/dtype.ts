import { listed, shown } from '../arguments/shown.js';
import { ShapeError } from '../errors.js';

/** float32 and float64 carry values and derivatives; int32 holds labels and indices; uint8 holds masks. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8';
export type FloatType = 'float32' | 'float64';

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Typed arrays that a tensor can be made of: whole numbers of at most 16 bits, and those of 32 that fit, become int32. */
export type NumberArray = TypedArray | Int8Array | Uint8ClampedArray | Int16Array | Uint16Array | Uint32Array;

export const bytesPerElement: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  int32: 4,
  uint8: 1,
};

export function isFloat(dtype: DType): dtype is FloatType {
  return dtype === 'float32' || dtype === 'float64';
}

/** A typed view of `count` elements of `buffer` from byte `start` on. */
export function typedView(dtype: DType, buffer: ArrayBufferLike, start: number, count: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, start, count);
    case 'float64':
      return new Float64Array(buffer, start, count);
    case 'int32':
      return new Int32Array(buffer, start, count);
    case 'uint8':
      return new Uint8Array(buffer, start, count);
  }
}

/** The dtype that holds the entries of a typed array; undefined for arrays of BigInts, and what is no array of numbers. */
export function dtypeOf(values: ArrayBufferView): DType | undefined {
  return dtypesOfArrays.get(kindOf(values));
}

/** Whether it is one of the arrays that have a dtype. */
export function isNumberArray(values: unknown): values is NumberArray {
  return ArrayBuffer.isView(values) && dtypeOf(values) !== undefined;
}

/** The dtype where it is one, and float32 where none is given. */
export function checkedDType(where: string, dtype: DType = 'float32'): DType {
  return oneOf(where, dtype, dtypes);
}

/** The same of those that carry values. */
export function checkedFloat(where: string, dtype: FloatType = 'float32'): FloatType {
  return oneOf(where, dtype, floats);
}

const floats = ['float32', 'float64'] as const;
const dtypes = [...floats, 'int32', 'uint8'] as const;

// By names, since an array may come from another realm. A float16 is a float32 as well.
const dtypesOfArrays: ReadonlyMap<string, DType> = new Map([
  ['Float16Array', 'float32'],
  ['Float32Array', 'float32'],
  ['Float64Array', 'float64'],
  ['Int8Array', 'int32'],
  ['Int16Array', 'int32'],
  ['Uint16Array', 'int32'],
  ['Int32Array', 'int32'],
  ['Uint32Array', 'int32'],
  ['Uint8Array', 'uint8'],
  ['Uint8ClampedArray', 'uint8'],
]);

/** The number of a dtype for kernels. */
export function typeNumber(dtype: DType): number {
  return dtypes.indexOf(dtype);
}

/** What a view of a buffer calls itself: its kind, whichever class it is of. */
function kindOf(values: ArrayBufferView): string {
  return Object.prototype.toString.call(values).slice(8, -1);
}

function oneOf<D extends DType>(where: string, dtype: D, known: readonly D[]): D {
  if (known.includes(dtype)) return dtype;
  const names = listed(
    known.map((name) => `'${name}'`),
    'or',
  );
  throw new ShapeError(`${where}: dtype is ${shown(dtype)}; ${names} is needed`);
}
