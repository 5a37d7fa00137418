import type { CellKernels } from '../cells.js';
import { sigmoidVjp, tanhVjp } from './elementwise.js';
import type { Floats } from './views.js';

export function lstmGatesVjp(floats: Floats): CellKernels['lstmGatesVjp'] {
  return (rows, hidden, g, gates, y) => {
    for (let i = 0; i < 4 * rows * hidden; i++) {
      const vjp = Math.floor(i / hidden) % 4 === 2 ? tanhVjp : sigmoidVjp;
      floats.store(y, i, vjp(floats.round, floats.load(g, i), floats.load(gates, i)));
    }
  };
}

export function lstmCell(floats: Floats): CellKernels['lstmCell'] {
  const { round } = floats;
  return (rows, hidden, gates, c, y) => {
    for (let entry = 0; entry < rows * hidden; entry++) {
      const { i, f, k, o } = gatesOf(floats, hidden, gates, entry);
      const next = round(round(f * floats.load(c, entry)) + round(i * k));
      floats.store(y, entry, o * round(Math.tanh(next)));
      floats.store(y, rows * hidden + entry, next);
    }
  };
}

export function lstmCellVjp(floats: Floats): CellKernels['lstmCellVjp'] {
  const { round } = floats;
  return (rows, hidden, g, gates, c, cell, y) => {
    const size = rows * hidden;
    for (let entry = 0; entry < size; entry++) {
      const { first, i, f, k, o } = gatesOf(floats, hidden, gates, entry);
      const dh = floats.load(g, entry);
      const t = round(Math.tanh(floats.load(cell, size + entry)));
      const d = round(floats.load(g, size + entry) + round(tanhVjp(round, round(dh * o), t)));
      floats.store(y, first, d * k);
      floats.store(y, first + hidden, d * floats.load(c, entry));
      floats.store(y, first + 2 * hidden, d * i);
      floats.store(y, first + 3 * hidden, dh * t);
      floats.store(y, 4 * size + entry, d * f);
    }
  };
}

// The four gates of an entry of the state, and the place of the first of them.
function gatesOf(floats: Floats, hidden: number, gates: number, entry: number) {
  const column = entry % hidden;
  const first = 4 * (entry - column) + column;
  return {
    first,
    i: floats.load(gates, first),
    f: floats.load(gates, first + hidden),
    k: floats.load(gates, first + 2 * hidden),
    o: floats.load(gates, first + 3 * hidden),
  };
}
