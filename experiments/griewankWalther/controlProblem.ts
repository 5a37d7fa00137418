import { add, concatenate, multiply, scan, slice, square, type Tensor, tensor } from 'sublinear';

/** The optimal control at a time in [0, 1]. */
export function optimalControl(time: number): number {
  return (2 * (Math.exp(3 * time) - Math.exp(3))) / (Math.exp(1.5 * time) * (2 + Math.exp(3)));
}

/** The adjoint of y1 at time 0 in the continuous problem: (2 e³ - 2) / (2 + e³). That of y2 is 1. */
export const adjointOfY1: number = (2 * Math.exp(3) - 2) / (2 + Math.exp(3));

/**
 * The test problem of the released implementation: y1' = y1 / 2 + u, y2' = y1² + u² / 2 over [0, 1] by the midpoint rule in
 * float64; y2 at the end is the loss.
 *
 * @returns the loss, as a function of the state [2] at time 0
 */
export function controlProblem(steps: number): (y: Tensor) => Tensor {
  const h = 1 / steps;
  const controls = Float64Array.from({ length: 2 * steps }, (_, nth) => optimalControl((nth * h) / 2));
  const inputs = tensor(controls, { shape: [steps, 2], dtype: 'float64' });
  const step = (_: object, y: Tensor, u: Tensor): { state: Tensor } => {
    const middle = add(y, multiply(slopeAt(y, part(u, 0)), h / 2));
    return { state: add(y, multiply(slopeAt(middle, part(u, 1)), h)) };
  };
  return (y) => part(scan(step, { parameters: {}, state: y, inputs }).state, 1);
}

function slopeAt(y: Tensor, u: Tensor): Tensor {
  const y1 = part(y, 0);
  return concatenate([add(multiply(y1, 0.5), u), add(square(y1), multiply(square(u), 0.5))]);
}

function part(x: Tensor, place: number): Tensor {
  return slice(x, { start: place, end: place + 1 });
}

/** y(0) = (1, 0). */
export function initialState(): Tensor {
  return tensor([1, 0], { dtype: 'float64' });
}
