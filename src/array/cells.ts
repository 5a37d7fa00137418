import { ShapeError } from '../errors.js';
import type { BiasName, SumName } from './kernels/cells.js';
import { allocate, kernelsFor } from './scope.js';
import { sameShape, type Tensor } from './tensor.js';

/** f(p + b). */
export function biased(name: BiasName, p: Tensor, b: Tensor): Tensor {
  const width = b.size;
  const fits = b.shape.length === 1 && p.shape.at(-1) === width;
  check('biasActivation', { p, b }, fits, 'p [..., H] and b [H]');
  const y = allocate(p.shape, p.dtype);
  kernelsFor(p, 'biasActivation')[name](rowsOf(p, width), width, p.pointer, b.pointer, y.pointer);
  return y;
}

/** f((p + q) + b). */
export function summed(where: string, name: SumName, p: Tensor, q: Tensor, b: Tensor): Tensor {
  const width = b.size;
  const fits = sameShape(p.shape, q.shape) && b.shape.length === 1 && p.shape.at(-1) === width;
  check(where, { p, q, b }, fits, 'p and q [..., H] and b [H]');
  const y = allocate(p.shape, p.dtype);
  kernelsFor(p, where)[name](rowsOf(p, width), width, p.pointer, q.pointer, b.pointer, y.pointer);
  return y;
}

/** The gates [R, 4H]. */
export function lstmGates(p: Tensor, q: Tensor, b: Tensor): Tensor {
  const [rows, width] = matrix(p);
  const fits =
    sameShape(p.shape, [rows, width]) && sameShape(q.shape, p.shape) && sameShape(b.shape, [width]);
  check('lstmGates', { p, q, b }, fits && width % 4 === 0, 'p and q [R, 4 H] and b [4 H]');
  return summed('lstmGates', 'lstmGates', p, q, b);
}

/** The cotangent of what the gates are taken of. */
export function lstmGatesVjp(g: Tensor, gates: Tensor): Tensor {
  const [rows, width] = matrix(gates);
  const y = allocate(gates.shape, gates.dtype);
  kernelsFor(g, 'lstmGates').lstmGatesVjp(rows, width / 4, g.pointer, gates.pointer, y.pointer);
  return y;
}

/** [h; c'], [2, R, H]. */
export function lstmCell(gates: Tensor, c: Tensor): Tensor {
  const [rows, hidden] = matrix(c);
  const fits = sameShape(c.shape, [rows, hidden]) && sameShape(gates.shape, [rows, 4 * hidden]);
  check('lstmCell', { gates, c }, fits, 'gates [R, 4 H] and c [R, H]');
  const y = allocate([2, rows, hidden], c.dtype);
  kernelsFor(c, 'lstmCell').lstmCell(rows, hidden, gates.pointer, c.pointer, y.pointer);
  return y;
}

/** The cotangents [of the gates; of c], [5, R, H]. */
export function lstmCellVjp(g: Tensor, gates: Tensor, c: Tensor, cell: Tensor): Tensor {
  const [rows, hidden] = matrix(c);
  const y = allocate([5, rows, hidden], c.dtype);
  const { lstmCellVjp: kernel } = kernelsFor(c, 'lstmCell');
  kernel(rows, hidden, g.pointer, gates.pointer, c.pointer, cell.pointer, y.pointer);
  return y;
}

/** The gates and what the reset gate acts on, [R, 4H]. */
export function gruGates(p: Tensor, q: Tensor, b: Tensor, c: Tensor): Tensor {
  const [rows, width] = matrix(p);
  const areRows = sameShape(p.shape, [rows, width]) && sameShape(q.shape, p.shape);
  const fits = areRows && sameShape(b.shape, [width]) && sameShape(c.shape, [width]) && width % 3 === 0;
  check('gruGates', { p, q, b, c }, fits, 'p and q [R, 3 H], b and c [3 H]');
  const hidden = width / 3;
  const y = allocate([rows, 4 * hidden], p.dtype);
  const { gruGates: kernel } = kernelsFor(p, 'gruGates');
  kernel(rows, hidden, p.pointer, q.pointer, b.pointer, c.pointer, y.pointer);
  return y;
}

/** The cotangents [of p; of q], [2, R, 3H]. */
export function gruGatesVjp(g: Tensor, gates: Tensor): Tensor {
  const [rows, width] = matrix(gates);
  const hidden = width / 4;
  const y = allocate([2, rows, 3 * hidden], g.dtype);
  kernelsFor(g, 'gruGates').gruGatesVjp(rows, hidden, g.pointer, gates.pointer, y.pointer);
  return y;
}

/** (1 - z) n + z h, [R, H]. */
export function gruCell(gates: Tensor, h: Tensor): Tensor {
  const [rows, hidden] = matrix(h);
  const fits = sameShape(h.shape, [rows, hidden]) && sameShape(gates.shape, [rows, 4 * hidden]);
  check('gruCell', { gates, h }, fits, 'gates [R, 4 H] and h [R, H]');
  const y = allocate(h.shape, h.dtype);
  kernelsFor(h, 'gruCell').gruCell(rows, hidden, gates.pointer, h.pointer, y.pointer);
  return y;
}

/** The cotangents [of the gates; of h], [5, R, H]. */
export function gruCellVjp(g: Tensor, gates: Tensor, h: Tensor): Tensor {
  const [rows, hidden] = matrix(h);
  const y = allocate([5, rows, hidden], h.dtype);
  kernelsFor(h, 'gruCell').gruCellVjp(rows, hidden, g.pointer, gates.pointer, h.pointer, y.pointer);
  return y;
}

function matrix({ shape }: Tensor): readonly [number, number] {
  return [shape[0] ?? 0, shape[1] ?? 0];
}

function rowsOf({ size }: Tensor, width: number): number {
  return width === 0 ? 0 : size / width;
}

function check(where: string, given: Readonly<Record<string, Tensor>>, fits: boolean, needed: string): void {
  const tensors = Object.values(given);
  if (fits && tensors.every(({ dtype }) => dtype === tensors[0]?.dtype)) return;
  const found = Object.entries(given).map(([name, tensor]) => `${name} ${tensor}`);
  throw new ShapeError(`${where}: given are ${found.join(', ')}; ${needed} of one dtype are needed`);
}
