import type { Tensor } from '../../src/array/tensor.js';
import {
  add,
  apply,
  type Contribution,
  leavesOf,
  multiply,
  type Row,
  sum,
  Tape,
  tensor,
  tidy,
} from '../../src/tape/index.js';

import type { Case } from './cases.js';
import { disordered, entriesOf, tensorOf } from './samples.js';

type Float = 'float32' | 'float64';

/** A case with its numbers: what a primitive is differentiated at. */
export interface Point {
  readonly row: Row;
  readonly at: Case;
  readonly entries: readonly Float64Array[];
}

export function pointOf(row: Row, at: Case): Point {
  return { row, at, entries: entriesOf(at.inputs) };
}

/** The places of the inputs that a derivative can be taken by. */
export function followed({ at }: Point): number[] {
  return at.inputs.flatMap((sample, place) => ('from' in sample ? [place] : []));
}

/** Every floating input moved by `by` times a fixed disorder, which is one direction for all of them together. */
export function moved(point: Point, by: number): Point {
  const directions = directionsOf(point);
  const along = (values: Float64Array, input: number): Float64Array =>
    values.map((value, place) => value + by * (directions[input]?.[place] ?? 0));
  return { ...point, entries: point.entries.map(along) };
}

/** The direction of `moved`: for an input without a derivative it is nothing. */
export function directionsOf(point: Point): Float64Array[] {
  const isFollowed = new Set(followed(point));
  return point.entries.map((values, place) => {
    const numbers = disordered(values.length + place + 1).slice(place + 1);
    return Float64Array.from(isFollowed.has(place) ? numbers : []);
  });
}

export function inputsOf({ at, entries }: Point, dtype: Float): Tensor[] {
  return at.inputs.map((sample, place) => tensorOf(sample, entries[place]!, dtype));
}

export function applied({ row, at }: Point, inputs: readonly Tensor[]): Tensor {
  return apply<readonly Tensor[], readonly Tensor[], unknown>(row, inputs, at.options);
}

/** Weights for an output, the same for every point of the same case. */
export function weightsFor(y: Tensor): Tensor {
  return tensor(
    disordered(y.size + 1)
      .slice(1)
      .map((value) => value + 0.1),
    { shape: y.shape, dtype: y.dtype },
  );
}

/** The gradient of Σ w shape(f(inputs)) by every followed input, and its value, as numbers. */
export function gradientAt(
  point: Point,
  dtype: Float,
  shaped: (y: Tensor) => Tensor = (y) => y,
): { value: number; gradient: number[][] } {
  return tidy(() => {
    const inputs = inputsOf(point, dtype);
    const places = followed(point);
    const { value, gradient } = new Tape().gradient(
      (given) => scalarised(point, shaped, filled(inputs, places, given)),
      places.map((place) => inputs[place]!),
    );
    return { value: value.item(), gradient: leavesOf(gradient).map((leaf) => [...leaf.toArray()]) };
  });
}

/**
 * The gradient of Σ u ∇L by every followed input, where ∇L is the gradient of Σ w f² and u the direction of `moved`:
 * reverse over reverse. The square makes the incoming cotangent depend on the inputs, so that its derivative counts too.
 */
export function secondGradientAt(point: Point, shaped: (y: Tensor) => Tensor): number[][] {
  return tidy(() => {
    const inputs = inputsOf(point, 'float64');
    const places = followed(point);
    const directions = directionsOf(point);
    const along = (leaf: Tensor, place: number): Tensor =>
      sum(multiply(leaf, tensor([...directions[place]!], { shape: leaf.shape, dtype: 'float64' })));
    const inner = (given: readonly Tensor[]): Tensor => {
      const loss = (own: readonly Tensor[]): Tensor => scalarised(point, shaped, filled(inputs, places, own));
      const { gradient } = new Tape().gradient(loss, given);
      return gradient.map((leaf, place) => along(leaf, places[place]!)).reduce((a, b) => add(a, b));
    };
    const { gradient } = new Tape().gradient(
      inner,
      places.map((place) => inputs[place]!),
    );
    return gradient.map((leaf) => [...leaf.toArray()]);
  });
}

export function valueAt(point: Point): number {
  return tidy(() => scalarised(point, (y) => y, inputsOf(point, 'float64')).item());
}

/** Σ numbers · direction over all followed inputs. */
export function alongDirection(point: Point, gradient: readonly (readonly number[])[]): number {
  const directions = directionsOf(point);
  let total = 0;
  followed(point).forEach((input, place) => {
    gradient[place]?.forEach((value, entry) => {
      total += value * (directions[input]?.[entry] ?? 0);
    });
  });
  return total;
}

export function computed(contribution: Exclude<Contribution, undefined>): Tensor {
  return 'compute' in contribution ? contribution.compute() : contribution;
}

function scalarised(point: Point, shaped: (y: Tensor) => Tensor, inputs: readonly Tensor[]): Tensor {
  const y = shaped(applied(point, inputs));
  return sum(multiply(y, weightsFor(y)));
}

function filled(inputs: readonly Tensor[], places: readonly number[], given: readonly Tensor[]): Tensor[] {
  return inputs.map((input, place) => given[places.indexOf(place)] ?? input);
}
