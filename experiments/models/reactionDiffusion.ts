// Oktay et al. (2021), arXiv:2007.10412, section 5: the source C of φ_t = D ∇²φ + C φ on the unit square is to steer φ along
// a given path. An explicit step for each dt; φ and the path are 0 on the border.
import {
  add,
  laplacian,
  multiply,
  type RandomStream,
  reaction,
  reshape,
  type Strategy,
  scan,
  squaredDeviation,
  type Tensor,
  tensor,
  uniform,
} from 'sublinear';

export interface GridSizes {
  /** Cells along an axis: there are (cells + 1)² points. */
  readonly cells: number;
  readonly steps: number;
  readonly dtype?: 'float32' | 'float64';
}

/** The paper's: 33 x 33 points, 10 units of time. */
export const paperSizes: GridSizes = { cells: 32, steps: 40_961 };

/** At this the steady state starts out, but for the source's small other terms. */
const steady = 4.932;
const diffusivity = 0.25;

/** The coefficients of C's terms, 1, sin πt, cos πt, and the last two times sin 2πx and times cos 2πx: [7]. */
export type Source = { readonly theta: Tensor };

export interface ReactionDiffusion {
  /** φ at the start, row by row: [points]. */
  readonly start: Tensor;
  /** Σ dt mean (φ - path)², with each step's φ compared with the path at its beginning, as the released code does. */
  loss(source: Source): Tensor;
}

export function initialSource(stream: RandomStream, { dtype = 'float32' }: Partial<GridSizes> = {}): Source {
  const others = uniform([7], { key: stream.key(), low: -0.1, high: 0.1, dtype }).toArray();
  return { theta: tensor([steady, ...others.slice(1)], { dtype }) };
}

/** The control problem. What waits for the sweep of a step is φ alone; C and the path are made again. */
export function reactionDiffusion(
  sizes: GridSizes,
  options: { readonly strategy?: Strategy } = {},
): ReactionDiffusion {
  const { cells, steps, dtype = 'float32' } = sizes;
  // 4 D dt / h² is 1/4, as in the paper: stable below 1.
  const dt = 1 / (4 * cells ** 2);
  const grid = [cells + 1, cells + 1];
  const { start, terms, path } = fieldsOf(cells, dtype);
  const inputs = timesOf(steps, dt, dtype);
  const scale = diffusivity * dt * cells ** 2;
  type Times = typeof inputs;
  const step = ({ theta }: Source, phi: Tensor, { growth, along }: Times) => {
    const spread = reshape(laplacian(reshape(phi, grid), { scale }), [-1]);
    const grown = reaction(phi, { weights: theta, factors: growth, fields: terms });
    const state = add(add(phi, spread), grown);
    return { state, output: squaredDeviation(state, { weights: along, fields: path }) };
  };
  return {
    start,
    loss: (parameters) => {
      const { outputs } = scan(step, { parameters, state: start, inputs, outputs: 'sum', ...options });
      return multiply(outputs, dt);
    },
  };
}

/** What every step's source and path are made of, at times 0, dt, 2 dt ...: [steps, 7] and [steps, 2]. */
function timesOf(steps: number, dt: number, dtype: 'float32' | 'float64') {
  const growth: number[] = [];
  const along: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const [sine, cosine] = [Math.sin(Math.PI * step * dt), Math.cos(Math.PI * step * dt)];
    growth.push(...[1, sine, cosine, sine, cosine, sine, cosine].map((factor) => factor * dt));
    along.push(1, sine);
  }
  return {
    growth: tensor(growth, { shape: [steps, 7], dtype }),
    along: tensor(along, { shape: [steps, 2], dtype }),
  };
}

/** The fixed fields, row by row: φ at the start, the source's terms [7, points] and the path's [2, points]. */
function fieldsOf(cells: number, dtype: 'float32' | 'float64') {
  const points = (f: (x: number, y: number) => number): number[] =>
    Array.from({ length: (cells + 1) ** 2 }, (_, place) =>
      f((place % (cells + 1)) / cells, Math.floor(place / (cells + 1)) / cells),
    );
  // Exactly 0 on the border, where sin π is not.
  const inside = (f: (x: number, y: number) => number) =>
    points((x, y) => (x === 0 || x === 1 || y === 0 || y === 1 ? 0 : f(x, y)));
  const first = inside((x, y) => Math.sin(Math.PI * x) * Math.sin(Math.PI * y));
  const second = inside((x, y) => 0.25 * Math.sin(2 * Math.PI * x) * Math.sin(Math.PI * y));
  const [one, sine, cosine] = [
    points(() => 1),
    points((x) => Math.sin(2 * Math.PI * x)),
    points((x) => Math.cos(2 * Math.PI * x)),
  ];
  return {
    start: tensor(first, { dtype }),
    terms: tensor([one, one, one, sine, sine, cosine, cosine], { dtype }),
    path: tensor([first, second], { dtype }),
  };
}
