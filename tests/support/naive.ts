import { sizeOf, type Tensor } from '../../src/array/tensor.js';

type Shape = readonly number[];

/** A dense array as a shape and its entries, to compute with in the plainest way. */
export interface Dense {
  readonly shape: Shape;
  readonly entries: readonly number[];
}

export function denseOf(x: Tensor): Dense {
  return { shape: x.shape, entries: [...x.toArray()] };
}

/** The array whose entry at every multi-index is `entry(index)`. */
export function built(shape: Shape, entry: (index: readonly number[]) => number): Dense {
  return {
    shape,
    entries: Array.from({ length: sizeOf(shape) }, (_, place) => entry(indexOf(place, shape))),
  };
}

/** The entry at an index, where axes of length 1 and axes that are not there repeat. */
export function read({ shape, entries }: Dense, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return entries[placeOf(shape, own)]!;
}

export function zipped(f: (a: number, b: number) => number, a: Dense, b: Dense): Dense {
  return built(broadcast(a.shape, b.shape), (index) => f(read(a, index), read(b, index)));
}

export function broadcast(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const padded = (shape: Shape): number[] => [...Array(rank - shape.length).fill(1), ...shape];
  return padded(a).map((length, axis) => (length === 1 ? padded(b)[axis]! : length));
}

/** The list of entries along an axis, reduced at every place of the others; the axis stays, with length 1. */
export function reduced(f: (list: number[]) => number, x: Dense, axis: number): Dense {
  return built(x.shape.with(axis, 1), (index) =>
    f(Array.from({ length: x.shape[axis]! }, (_, place) => read(x, index.with(axis, place)))),
  );
}

export function transposed(x: Dense, axes: readonly number[]): Dense {
  return built(
    axes.map((axis) => x.shape[axis]!),
    (index) =>
      read(
        x,
        x.shape.map((_, axis) => index[axes.indexOf(axis)]!),
      ),
  );
}

function indexOf(place: number, shape: Shape): number[] {
  const index: number[] = [];
  let rest = place;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}

function placeOf(shape: Shape, index: readonly number[]): number {
  return shape.reduce((place, length, axis) => place * length + (length === 1 ? 0 : index[axis]!), 0);
}
