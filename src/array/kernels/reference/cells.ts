import type { BiasKernel, CellKernels, SumKernel } from '../cells.js';
import { sigmoid } from './elementwise.js';
import { gruCell, gruCellVjp, gruGates, gruGatesVjp } from './gru.js';
import { lstmCell, lstmCellVjp, lstmGatesVjp } from './lstm.js';
import type { Floats } from './views.js';

export function cells(floats: Floats): CellKernels {
  return {
    biasTanh: bias(Math.tanh),
    biasSigmoid: bias(sigmoid),
    biasRelu: bias(relu),
    sumTanh: sum(() => Math.tanh),
    sumSigmoid: sum(() => sigmoid),
    sumRelu: sum(() => relu),
    lstmGates: sum((column, width) => (Math.floor((4 * column) / width) === 2 ? Math.tanh : sigmoid)),
    lstmGatesVjp: lstmGatesVjp(floats),
    lstmCell: lstmCell(floats),
    lstmCellVjp: lstmCellVjp(floats),
    gruGates: gruGates(floats),
    gruGatesVjp: gruGatesVjp(floats),
    gruCell: gruCell(floats),
    gruCellVjp: gruCellVjp(floats),
  };

  function bias(f: (x: number) => number): BiasKernel {
    return (rows, width, p, b, y) => {
      for (let i = 0; i < rows * width; i++) {
        floats.store(y, i, f(floats.round(floats.load(p, i) + floats.load(b, i % width))));
      }
    };
  }

  function sum(of: (column: number, width: number) => (x: number) => number): SumKernel {
    return (rows, width, p, q, b, y) => {
      for (let i = 0; i < rows * width; i++) {
        const both = floats.round(floats.load(p, i) + floats.load(q, i));
        const f = of(i % width, width);
        floats.store(y, i, f(floats.round(both + floats.load(b, i % width))));
      }
    };
  }
}

function relu(x: number): number {
  return Math.max(x, 0);
}
