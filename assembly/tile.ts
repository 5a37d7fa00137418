// The inner loops of a matrix product: a piece of C stays in registers while k runs. Every entry of C is the sum of its
// products in the order of k, each product and each sum rounded, whichever of these loops computes it.

/** The width of a tile, in vectors and in bytes. */
export const TILE_BYTES: usize = 32;

// `rows` (1 to 4) rows of two vectors. A is read at a + row aRow + l aStep, B at b + l bStep, all in bytes. With `keep`
// the panel of B is copied to `panel` on the way, which costs nothing beside the arithmetic.
// @ts-ignore: decorator
@inline function tile<T>(
  rows: i32, keep: bool, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize,
  c: usize, cRow: usize, fresh: bool, panel: usize,
): void {
  let p0 = a, p1 = a + aRow, p2 = p1 + aRow, p3 = p2 + aRow;
  const c1 = c + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
  let s00 = v128.splat<T>(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  if (!fresh) {
    s00 = v128.load(c); s01 = v128.load(c, 16);
    if (rows > 1) { s10 = v128.load(c1); s11 = v128.load(c1, 16); }
    if (rows > 2) { s20 = v128.load(c2); s21 = v128.load(c2, 16); }
    if (rows > 3) { s30 = v128.load(c3); s31 = v128.load(c3, 16); }
  }
  for (let l = depth; l > 0; l--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    if (keep) { v128.store(panel, b0); v128.store(panel, b1, 16); panel += TILE_BYTES; }
    let x = v128.load_splat<T>(p0);
    s00 = v128.add<T>(s00, v128.mul<T>(x, b0)); s01 = v128.add<T>(s01, v128.mul<T>(x, b1));
    if (rows > 1) {
      x = v128.load_splat<T>(p1);
      s10 = v128.add<T>(s10, v128.mul<T>(x, b0)); s11 = v128.add<T>(s11, v128.mul<T>(x, b1));
      p1 += aStep;
    }
    if (rows > 2) {
      x = v128.load_splat<T>(p2);
      s20 = v128.add<T>(s20, v128.mul<T>(x, b0)); s21 = v128.add<T>(s21, v128.mul<T>(x, b1));
      p2 += aStep;
    }
    if (rows > 3) {
      x = v128.load_splat<T>(p3);
      s30 = v128.add<T>(s30, v128.mul<T>(x, b0)); s31 = v128.add<T>(s31, v128.mul<T>(x, b1));
      p3 += aStep;
    }
    p0 += aStep;
    b += bStep;
  }
  v128.store(c, s00); v128.store(c, s01, 16);
  if (rows > 1) { v128.store(c1, s10); v128.store(c1, s11, 16); }
  if (rows > 2) { v128.store(c2, s20); v128.store(c2, s21, 16); }
  if (rows > 3) { v128.store(c3, s30); v128.store(c3, s31, 16); }
}

/** Four rows, which also copies its panel of B. */
export function tileKeeping<T>(
  depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool,
  panel: usize,
): void {
  tile<T>(4, true, depth, a, aRow, aStep, b, bStep, c, cRow, fresh, panel);
}

export function tileOfFour<T>(
  depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize, fresh: bool,
): void {
  tile<T>(4, false, depth, a, aRow, aStep, b, bStep, c, cRow, fresh, 0);
}

/** The last rows, 1 to 3 of them. */
export function tileOfFewer<T>(
  rows: usize, depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, bStep: usize, c: usize, cRow: usize,
  fresh: bool,
): void {
  if (rows == 1) tile<T>(1, false, depth, a, aRow, aStep, b, bStep, c, cRow, fresh, 0);
  else if (rows == 2) tile<T>(2, false, depth, a, aRow, aStep, b, bStep, c, cRow, fresh, 0);
  else tile<T>(3, false, depth, a, aRow, aStep, b, bStep, c, cRow, fresh, 0);
}

/** The width of a strip in bytes. */
export const STRIP_BYTES: usize = 128;

/** One row of eight vectors, straight from B: for products of a few rows, where B is read hardly more than once. */
export function strip<T>(depth: usize, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, fresh: bool): void {
  let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  if (!fresh) {
    s0 = v128.load(c); s1 = v128.load(c, 16); s2 = v128.load(c, 32); s3 = v128.load(c, 48);
    s4 = v128.load(c, 64); s5 = v128.load(c, 80); s6 = v128.load(c, 96); s7 = v128.load(c, 112);
  }
  for (let l = depth; l > 0; l--) {
    const x = v128.load_splat<T>(a);
    s0 = v128.add<T>(s0, v128.mul<T>(x, v128.load(b)));
    s1 = v128.add<T>(s1, v128.mul<T>(x, v128.load(b, 16)));
    s2 = v128.add<T>(s2, v128.mul<T>(x, v128.load(b, 32)));
    s3 = v128.add<T>(s3, v128.mul<T>(x, v128.load(b, 48)));
    s4 = v128.add<T>(s4, v128.mul<T>(x, v128.load(b, 64)));
    s5 = v128.add<T>(s5, v128.mul<T>(x, v128.load(b, 80)));
    s6 = v128.add<T>(s6, v128.mul<T>(x, v128.load(b, 96)));
    s7 = v128.add<T>(s7, v128.mul<T>(x, v128.load(b, 112)));
    a += aStep;
    b += bStep;
  }
  v128.store(c, s0); v128.store(c, s1, 16); v128.store(c, s2, 32); v128.store(c, s3, 48);
  v128.store(c, s4, 64); v128.store(c, s5, 80); v128.store(c, s6, 96); v128.store(c, s7, 112);
}
