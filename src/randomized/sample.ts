// Oktay, McGreivy, Aduol, Beatson & Adams (2021), Randomized automatic differentiation, arXiv:2007.10412: sampled layer
// inputs. Theirs are drawn with replacement; ours without, unless asked, whose variance is lower and 0 at fraction 1.
import { keyOf, type RandomKey } from '../array/random.js';
import { addSampled, type Sampling, sampled, unsampled } from '../array/sketches.js';
import type { Tensor } from '../array/tensor.js';
import type { Keep } from '../tape/keep.js';
import type { ResidualKind, Sketching } from '../tape/sketch.js';
import { checkedOptions, type EstimateOptions, reasonToKeep } from './estimateOptions.js';
import { keptOf, shortageOf } from './fraction.js';

export interface SampleOptions extends EstimateOptions {
  /** Whether an entry may be drawn more than once, as in the paper; false if absent. */
  readonly replace?: boolean;
  /** Whether every row of a residual has entries of its own, or all the same ones; false if absent. */
  readonly perExample?: boolean;
}

/**
 * Residuals wait as a random sample of the entries of their last axis, from which the sweep makes unbiased estimates. Which
 * entries is a function of the seed, the run, the step and the residual: it is the same under every schedule, and drawn
 * again instead of stored.
 *
 * @throws {TypeError} if an option is unknown, or of another type
 * @throws {RangeError} unless the fraction is above 0 and at most 1
 * @example
 * const strategy = combine(revolve({ slots: 8 }), sample({ fraction: 0.1, perExample: true }));
 */
export function sample(options: SampleOptions): Keep {
  const checked = checkedOptions('sample', options, ['replace', 'perExample']);
  const { fraction, seed, signal, replace = false, perExample = false } = checked;
  const flags = [replace ? ', replace' : '', perExample ? ', perExample' : ''];
  return {
    name: `sample(${fraction}${flags.join('')})`,
    key: keyOf(seed),
    signal,
    sketchOf: (residual) => {
      const reason = reasonToKeep(residual, checked);
      return reason ?? sampling(residual, fraction, { replace, perRow: perExample });
    },
  };
}

function sampling(
  { shape }: ResidualKind,
  fraction: number,
  kind: Omit<Sampling, 'kept'>,
): Sketching | string {
  const width = shape.at(-1)!;
  const kept = keptOf(width, fraction);
  if (fraction === 1 && !kind.replace) return 'fraction 1 keeps everything';
  if (kept === width && !kind.replace) return `fraction ${fraction} of ${width} entries is all of them`;
  return new Sample(width, { ...kind, kept }, shortageOf(width, fraction));
}

class Sample implements Sketching {
  readonly remark: string | undefined;
  readonly #width: number;
  readonly #sampling: Sampling;

  constructor(width: number, sampling: Sampling, remark: string | undefined) {
    this.remark = remark;
    this.#width = width;
    this.#sampling = sampling;
  }

  get kept(): number {
    return this.#sampling.kept;
  }

  keep(x: Tensor, key: RandomKey): Tensor {
    return sampled(x, this.#sampling, key);
  }

  recall(y: Tensor, key: RandomKey): Tensor {
    return unsampled(y, this.#width, this.#sampling, key);
  }

  addProduct(sum: Tensor, y: Tensor, g: Tensor, key: RandomKey): void {
    addSampled(sum, y, g, this.#sampling, key);
  }
}
