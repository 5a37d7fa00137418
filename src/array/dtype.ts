/** float32 and float64 carry values and derivatives; int32 holds labels and indices; uint8 holds masks. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8';
export type FloatType = 'float32' | 'float64';

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

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

export function dtypeOf(values: TypedArray): DType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}
