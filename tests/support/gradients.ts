import {
  add,
  cast,
  leavesOf,
  multiply,
  square,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../src/tape/index.js';
import { disordered, entriesOf, type Sample, tensorOf } from './samples.js';

type Float = 'float32' | 'float64';
type Program = (inputs: readonly Tensor[]) => Tensor;

// Central differences err by h²/6 times a third derivative and by ε|f|/h from rounding. With h = 1e-5, ε = 1.1e-16 and
// derivatives of the samples below 1e3 the first is below 2e-8 and the second below 1e-10, relative to |f'| of about 1.
const step = 1e-5;

/** The relative error that a right derivative stays below, twice over. */
export const tolerance = 1e-6;

/** A function of tensors, and the numbers at which it is differentiated. */
export interface Point {
  readonly f: Program;
  readonly samples: readonly Sample[];
  readonly entries: readonly Float64Array[];
}

export function pointOf(f: Program, samples: readonly Sample[]): Point {
  return { f, samples, entries: entriesOf(samples) };
}

/** The places of the inputs that a derivative can be taken by. */
export function followed({ samples }: Point): number[] {
  return samples.flatMap((sample, place) => ('from' in sample ? [place] : []));
}

export function inputsAt({ samples, entries }: Point, dtype: Float): Tensor[] {
  return samples.map((sample, place) => tensorOf(sample, entries[place]!, dtype));
}

/** Weights for a tensor, the same whenever it has the same shape. */
export function weightsFor({ size, shape, dtype }: Tensor): Tensor {
  return tensor(disordered(size + 1).slice(1), { shape, dtype });
}

/** The gradient of Σ w f by every followed input, as numbers. */
export function gradientAt(point: Point, dtype: Float): number[][] {
  return tidy(() => {
    const inputs = inputsAt(point, dtype);
    const loss = (given: readonly Tensor[]): Tensor => weighted(point.f(filled(point, inputs, given)));
    const { gradient } = new Tape().gradient(loss, chosen(point, inputs));
    return numbersIn(gradient);
  });
}

/** How far the derivative of Σ w f along one direction is from a central difference, relative to its terms. */
export function derivativeError(point: Point): number {
  const gradient = gradientAt(point, 'float64');
  const measured = (valueAt(moved(point, step)) - valueAt(moved(point, -step))) / (2 * step);
  const terms = followed(point).flatMap((input, place) => {
    const direction = directionOf(point, input);
    return gradient[place]!.map((value, entry) => value * direction[entry]!);
  });
  const total = terms.reduce((sum, term) => sum + term, 0);
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  return Math.abs(total - measured) / Math.max(1, size);
}

/**
 * How far the gradient of u · ∇L, reverse over reverse, is from a central difference of ∇L along u, where L is Σ w f²:
 * the square makes the incoming cotangent depend on the inputs, so that its derivative counts too.
 */
export function secondDerivativeError({ f, ...rest }: Point): number {
  const point = { f: (inputs: readonly Tensor[]) => square(f(inputs)), ...rest };
  const ahead = gradientAt(moved(point, step), 'float64').flat();
  const behind = gradientAt(moved(point, -step), 'float64').flat();
  const found = secondGradientAt(point).flat();
  const errors = found.map((value, place) => value - (ahead[place]! - behind[place]!) / (2 * step));
  return Math.max(0, ...errors.map(Math.abs)) / Math.max(1, ...found.map(Math.abs));
}

function secondGradientAt(point: Point): number[][] {
  return tidy(() => {
    const inputs = inputsAt(point, 'float64');
    const loss = (given: readonly Tensor[]): Tensor => weighted(point.f(filled(point, inputs, given)));
    const along = (leaf: Tensor, place: number): Tensor => {
      const direction = directionOf(point, followed(point)[place]!);
      return sum(multiply(leaf, tensor([...direction], { shape: leaf.shape, dtype: 'float64' })));
    };
    const outer = (given: readonly Tensor[]): Tensor => {
      const { gradient } = new Tape().gradient(loss, given);
      return gradient.map(along).reduce((a, b) => add(a, b));
    };
    return numbersIn(new Tape().gradient(outer, chosen(point, inputs)).gradient);
  });
}

function valueAt(point: Point): number {
  return tidy(() => weighted(point.f(inputsAt(point, 'float64'))).item());
}

/** Every followed input moved by `by` in its direction. */
function moved(point: Point, by: number): Point {
  const entries = point.entries.map((values, input) => {
    if (!followed(point).includes(input)) return values;
    const direction = directionOf(point, input);
    return values.map((value, entry) => value + by * direction[entry]!);
  });
  return { ...point, entries };
}

function directionOf({ entries }: Point, input: number): number[] {
  return disordered(entries[input]!.length + input + 1).slice(input + 1);
}

function weighted(y: Tensor): Tensor {
  const numbers = y.dtype === 'float32' ? y : cast(y, 'float64');
  return sum(multiply(numbers, weightsFor(numbers)));
}

function chosen(point: Point, inputs: readonly Tensor[]): readonly Tensor[] {
  return followed(point).map((input) => inputs[input]!);
}

function filled(point: Point, inputs: readonly Tensor[], given: readonly Tensor[]): Tensor[] {
  const places = followed(point);
  return inputs.map((input, place) => given[places.indexOf(place)] ?? input);
}

function numbersIn(gradient: readonly Tensor[]): number[][] {
  return leavesOf(gradient).map((leaf) => [...leaf.toArray()]);
}
