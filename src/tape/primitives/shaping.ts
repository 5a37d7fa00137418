import { checkKind, requireOptions } from '../../arguments/options.js';
import { shown, shownList } from '../../arguments/shown.js';
import { checkedAxis, cutAt } from '../../array/axes.js';
import { checkTensor } from '../../array/checkTensor.js';
import { zeros } from '../../array/create.js';
import { restrided } from '../../array/elementwise.js';
import { addWindow, copyWindow, writeWindow } from '../../array/rows.js';
import { allocate, composed, view } from '../../array/scope.js';
import { byteLengthOf, sameShape, sizeOf, type Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import type { None, One, Primitive } from '../primitive.js';
import { apply, constant, later } from '../trace.js';
import type { Row } from './define.js';

export const reshapePrimitive: Primitive<One, None, readonly number[]> = {
  name: 'reshape',
  primal: ([x], shape) => view(x, shape),
  vjp: (g, _, { shapes: [from = []] }) => [reshape(g, from)],
};

/**
 * The same entries under another shape, without a copy. One length may be -1: what is left over.
 *
 * @throws {ShapeError} if the entries do not fill the shape
 * @example
 * reshape(x, [-1, 4]).shape; // [6, 4] for an x of 24 entries
 */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  checkTensor('reshape', 'x', x);
  checkKind('reshape', 'shape', shape, 'list', 'a list of lengths is needed, such as [2, -1]');
  const known = sizeOf(shape.filter((length) => length !== -1));
  const filled = shape.map((length) => (length === -1 ? x.size / known : length));
  const areLengths = filled.every((length) => Number.isInteger(length) && length >= 0);
  const isClear = areLengths && shape.indexOf(-1) === shape.lastIndexOf(-1);
  if (isClear && sizeOf(filled) === x.size) return apply(reshapePrimitive, [x], filled);
  throw new ShapeError(
    `reshape: [${x.shape.join(', ')}] has ${x.size} entries, which do not fill ${shownList(shape)}; ` +
      'the products of the lengths must be equal, with at most one -1',
  );
}

export const transposePrimitive: Primitive<One, None, readonly number[]> = {
  name: 'transpose',
  primal: ([x], axes) => {
    const shape = axes.map((axis) => x.shape[axis] ?? 1);
    const strides = axes.map((axis) => sizeOf(x.shape.slice(axis + 1)));
    return restrided('transpose', x, shape, strides);
  },
  vjp: (g, _, { options: axes }) => {
    const back = axes.map((_axis, place) => axes.indexOf(place));
    return [transpose(g, back)];
  },
};

/**
 * Axis i of the result is axis `axes[i]` of x; without `axes`, all are reversed. For a product's operand use the flags
 * of `matmul`, which copy nothing.
 *
 * @throws {ShapeError} if `axes` does not name each axis once
 * @example
 * transpose(x).shape; // [3, 2] for an x of [2, 3]
 */
export function transpose(x: Tensor, axes?: readonly number[]): Tensor {
  checkTensor('transpose', 'x', x);
  if (axes !== undefined)
    checkKind('transpose', 'axes', axes, 'list', 'a list of axes is needed, such as [1, 0]');
  const rank = x.shape.length;
  // A list of the tape's own, since the caller may change theirs before the sweep.
  const order = axes === undefined ? x.shape.map((_, axis) => rank - 1 - axis) : [...axes];
  const isPermutation = order.length === rank && x.shape.every((_, axis) => order.includes(axis));
  if (!isPermutation) {
    throw new ShapeError(
      `transpose: axes are ${shownList(order)} for a tensor [${x.shape.join(', ')}]; each of its ${rank} axes is ` +
        'needed once',
    );
  }
  return apply(transposePrimitive, [x], order);
}

interface Window {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  /** The length of the whole axis. */
  readonly whole: number;
}

export const slicePrimitive: Primitive<One, None, Window> = {
  name: 'slice',
  primal: ([x], { axis, start, length }) => {
    const shape = x.shape.with(axis, length);
    const cut = cutAt(x.shape, axis);
    if (cut.outer === 1) return view(x, shape, byteLengthOf([start, cut.inner], x.dtype));
    return copyWindow(x, cut, start, shape);
  },
  vjp: (g, _, { options }) => [later(padPrimitive, [g], options)],
};

/** Zeros around a window, the cotangent of what was sliced. */
export const padPrimitive: Primitive<One, None, Window> = {
  name: 'pad',
  primal: ([x], { axis, start, whole }) => {
    const y = zeros(x.shape.with(axis, whole), { dtype: x.dtype });
    writeWindow(y, cutAt(y.shape, axis), start, x);
    return y;
  },
  vjp: (g, _, { options }) => [later(slicePrimitive, [g], options)],
  addTo: (y, [x], { axis, start }) => addWindow(y, cutAt(y.shape, axis), start, x),
};

const ofSlice = { axis: 'any', start: 'any', end: 'any' } as const;

/**
 * Entries [start, end) of an axis. A window of the first axis is a view and copies nothing.
 *
 * @throws {ShapeError} if the window does not lie in the axis
 * @example
 * slice(x, { axis: 1, start: 0, end: 2 }).shape; // [5, 2] for an x of [5, 8]
 */
export function slice(x: Tensor, options: { axis?: number; start: number; end: number }): Tensor {
  checkTensor('slice', 'x', x);
  requireOptions('slice', options, ofSlice);
  const { axis: asked = 0, start, end } = options;
  const axis = checkedAxis('slice', asked, x.shape.length);
  const whole = x.shape[axis] ?? 0;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > whole) {
    throw new ShapeError(
      `slice: [${shown(start)}, ${shown(end)}) of axis ${axis} of [${x.shape.join(', ')}]; 0 <= start <= end <= ${whole} is needed`,
    );
  }
  return apply(slicePrimitive, [x], { axis, start, length: end - start, whole });
}

export const concatenatePrimitive: Primitive<readonly Tensor[], None, number> = {
  name: 'concatenate',
  primal: (parts, axis) => {
    const first = parts[0]!;
    const total = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
    const y = allocate(first.shape.with(axis, total), first.dtype);
    let start = 0;
    for (const part of parts) {
      writeWindow(y, cutAt(y.shape, axis), start, part);
      start += part.shape[axis]!;
    }
    return y;
  },
  vjp: (g, _, { options: axis, shapes }) => {
    let end = 0;
    return shapes.map((shape) => {
      const start = end;
      end += shape[axis] ?? 0;
      return later(slicePrimitive, [g], { axis, start, length: end - start, whole: g.shape[axis] ?? 0 });
    });
  },
};

/**
 * The parts one after the other along an axis.
 *
 * @throws {ShapeError} if there are no parts, or other axes or dtypes differ
 * @example
 * concatenate([x, y], 1).shape; // [4, 8] for an x of [4, 5] and a y of [4, 3]
 */
export function concatenate(parts: readonly Tensor[], axis = 0): Tensor {
  checkParts('concatenate', parts);
  const first = parts[0]!;
  const place = checkedAxis('concatenate', axis, first.shape.length);
  parts.forEach((part, index) => {
    const fits = part.shape.length === first.shape.length && part.dtype === first.dtype;
    if (fits && sameShape(part.shape.with(place, 0), first.shape.with(place, 0))) return;
    throw new ShapeError(
      `concatenate: part 0 is ${first} and part ${index} is ${part}; all but axis ${place} must be equal`,
    );
  });
  return apply(concatenatePrimitive, parts, place);
}

/**
 * Tensors of one shape side by side along a new axis.
 *
 * @example
 * stack([x, y]).shape; // [2, 4, 5] for an x and a y of [4, 5]
 */
export function stack(parts: readonly Tensor[], axis = 0): Tensor {
  checkParts('stack', parts);
  const rank = (parts[0]?.shape.length ?? 0) + 1;
  const place = checkedAxis('stack', axis, rank);
  const widened = (part: Tensor): Tensor => reshape(part, part.shape.toSpliced(place, 0, 1));
  return composed(() => concatenate(parts.map(widened), place));
}

function checkParts(where: string, parts: readonly Tensor[]): void {
  checkKind(where, 'parts', parts, 'list', 'a list of tensors is needed');
  if (parts.length === 0) throw new ShapeError(`${where}: no parts were given; at least 1 is needed`);
  parts.forEach((part, place) => {
    checkTensor(where, `part ${place}`, part);
  });
}

const stopGradientPrimitive: Primitive<One, None, undefined> = {
  name: 'stopGradient',
  primal: ([x]) => {
    const y = view(x, x.shape);
    y.marks = constant;
    return y;
  },
};

/** The same values as a constant: no cotangent passes. */
export function stopGradient(x: Tensor): Tensor {
  return apply(stopGradientPrimitive, [x], undefined);
}

export const shapingRows: readonly Row[] = [
  reshapePrimitive,
  transposePrimitive,
  slicePrimitive,
  padPrimitive,
  concatenatePrimitive,
  stopGradientPrimitive,
];
