/** y = f(p + b). */
export const biasNames = ['biasTanh', 'biasSigmoid', 'biasRelu'] as const;
export type BiasName = (typeof biasNames)[number];

/** y = f((p + q) + b); `lstmGates` is tanh in the third quarter of a row and sigmoid in the others. */
export const sumNames = ['sumTanh', 'sumSigmoid', 'sumRelu', 'lstmGates'] as const;
export type SumName = (typeof sumNames)[number];

/** y [rows, width] from p [rows, width] and b [width]. */
export type BiasKernel = (rows: number, width: number, p: number, b: number, y: number) => void;

/** y [rows, width] from p and q [rows, width] and b [width]. */
export type SumKernel = (rows: number, width: number, p: number, q: number, b: number, y: number) => void;

/**
 * What cells of recurrent networks are made of, fused. Each operation is rounded, in the order of the formula, so that
 * the bits are those of one elementwise kernel after the other. H is `hidden`, R is `rows`; what is written in brackets
 * with a semicolon is one array after the other.
 */
export interface CellKernels
  extends Readonly<Record<BiasName, BiasKernel>>,
    Readonly<Record<SumName, SumKernel>> {
  /** y [R, 4H]: the cotangent of what `lstmGates` is taken of. */
  lstmGatesVjp(rows: number, hidden: number, g: number, gates: number, y: number): void;
  /** y = [h; c'], [2, R, H]: c' = f c + i k, h = o tanh(c'); a row of the gates [R, 4H] is [i, f, k, o]. */
  lstmCell(rows: number, hidden: number, gates: number, c: number, y: number): void;
  /**
   * y = [the cotangent of the gates, [R, 4H]; of c, [R, H]] from g = [dh; dc'] and cell = [h; c'], [2, R, H]:
   * d = dc' + dh o (1 - tanh²(c')), and the cotangents are d k, d c, d i, dh tanh(c') and d f.
   */
  lstmCellVjp(
    rows: number,
    hidden: number,
    g: number,
    gates: number,
    c: number,
    cell: number,
    y: number,
  ): void;
  /**
   * y [R, 4H], a row of which is [z, r, n, s], from p and q [R, 3H], b and c [3H], whose parts are called alike:
   * z, r = σ((p + b) + (q + c)), s = q + c, n = tanh((p + b) + r s).
   */
  gruGates(rows: number, hidden: number, p: number, q: number, b: number, c: number, y: number): void;
  /** y = [the cotangent of p; of q], [2, R, 3H], from g and the gates [R, 4H]. */
  gruGatesVjp(rows: number, hidden: number, g: number, gates: number, y: number): void;
  /** y [R, H] = (1 - z) n + z h. */
  gruCell(rows: number, hidden: number, gates: number, h: number, y: number): void;
  /** y = [the cotangent of the gates, [R, 4H], 0 for r and s; of h, [R, H]]: g h - g n, g (1 - z) and g z. */
  gruCellVjp(rows: number, hidden: number, g: number, gates: number, h: number, y: number): void;
}
