import {
  add,
  concatenate,
  cos,
  multiply,
  reshape,
  type Strategy,
  scan,
  sin,
  slice,
  square,
  squareRoot,
  storeAll,
  subtract,
  sum,
  type Tensor,
  tensor,
} from 'sublinear';

/** How often the outer step i of l, from 1 on, rotates: wildly different numbers, a power of 2 up to l. */
export function rotationsOf(i: number, l: number): number {
  return 2 ** (floorLog2(l) - floorLog2(1 + ((1013 * 27 * i) % l)));
}

/** Of all outer steps, in their order. */
export function allRotations(l: number): readonly number[] {
  return Array.from({ length: l }, (_, nth) => rotationsOf(nth + 1, l));
}

function floorLog2(value: number): number {
  return 31 - Math.clz32(value);
}

/** x_k = n + 1 - k, which is the gradient as well: rotations keep the length, and half its square is the loss. */
export function initial(n: number): Tensor {
  return tensor(
    Float64Array.from({ length: n }, (_, k) => n - k),
    { dtype: 'float64' },
  );
}

/** All neighbours are turned in pairs by angles that the length of the vector [n] determines, n even. */
export function rotated(x: Tensor): Tensor {
  const n = x.size;
  const length = squareRoot(sum(square(x)));
  const even = turned(x, multiply(length, 1.2));
  const inner = turned(part(even, 1, n - 1), multiply(length, 1.4));
  return concatenate([part(even, 0, 1), inner, part(even, n - 1, n)]);
}

/** Neighbours (1, 2), (3, 4) and so on, turned by an angle. */
function turned(x: Tensor, angle: Tensor): Tensor {
  const pairs = reshape(x, [x.size / 2, 2]);
  const [a, b] = [0, 1].map((place) => slice(pairs, { start: place, end: place + 1, axis: 1 })) as [
    Tensor,
    Tensor,
  ];
  const [c, s] = [cos(angle), sin(angle)];
  const first = subtract(multiply(c, a), multiply(s, b));
  const second = add(multiply(s, a), multiply(c, b));
  return reshape(concatenate([first, second], 1), [x.size]);
}

function part(x: Tensor, start: number, end: number): Tensor {
  return slice(x, { start, end });
}

/**
 * The program as a chain of its l outer steps: they cost what they cost, and a schedule over them knows nothing of it. Each is
 * a chain itself, of which all is kept: so that a rotation is recorded in the same bytes as in the other chain.
 */
export function loopLevel(l: number, onLoopStep: () => void = () => {}): (x: Tensor) => Tensor {
  const rotations = allRotations(l);
  const outer = (x: Tensor, index: number): Tensor => {
    const next = chain(rotations[index]!, rotated, x, storeAll());
    // When it is done: a tape that tries to trace the step does not get as far.
    onLoopStep();
    return next;
  };
  return (x) => halfSquare(chain(l, outer, x));
}

/** The same program as a chain of rotations. */
export function flattened(l: number): (x: Tensor) => Tensor {
  return (x) => halfSquare(chain(total(l), rotated, x));
}

/** How many rotations the program runs. */
export function total(l: number): number {
  return allRotations(l).reduce((sum, each) => sum + each, 0);
}

function chain(
  extent: number,
  step: (x: Tensor, index: number) => Tensor,
  state: Tensor,
  strategy?: Strategy,
): Tensor {
  const next = (_: object, x: Tensor, __: object, index: number) => ({ state: step(x, index) });
  const inputs = { extent, at: () => ({}) };
  return scan(next, { parameters: {}, state, inputs, ...(strategy && { strategy }) }).state;
}

function halfSquare(x: Tensor): Tensor {
  return multiply(sum(square(x)), 0.5);
}
