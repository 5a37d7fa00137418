import {
  type BiasKernel,
  type BiasName,
  biasNames,
  type SumKernel,
  type SumName,
  sumNames,
} from './cells.js';
import type { KernelExports } from './exports.js';

type Activations = Readonly<Record<BiasName, BiasKernel>> & Readonly<Record<SumName, SumKernel>>;

/** The fused sums and functions, all of which are one function of the module. */
export function activations(run: KernelExports['activate_f32']): Activations {
  return {
    biasTanh: bias('biasTanh'),
    biasSigmoid: bias('biasSigmoid'),
    biasRelu: bias('biasRelu'),
    sumTanh: sum('sumTanh'),
    sumSigmoid: sum('sumSigmoid'),
    sumRelu: sum('sumRelu'),
    lstmGates: sum('lstmGates'),
  };

  // Where there is no second term, its pointer is 0.
  function bias(name: BiasName): BiasKernel {
    const operation = biasNames.indexOf(name);
    return (rows, width, p, b, y) => run(operation, rows, width, p, 0, b, y);
  }

  function sum(name: SumName): SumKernel {
    const operation = sumNames.indexOf(name);
    return (rows, width, p, q, b, y) => run(operation, rows, width, p, q, b, y);
  }
}
