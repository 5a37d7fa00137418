import { bytesPerElement, type FloatType, type TypedArray, typedView } from '../dtype.js';
import type { Blas } from './blas.js';

/** A product that is tried: op(A) [m, k], op(B) [k, n], each made of the first of some numbers. */
interface Trial {
  readonly dtype: FloatType;
  readonly shape: readonly [m: number, n: number, k: number];
  readonly transposeA: 0 | 1;
  readonly transposeB: 0 | 1;
  readonly accumulate: 0 | 1;
}

type Run = (trial: Trial, numbers: Float64Array, shift?: number) => TypedArray;

// A batch of a recurrent network, one row, what leaves rests in every direction, and one that is large enough (a
// million multiply-adds) for OpenBLAS to pack its operands.
const shapes = [
  [16, 64, 128],
  [1, 127, 64],
  [37, 65, 31],
  [101, 99, 117],
] as const;
const most = 12_288;
/** Bytes from one operand to the next: each has a page more than it takes. */
const room = most * 8 + 4096;

/**
 * Whether a library does what is needed of it: products of small whole numbers, which no order of additions changes,
 * are right in both dtypes for all transpositions, added to what was there or not; and where the operands are does not
 * change a bit of any product. Says what is wrong, or nothing.
 */
export function objection(blas: Blas): string | undefined {
  const run = runner(blas);
  const whole = Float64Array.from({ length: 64 }, (_, place) => ((place * 7) % 11) - 5);
  if (!trials([3, 5, 7]).every((trial) => isRight(run, trial, whole))) return 'its products are wrong';
  // Fractions with all the bits of a float, so that every addition is rounded.
  const rough = Float64Array.from({ length: most }, (_, place) => Math.fround(Math.sin(place + 1)));
  if (!shapes.flatMap(trials).every((trial) => isSameElsewhere(run, trial, rough))) {
    return 'its products change with the places of their operands';
  }
  return undefined;
}

function trials(shape: Trial['shape']): readonly Trial[] {
  const bits = [0, 1] as const;
  return (['float32', 'float64'] as const).flatMap((dtype) =>
    bits.flatMap((transposeA) =>
      bits.flatMap((transposeB) =>
        bits.map((accumulate) => ({ dtype, shape, transposeA, transposeB, accumulate })),
      ),
    ),
  );
}

/** Gives C, with A, B and C one, two and three times `shift` elements behind a multiple of 64 bytes. */
function runner(blas: Blas): Run {
  const buffer = new ArrayBuffer(3 * room + 64);
  const address = blas.addressOf(new Uint8Array(buffer));
  const start = (64 - (address % 64)) % 64;
  return ({ dtype, shape, transposeA, transposeB, accumulate }, numbers, shift = 0) => {
    const [m, n, k] = shape;
    const [a, b, c] = [operand(0, m * k), operand(1, k * n), operand(2, m * n)];
    const at = ({ byteOffset }: TypedArray): number => address + byteOffset;
    blas.gemm[dtype](m, n, k, at(a), transposeA, at(b), transposeB, at(c), accumulate);
    return c.slice();

    function operand(place: number, count: number): TypedArray {
      const skipped = (place + 1) * shift * bytesPerElement[dtype];
      const view = typedView(dtype, buffer, start + place * room + skipped, count);
      view.set(numbers.subarray(0, count));
      return view;
    }
  };
}

function isRight(run: Run, trial: Trial, numbers: Float64Array): boolean {
  const { shape, transposeA, transposeB, accumulate } = trial;
  const [m, n, k] = shape;
  return run(trial, numbers).every((entry, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    let total = accumulate * numbers[place]!;
    for (let p = 0; p < k; p += 1) {
      total += numbers[transposeA ? p * m + i : i * k + p]! * numbers[transposeB ? j * k + p : p * n + j]!;
    }
    return entry === total;
  });
}

function isSameElsewhere(run: Run, trial: Trial, numbers: Float64Array): boolean {
  const aligned = run(trial, numbers);
  return [1, 2, 7].every((shift) => {
    const shifted = run(trial, numbers, shift);
    return aligned.every((entry, place) => Object.is(entry, shifted[place]));
  });
}
