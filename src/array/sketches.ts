import { ShapeError } from '../errors.js';
import { sampleKinds } from './kernels/sketches.js';
import { product } from './product.js';
import type { RandomKey } from './random.js';
import { allocate, kernelsFor } from './scope.js';
import { sizeOf, type Tensor } from './tensor.js';

/** Which indices of a tensor's last axis are kept. */
export interface Sampling {
  /** How many. */
  readonly kept: number;
  /** Whether an index may be drawn more than once. */
  readonly replace: boolean;
  /** Whether each row has indices of its own. */
  readonly perRow: boolean;
}

/** The entries of every row that a key draws: [..., d] → [..., kept]. */
export function sampled(x: Tensor, sampling: Sampling, [low, high]: RandomKey): Tensor {
  const d = lastOf('sample', x);
  checkKept(sampling, d);
  const y = allocate([...x.shape.slice(0, -1), sampling.kept], x.dtype);
  const { sample } = kernelsFor(x, 'sample');
  sample(rowsOf(x), d, low, high, sampling.kept, kindOf(sampling), x.pointer, y.pointer);
  return y;
}

/** The estimate of rows of `width` entries from a sample of them: [..., kept] → [..., width]. */
export function unsampled(y: Tensor, width: number, sampling: Sampling, [low, high]: RandomKey): Tensor {
  checkSample(y, sampling);
  checkKept(sampling, width);
  const x = allocate([...y.shape.slice(0, -1), width], y.dtype);
  const { unsample } = kernelsFor(y, 'sample');
  unsample(rowsOf(y), width, low, high, sampling.kept, kindOf(sampling), y.pointer, x.pointer);
  return x;
}

/** sum [d, n] += xᵀ g in place, with the estimate x of the sample y [m, kept] and g [m, n]. */
export function addSampled(sum: Tensor, y: Tensor, g: Tensor, sampling: Sampling, key: RandomKey): void {
  const [d, n] = checkProduct('sample', sum, y, g);
  checkSample(y, sampling);
  checkKept(sampling, d);
  const [low, high] = key;
  const kind = kindOf(sampling);
  const { addSampledProduct, addSampledRows } = kernelsFor(sum, 'sample');
  if (sampling.perRow) {
    addSampledProduct(rowsOf(y), n, low, high, d, sampling.kept, kind, y.pointer, g.pointer, sum.pointer);
    return;
  }
  const c = product(y, g, { transposeA: true });
  addSampledRows(sampling.kept, n, low, high, d, kind, c.pointer, sum.pointer);
  c.dispose();
}

/** x R with entries of R [d, kept] that are ±1/√kept, as a key draws them: [..., d] → [..., kept]. */
export function projected(x: Tensor, kept: number, key: RandomKey): Tensor {
  const d = lastOf('project', x);
  const y = allocate([...x.shape.slice(0, -1), kept], x.dtype);
  const r = projection(y, d, key);
  kernelsFor(x, 'project').gemm(rowsOf(x), kept, d, x.pointer, 0, r.pointer, 0, y.pointer, 0);
  r.dispose();
  return y;
}

/** The estimate y Rᵀ of rows of `width` entries from a projection of them: [..., kept] → [..., width]. */
export function unprojected(y: Tensor, width: number, key: RandomKey): Tensor {
  const kept = lastOf('project', y);
  const x = allocate([...y.shape.slice(0, -1), width], y.dtype);
  const r = projection(y, width, key);
  kernelsFor(y, 'project').gemm(rowsOf(y), width, kept, y.pointer, 0, r.pointer, 1, x.pointer, 0);
  r.dispose();
  return x;
}

/** sum [d, n] += xᵀ g in place, with the estimate x of the projection y [m, kept] and g [m, n]: R (yᵀ g). */
export function addProjected(sum: Tensor, y: Tensor, g: Tensor, key: RandomKey): void {
  const [d, n] = checkProduct('project', sum, y, g);
  const c = product(y, g, { transposeA: true });
  const r = projection(y, d, key);
  kernelsFor(sum, 'project').gemm(d, n, lastOf('project', y), r.pointer, 0, c.pointer, 0, sum.pointer, 1);
  r.dispose();
  c.dispose();
}

/** R [d, kept] for a projection y [..., kept]. */
function projection(y: Tensor, d: number, [low, high]: RandomKey): Tensor {
  const kept = lastOf('project', y);
  const r = allocate([d, kept], y.dtype);
  kernelsFor(y, 'project').signs(r.size, 1 / Math.sqrt(kept), low, high, r.pointer);
  return r;
}

function kindOf({ replace, perRow }: Sampling): number {
  return (replace ? sampleKinds.replace : 0) | (perRow ? sampleKinds.perRow : 0);
}

function rowsOf(x: Tensor): number {
  return sizeOf(x.shape.slice(0, -1));
}

function lastOf(where: string, x: Tensor): number {
  const last = x.shape.at(-1);
  if (last === undefined) throw new ShapeError(`${where}: the tensor is ${x}; an axis is needed`);
  return last;
}

function checkKept({ kept, replace }: Sampling, d: number): void {
  if (kept >= 1 && d >= 1 && (replace || kept <= d)) return;
  throw new ShapeError(
    `sample: ${kept} of ${d} entries are asked for; at least 1 is needed, and no more than there are ` +
      'without replacement',
  );
}

function checkSample(y: Tensor, { kept }: Sampling): void {
  if (lastOf('sample', y) === kept) return;
  throw new ShapeError(`sample: the sample is ${y}; a last axis of ${kept} is needed`);
}

function checkProduct(where: string, sum: Tensor, y: Tensor, g: Tensor): readonly [number, number] {
  const [d, n] = sum.shape;
  const [rows] = y.shape;
  const areMatrices = [sum, y, g].every(({ shape, dtype }) => shape.length === 2 && dtype === sum.dtype);
  if (areMatrices && g.shape[0] === rows && g.shape[1] === n) return [d!, n!];
  throw new ShapeError(
    `${where}: the sum is ${sum}, what is kept ${y} and the cotangent ${g}; [d, n], [m, k] and [m, n] of one ` +
      'dtype are needed',
  );
}
