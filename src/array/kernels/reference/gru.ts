import type { CellKernels } from '../cells.js';
import { sigmoid, sigmoidVjp, tanhVjp } from './elementwise.js';
import type { Floats } from './views.js';

export function gruGates(floats: Floats): CellKernels['gruGates'] {
  const { round } = floats;
  return (rows, hidden, p, q, b, c, y) => {
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < hidden; j++) {
        const left = (part: number) => biased(p, b, row, part * hidden + j);
        const right = (part: number) => biased(q, c, row, part * hidden + j);
        const [z, r] = [0, 1].map((part) => round(sigmoid(round(left(part) + right(part)))));
        const s = right(2);
        const n = Math.tanh(round(left(2) + round(r! * s)));
        [z!, r!, n, s].forEach((value, part) => {
          floats.store(y, (4 * row + part) * hidden + j, value);
        });
      }
    }

    function biased(x: number, bias: number, row: number, column: number): number {
      return round(floats.load(x, 3 * hidden * row + column) + floats.load(bias, column));
    }
  };
}

export function gruGatesVjp(floats: Floats): CellKernels['gruGatesVjp'] {
  const { round, load, store } = bound(floats);
  return (rows, hidden, g, gates, y) => {
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < hidden; j++) {
        const at = (part: number) => (4 * row + part) * hidden + j;
        const dn = round(tanhVjp(round, load(g, at(2)), load(gates, at(2))));
        const dr = round(load(g, at(1)) + round(dn * load(gates, at(3))));
        const shared = [
          sigmoidVjp(round, load(g, at(0)), load(gates, at(0))),
          sigmoidVjp(round, dr, load(gates, at(1))),
        ];
        const ds = load(g, at(3)) + round(dn * load(gates, at(1)));
        [...shared, dn].forEach((value, part) => {
          store(y, (3 * row + part) * hidden + j, value);
        });
        [...shared, ds].forEach((value, part) => {
          store(y, (3 * (rows + row) + part) * hidden + j, value);
        });
      }
    }
  };
}

export function gruCell(floats: Floats): CellKernels['gruCell'] {
  const { round, load, store } = bound(floats);
  return (rows, hidden, gates, h, y) => {
    for (let entry = 0; entry < rows * hidden; entry++) {
      const first = 4 * entry - 3 * (entry % hidden);
      const z = load(gates, first);
      const fresh = round(round(1 - z) * load(gates, first + 2 * hidden));
      store(y, entry, fresh + round(z * load(h, entry)));
    }
  };
}

export function gruCellVjp(floats: Floats): CellKernels['gruCellVjp'] {
  const { round, load, store } = bound(floats);
  return (rows, hidden, g, gates, h, y) => {
    for (let entry = 0; entry < rows * hidden; entry++) {
      const first = 4 * entry - 3 * (entry % hidden);
      const z = load(gates, first);
      const d = load(g, entry);
      store(y, first, round(d * load(h, entry)) - round(d * load(gates, first + 2 * hidden)));
      store(y, first + hidden, 0);
      store(y, first + 2 * hidden, d * round(1 - z));
      store(y, first + 3 * hidden, 0);
      store(y, 4 * rows * hidden + entry, d * z);
    }
  };
}

function bound(floats: Floats) {
  return {
    round: floats.round,
    load: (pointer: number, index: number) => floats.load(pointer, index),
    store: (pointer: number, index: number, value: number) => floats.store(pointer, index, value),
  };
}
