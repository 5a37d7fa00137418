import { createHash } from 'node:crypto';
import {
  crossEntropy,
  logSoftmax,
  logSumExp,
  maximum,
  mean,
  minimum,
  multiply,
  normal,
  revolve,
  sample,
  softmax,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../src/index.js';
import { clipByGlobalNorm, sgd } from '../../src/train/index.js';
import { numbersOf, programs } from './programs.js';

/** What a set of programs gives, each as a digest of the bits. */
export interface GoldenBits {
  readonly bitsVersion: number;
  readonly digests: Readonly<Record<string, string>>;
}

const dtypes = ['float32', 'float64'] as const;
type Float = (typeof dtypes)[number];

/** Of every program the loss and the gradient, and what the programs do not come to: long sums, draws, estimates, updates. */
export function digestsNow(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const dtype of dtypes) {
    for (const name of Object.keys(programs)) found[`${name}, ${dtype}`] = digest(() => trained(name, dtype));
    for (const [name, f] of Object.entries(others)) found[`${name}, ${dtype}`] = digest(() => f(dtype));
  }
  return found;
}

/** @throws {Error} where bits changed and the version did not: such results could not be told apart from older ones */
export function accepted(before: GoldenBits, now: GoldenBits): GoldenBits {
  const changed = Object.keys(before.digests).filter((name) => before.digests[name] !== now.digests[name]);
  if (changed.length === 0 || now.bitsVersion > before.bitsVersion) return now;
  throw new Error(
    `bits: ${changed.join('; ')} changed, and bitsVersion is ${now.bitsVersion} and was ${before.bitsVersion}; if that is meant, raise it in ` +
      'src/tape/bitsVersion.ts and say why, then run npm run bits',
  );
}

function trained(name: string, dtype: Float): readonly number[] {
  const { loss, parameters } = programs[name]!({ steps: 7, dtype });
  const { value, gradient } = new Tape({ strategy: revolve({ slots: 3 }) }).gradient(
    loss,
    parameters as never,
  );
  return numbersOf([value, gradient]);
}

const others: Readonly<Record<string, (dtype: Float) => readonly number[]>> = {
  'sums of all lengths': (dtype) =>
    [1, 31, 33, 257, 511, 513, 4096, 5000, 70_001].flatMap((n) => [
      sum(drawn(dtype, n)).item(),
      mean(drawn(dtype, n)).item(),
      ...numbersOf(sum(drawn(dtype, n, 3), { axis: 0 })),
    ]),
  'a sum of twenty columns': (dtype) => numbersOf(sum(drawn(dtype, 3, 1300, 20), { axis: 1 })),
  softmax: (dtype) => [0, 1].flatMap((axis) => numbersOf(softmax(drawn(dtype, 300, 150), axis))),
  logSoftmax: (dtype) => [0, 1].flatMap((axis) => numbersOf(logSoftmax(drawn(dtype, 300, 150), axis))),
  logSumExp: (dtype) => [0, 1].flatMap((axis) => numbersOf(logSumExp(drawn(dtype, 300, 150), { axis }))),
  crossEntropy: (dtype) =>
    gradient(drawn(dtype, 2, 150), (x) => sum(crossEntropy(x, tensor([149, 0], { dtype: 'int32' })))),
  'a bias of a long batch': (dtype) =>
    gradient(drawn(dtype, 3), (b) => mean(multiply(drawn(dtype, 9000, 3), b))),
  'maximum and minimum': (dtype) =>
    gradient(drawn(dtype, 40), (x) => sum(multiply(maximum(x, 0.3), minimum(x, drawn(dtype, 40))))),
  'an estimate': (dtype) => {
    const { loss, parameters } = programs.IRNN!({ steps: 5, dtype });
    const tape = new Tape({ strategy: { ...revolve({ slots: 2 }), keep: sample({ fraction: 0.5 }) } });
    return numbersOf(tape.gradient(loss, parameters as never).gradient);
  },
  'an update': (dtype) => {
    const parameters = { w: drawn(dtype, 700) };
    const gradient = { w: drawn(dtype, 700) };
    const norm = clipByGlobalNorm(gradient, 1);
    sgd({ rate: 0.1, momentum: 0.9 }).update(parameters, gradient);
    return [norm, ...numbersOf(parameters)];
  },
};

function drawn(dtype: Float, ...shape: number[]): Tensor {
  return normal(shape, { key: [shape.length, 7], dtype });
}

function gradient(at: Tensor, loss: (x: Tensor) => Tensor): readonly number[] {
  return numbersOf(new Tape().gradient(loss, at).gradient);
}

function digest(compute: () => readonly number[]): string {
  const numbers = Float64Array.from(tidy(compute));
  return createHash('sha256').update(new Uint8Array(numbers.buffer)).digest('hex').slice(0, 16);
}
