// The paper's, from the commands it was released with.
import type { ProblemName } from './networks.js';
import type { Variant } from './variants.js';

/** How the gradient is had: of a whole batch, of a smaller one, or estimated. */
export type Method = 'baseline' | 'reduced batch' | Exclude<Variant, 'exact'>;

export const methods: readonly Method[] = [
  'baseline',
  'reduced batch',
  'same sample',
  'different sample',
  'project',
];

export interface Hyperparameters {
  readonly batch: number;
  readonly rate: number;
  /** Of the squared parameters, half of which is added to the loss. */
  readonly decay: number;
  readonly optimiser: 'adam' | 'sgd';
  /** The rate times 0.6 after every so many iterations. */
  readonly dropEvery: number;
  /** The most that the gradient's norm may be. */
  readonly clip: number;
}

/** What an estimate keeps. */
export const keptFraction = 0.1;

export function hyperparametersOf(problem: ProblemName, method: Method): Hyperparameters {
  const isReduced = method === 'reduced batch';
  if (problem === 'images') {
    const [rate, decay] = onImages[method];
    const batch = isReduced ? 20 : 150;
    return { batch, rate, decay, optimiser: 'adam', dropEvery: 2000, clip: Number.POSITIVE_INFINITY };
  }
  // By rows the chain is a 28th as long, digits are most of what is held, so that 60 take the bytes of 150 with estimates,
  // and there is no time for the paper's small steps.
  const rate = problem === 'rows' ? 0.05 : 1e-4;
  const dropEvery = Number.POSITIVE_INFINITY;
  const reduced = problem === 'rows' ? 60 : 21;
  return { batch: isReduced ? reduced : 150, rate, decay: 0, optimiser: 'sgd', dropEvery, clip: 1 };
}

const onImages: Readonly<Record<Method, readonly [rate: number, decay: number]>> = {
  baseline: [0.00135, 4.066478e-7],
  'same sample': [0.000452, 4.058855e-6],
  'different sample': [0.000934, 1.254031e-6],
  project: [0.000527, 1.009799e-3],
  'reduced batch': [0.000645, 5.687505e-5],
};
