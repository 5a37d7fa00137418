import {
  add,
  matmul,
  reshape,
  scan,
  slice,
  square,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
} from '../../src/index.js';
import { held } from '../support/held.js';
import { numbersOf } from '../support/programs.js';
import { conforms } from './conformance.js';
import { type ElmanLeaf, elman } from './support/elman.js';

type Leaves = Record<ElmanLeaf, Tensor>;

conforms({
  name: 'the built-in scan',
  live: held,
  gradient: ({ extent, strategy, onRun }) =>
    tidy(() => {
      const step = ({ W, U, b }: Omit<Leaves, 'h' | 'x'>, h: Tensor, x: Tensor) => {
        onRun?.();
        return { state: cell({ W, U, b, h, x }) };
      };
      const loss = ({ W, U, b, h, x }: Leaves): Tensor => {
        const { state } = scan(step, { parameters: { W, U, b }, state: h, inputs: x });
        return sum(square(state));
      };
      const tape = new Tape({ strategy, predict: false, compile: false });
      const { gradient, report } = tape.gradient(loss, leaves(extent));
      return { numbers: numbersOf(gradient), counts: report };
    }),
  plain: (extent) =>
    tidy(() => {
      const loss = ({ W, U, b, h, x }: Leaves): Tensor => {
        let state = h;
        for (let step = 0; step < extent; step += 1) {
          const row = reshape(slice(x, { start: step, end: step + 1 }), x.shape.slice(1));
          state = cell({ W, U, b, h: state, x: row });
        }
        return sum(square(state));
      };
      return numbersOf(new Tape({ predict: false }).gradient(loss, leaves(extent)).gradient);
    }),
  // Contributions to a gradient are added in another order: eleven of them, each off by half a unit in the last place of 53 bits.
  tolerance: 11 * 2 ** -53 * 8,
});

function leaves(extent: number): Leaves {
  const made = Object.entries(elman(extent)).map(([name, { values, shape }]) => [
    name,
    tensor(Float64Array.from(values), { shape }),
  ]);
  return Object.fromEntries(made);
}

function cell({ W, U, b, h, x }: Leaves): Tensor {
  return tanh(add(add(matmul(h, W), matmul(x, U)), b));
}
