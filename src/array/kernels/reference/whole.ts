import { type ByteKernels, type RelationName, relationNames } from '../../kernels.js';
import type { Views } from './views.js';

type Names = 'compare' | 'select' | 'cast' | 'sumWhole' | 'firstBeyond' | 'stridedBytes';

const relations: Readonly<Record<RelationName, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  greater: (a, b) => a > b,
  greaterOrEqual: (a, b) => a >= b,
  and: (a, b) => a !== 0 && b !== 0,
  or: (a, b) => a !== 0 || b !== 0,
};

/** Masks, and numbers by the type that they are given. */
export function whole(views: Views): Pick<ByteKernels, Names> {
  return {
    compare: (relation, type, d0, d1, d2, d3, a, a0, a1, a2, a3, b, b0, b1, b2, b3, y) => {
      const holds = relations[relationNames[relation]!];
      const x = ofType(views, type);
      eachPlace([d0, d1, d2, d3], ([i, j, k, l], at) => {
        const left = x.load(a, i * a0 + j * a1 + k * a2 + l * a3);
        const right = x.load(b, i * b0 + j * b1 + k * b2 + l * b3);
        views.uint8[y + at] = holds(left, right) ? 1 : 0;
      });
    },
    select: (width, n, condition, a, b, y) => {
      for (let i = 0; i < n; i++) {
        const from = (views.uint8[condition + i] !== 0 ? a : b) + i * width;
        views.uint8.copyWithin(y + i * width, from, from + width);
      }
    },
    cast: (from, to, n, x, y) => {
      const [source, target] = [ofType(views, from), ofType(views, to)];
      for (let i = 0; i < n; i++) target.store(y, i, within(to, source.load(x, i)));
    },
    sumWhole: (width, outer, middle, inner, x, y) => {
      const sums = sumsOf(views, width, [outer, middle, inner], x);
      for (const [at, sum] of sums.entries()) views.int32[y / 4 + at] = Number(BigInt.asIntN(32, sum));
    },
    firstBeyond: (width, outer, middle, inner, x) =>
      sumsOf(views, width, [outer, middle, inner], x).findIndex((sum) => sum !== BigInt.asIntN(32, sum)),
    stridedBytes: (width, d0, d1, d2, d3, x, x0, x1, x2, x3, y) => {
      eachPlace([d0, d1, d2, d3], ([i, j, k, l], at) => {
        const from = x + (i * x0 + j * x1 + k * x2 + l * x3) * width;
        views.uint8.copyWithin(y + at * width, from, from + width);
      });
    },
  };
}

/** What a type makes of a number. */
function within(type: number, value: number): number {
  if (type < 2) return value;
  const [least, most] = type === 2 ? [-(2 ** 31), 2 ** 31 - 1] : [0, 255];
  return Number.isNaN(value) ? 0 : Math.min(Math.max(Math.trunc(value), least), most);
}

function sumsOf(
  views: Views,
  width: number,
  [outer, middle, inner]: readonly [number, number, number],
  x: number,
): bigint[] {
  const { load } = ofType(views, width === 1 ? 3 : 2);
  return Array.from({ length: outer * inner }, (_, at) => {
    const [i, j] = [Math.floor(at / inner), at % inner];
    let sum = 0n;
    for (let l = 0; l < middle; l++) sum += BigInt(load(x, (i * middle + l) * inner + j));
    return sum;
  });
}

interface Entries {
  readonly load: (pointer: number, index: number) => number;
  readonly store: (pointer: number, index: number, value: number) => void;
}

function ofType(views: Views, type: number): Entries {
  const { array, width } = arrayOf(views, type);
  return {
    load: (pointer, index) => array[pointer / width + index]!,
    store: (pointer, index, value) => {
      array[pointer / width + index] = value;
    },
  };
}

function arrayOf(views: Views, type: number) {
  if (type === 0) return { array: views.float32, width: 4 };
  if (type === 1) return { array: views.float64, width: 8 };
  return type === 2 ? { array: views.int32, width: 4 } : { array: views.uint8, width: 1 };
}

type Place = readonly [number, number, number, number];

function eachPlace([d0, d1, d2, d3]: Place, visit: (place: Place, at: number) => void): void {
  let at = 0;
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        for (let l = 0; l < d3; l++) visit([i, j, k, l], at++);
      }
    }
  }
}
