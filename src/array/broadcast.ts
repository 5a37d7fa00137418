import { ShapeError } from '../errors.js';
import { sizeOf } from './tensor.js';

/** The shape that two operands broadcast to: axes are aligned at the end, and an axis of length 1 repeats. */
export function broadcastShape(where: string, a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const inA = a[axis - rank + a.length] ?? 1;
    const inB = b[axis - rank + b.length] ?? 1;
    if (inA !== inB && inA !== 1 && inB !== 1) {
      throw new ShapeError(
        `${where}: a is [${a.join(', ')}] and b is [${b.join(', ')}]; from the last axis backwards, ` +
          `lengths must be equal or one of them 1 (here ${inA} and ${inB})`,
      );
    }
    shape.push(inA === 1 ? inB : inA);
  }
  return shape;
}

/** The strides, in entries, at which a dense operand of shape `from` is read for a result of shape `to`. */
export function stridesFor(from: readonly number[], to: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = to.length - 1; axis >= 0; axis -= 1) {
    const length = from[axis - to.length + from.length] ?? 1;
    strides.unshift(length === 1 ? 0 : stride);
    stride *= length;
  }
  return strides;
}

/** A loop nest over a dense result: axis lengths with the strides of each operand. */
export interface Nest {
  readonly lengths: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** The same loops with as few axes as possible: axes of length 1 go, neighbours that run on into each other merge. */
export function collapsed(nest: Nest): Nest {
  const lengths: number[] = [];
  const strides: number[][] = nest.strides.map(() => []);
  nest.lengths.forEach((length, axis) => {
    if (length === 1) return;
    const last = lengths.length - 1;
    const runsOn = last >= 0 && nest.strides.every((own, x) => strides[x]![last] === own[axis]! * length);
    if (runsOn) lengths[last]! *= length;
    else lengths.push(length);
    nest.strides.forEach((own, x) => {
      if (runsOn) strides[x]![last] = own[axis]!;
      else strides[x]!.push(own[axis]!);
    });
  });
  return { lengths, strides };
}

/** The last four lengths (or strides) of a nest, padded in front: what one kernel call handles. */
export function lastFour(
  values: readonly number[],
  padding: number,
): readonly [number, number, number, number] {
  const at = (place: number): number => values[values.length - place] ?? padding;
  return [at(4), at(3), at(2), at(1)];
}

/**
 * Calls `run` for every combination of the axes before the last four, with each operand's offset and the result's, in
 * entries. Nearly always that is one call with zeros.
 */
export function forOuterAxes(nest: Nest, run: (offsets: readonly number[], result: number) => void): void {
  const outerLengths = nest.lengths.slice(0, -4);
  const innerSize = sizeOf(nest.lengths.slice(-4));
  const count = sizeOf(outerLengths);
  for (let place = 0; place < count; place += 1) {
    const offsets = nest.strides.map((strides) => offsetOf(place, outerLengths, strides));
    run(offsets, place * innerSize);
  }
}

function offsetOf(place: number, lengths: readonly number[], strides: readonly number[]): number {
  let rest = place;
  let offset = 0;
  for (let axis = lengths.length - 1; axis >= 0; axis -= 1) {
    offset += (rest % lengths[axis]!) * strides[axis]!;
    rest = Math.floor(rest / lengths[axis]!);
  }
  return offset;
}
