// The inner loops of a matrix product: a piece of C stays in registers while k runs. Every entry of C is the sum of its
// products in the order of k, each product and each sum rounded, whichever of these loops computes it.
//
// None is unrolled by hand: V8 moves all loads of a loop's body in front of its arithmetic, and where the body is longer
// it runs out of registers.
import { TILE_BYTES } from './pack';

// Strips of A one after the other, each times the same panel of B, whose rows are bStep apart: each gives four rows of
// two vectors of C. With `keep` the panel is copied on the way, which costs nothing beside the arithmetic.
// @ts-ignore: decorator
@inline function tiles<T>(
  keep: bool, count: usize, depth: usize, a: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool,
  panel: usize,
): void {
  for (; count > 0; count--) {
    const c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
    let s00 = v128.splat<T>(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    if (!fresh) {
      s00 = v128.load(c); s01 = v128.load(c, 16);
      s10 = v128.load(c1); s11 = v128.load(c1, 16);
      s20 = v128.load(c2); s21 = v128.load(c2, 16);
      s30 = v128.load(c3); s31 = v128.load(c3, 16);
    }
    let from = b;
    for (let l = depth; l > 0; l--) {
      const b0 = v128.load(from), b1 = v128.load(from, 16);
      if (keep) { v128.store(panel, b0); v128.store(panel, b1, 16); panel += TILE_BYTES; }
      let x = v128.load_splat<T>(a);
      s00 = v128.add<T>(s00, v128.mul<T>(x, b0)); s01 = v128.add<T>(s01, v128.mul<T>(x, b1));
      x = v128.load_splat<T>(a, sizeof<T>());
      s10 = v128.add<T>(s10, v128.mul<T>(x, b0)); s11 = v128.add<T>(s11, v128.mul<T>(x, b1));
      x = v128.load_splat<T>(a, 2 * sizeof<T>());
      s20 = v128.add<T>(s20, v128.mul<T>(x, b0)); s21 = v128.add<T>(s21, v128.mul<T>(x, b1));
      x = v128.load_splat<T>(a, 3 * sizeof<T>());
      s30 = v128.add<T>(s30, v128.mul<T>(x, b0)); s31 = v128.add<T>(s31, v128.mul<T>(x, b1));
      a += 4 * sizeof<T>();
      from += bStep;
    }
    v128.store(c, s00); v128.store(c, s01, 16);
    v128.store(c1, s10); v128.store(c1, s11, 16);
    v128.store(c2, s20); v128.store(c2, s21, 16);
    v128.store(c3, s30); v128.store(c3, s31, 16);
    c = c3 + cRow;
  }
}

/** `count` strips times a panel. */
export function column<T>(
  count: usize, depth: usize, a: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool,
): void {
  tiles<T>(false, count, depth, a, b, bStep, c, cRow, fresh, 0);
}

/** One strip times a panel, which is copied to `panel`. */
export function tileKeeping<T>(
  depth: usize, a: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool, panel: usize,
): void {
  tiles<T>(true, 1, depth, a, b, bStep, c, cRow, fresh, panel);
}

/** The width of a band of C, in bytes: four vectors. */
export const BAND_BYTES: usize = 64;

// One or two rows of a band of C, where A is read where it stands.
// @ts-ignore: decorator
@inline function band<T>(
  two: bool, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  fresh: bool,
): void {
  const c1 = c + cRow;
  let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  if (!fresh) {
    s0 = v128.load(c); s1 = v128.load(c, 16); s2 = v128.load(c, 32); s3 = v128.load(c, 48);
    if (two) { t0 = v128.load(c1); t1 = v128.load(c1, 16); t2 = v128.load(c1, 32); t3 = v128.load(c1, 48); }
  }
  let a1 = a + aRow;
  for (; depth > 0; depth--) {
    const x = v128.load_splat<T>(a), y = two ? v128.load_splat<T>(a1) : x;
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    s0 = v128.add<T>(s0, v128.mul<T>(x, b0)); s1 = v128.add<T>(s1, v128.mul<T>(x, b1));
    s2 = v128.add<T>(s2, v128.mul<T>(x, b2)); s3 = v128.add<T>(s3, v128.mul<T>(x, b3));
    if (two) {
      t0 = v128.add<T>(t0, v128.mul<T>(y, b0)); t1 = v128.add<T>(t1, v128.mul<T>(y, b1));
      t2 = v128.add<T>(t2, v128.mul<T>(y, b2)); t3 = v128.add<T>(t3, v128.mul<T>(y, b3));
      a1 += aStep;
    }
    a += aStep;
    b += bStep;
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48);
  if (two) { v128.store(c1, t0); v128.store(c1, t1, 16); v128.store(c1, t2, 32); v128.store(c1, t3, 48); }
}

export function bandOfOne<T>(
  depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool,
): void {
  band<T>(false, depth, a, aRow, aStep, b, bStep, c, cRow, fresh);
}

export function bandOfTwo<T>(
  depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool,
): void {
  band<T>(true, depth, a, aRow, aStep, b, bStep, c, cRow, fresh);
}
