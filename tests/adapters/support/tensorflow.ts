import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A tensor of TensorFlow.js, as far as the tests use it. */
export interface Tensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly dataId: object;
  readonly isDisposed: boolean;
  kept: boolean;
  scopeId: number;
  dispose(): void;
  dataSync(): Float32Array;
}

export interface Variable extends Tensor {
  assign(value: Tensor): void;
}

type Operand = Tensor | number;
type Nested = Tensor | readonly Nested[] | { readonly [name: string]: Nested };

interface Optimizer {
  minimize(loss: () => Tensor, returnCost: true, variables?: readonly Variable[]): Tensor;
  dispose(): void;
}

interface Layer {
  readonly trainableWeights: readonly { readonly val: Variable }[];
  build(shape: readonly (number | null)[]): void;
  call(inputs: readonly Tensor[], options: object): Tensor[];
}

/** TensorFlow.js, as far as the tests use it: its own types are not there where it is not installed. */
export interface TensorFlow {
  readonly version: { readonly tfjs: string };
  readonly layers: { lstmCell(options: { units: number }): Layer };
  readonly train: { adam(rate: number): Optimizer; sgd(rate: number): Optimizer };
  engine(): {
    readonly state: Record<string, unknown> & { numBytes: number };
    makeTensor(values: Float32Array, shape: readonly number[], dtype: string): Tensor;
  };
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  memory(): { readonly numTensors: number; readonly numBytes: number; readonly numDataBuffers: number };
  tidy<R>(body: () => R): R;
  dispose(tensors: Nested): void;
  keep(x: Tensor): Tensor;
  tensor(values: readonly number[] | Float32Array, shape: readonly number[], dtype?: string): Tensor;
  scalar(value: number): Tensor;
  zeros(shape: readonly number[], dtype?: string): Tensor;
  ones(shape: readonly number[]): Tensor;
  randomNormal(
    shape: readonly number[],
    mean: number,
    deviation: number,
    dtype: string,
    seed: number,
  ): Tensor;
  randomUniform(shape: readonly number[], from?: number, to?: number): Tensor;
  variable(initial: Tensor, trainable?: boolean, name?: string): Variable;
  add(a: Operand, b: Operand): Tensor;
  sub(a: Operand, b: Operand): Tensor;
  mul(a: Operand, b: Operand): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  fill(shape: readonly number[], value: number): Tensor;
  sum(x: Tensor): Tensor;
  mean(x: Tensor): Tensor;
  cast(x: Tensor, dtype: string): Tensor;
  gather(x: Tensor, indices: Tensor): Tensor;
  identity(x: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  split(x: Tensor, parts: number, axis: number): Tensor[];
  slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  stack(xs: readonly Tensor[]): Tensor;
  unstack(x: Tensor): Tensor[];
  clone(x: Tensor): Tensor;
  grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
  grads(f: (...xs: Tensor[]) => Tensor): (xs: readonly Tensor[], dy?: Tensor) => Tensor[];
  valueAndGrads(
    f: (...xs: Tensor[]) => Tensor,
  ): (xs: readonly Tensor[]) => { readonly value: Tensor; readonly grads: Tensor[] };
  variableGrads(
    f: () => Tensor,
    variables?: readonly Variable[],
  ): { readonly value: Tensor; readonly grads: Record<string, Tensor> };
}

export const peers: string = join(dirname(fileURLToPath(import.meta.url)), '../../../bench/peers');

/** TensorFlow.js as `npm run peers` installs it, on a backend; undefined where it is not installed. */
export async function tensorFlow(backend: 'cpu' | 'wasm'): Promise<TensorFlow | undefined> {
  const require = createRequire(join(peers, 'package.json'));
  const tf = required<TensorFlow>(require, '@tensorflow/tfjs');
  if (tf === undefined) return undefined;
  if (backend === 'wasm') required(require, '@tensorflow/tfjs-backend-wasm');
  await tf.setBackend(backend);
  await tf.ready();
  return tf;
}

function required<M>(require: NodeJS.Require, name: string): M | undefined {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}
