// Oktay et al. (2021), arXiv:2007.10412, section 4: a network of fully connected layers with rectified linear units,
// 784-300-300-300-10 for MNIST. Layers are the steps of a chain, so that any strategy can reverse it.
import {
  add,
  biasActivation,
  crossEntropy,
  type Layer,
  matmul,
  mean,
  type RandomStream,
  type Strategy,
  sequential,
  type Tensor,
  uniform,
} from 'sublinear';

export type DenseParameters = {
  /** [inputs, outputs] */
  readonly W: Tensor;
  /** [outputs] */
  readonly b: Tensor;
};

export const paperWidths = [784, 300, 300, 300, 10] as const;

type DType = 'float32' | 'float64';

/** A layer for each pair of neighbouring widths; entries uniform within 1 / √inputs of 0, biases too. */
export function fullyConnectedParameters(
  stream: RandomStream,
  { widths, dtype = 'float32' }: { widths: readonly number[]; dtype?: DType },
): readonly DenseParameters[] {
  return widths.slice(1).map((outputs, layer) => {
    const inputs = widths[layer] ?? 1;
    const high = 1 / Math.sqrt(inputs);
    const within = (shape: readonly number[]): Tensor =>
      uniform(shape, { key: stream.key(), low: -high, high, dtype });
    return { W: within([inputs, outputs]), b: within([outputs]) };
  });
}

/** The logits [batch, classes] of inputs [batch, features]: a relu after each layer but the last. */
export function fullyConnected(
  layers: number,
  options?: { readonly strategy?: Strategy },
): (parameters: readonly DenseParameters[], x: Tensor) => Tensor {
  const hidden: Layer<DenseParameters> = ({ W, b }, x) => biasActivation(matmul(x, W), b, 'relu');
  const last: Layer<DenseParameters> = ({ W, b }, x) => add(matmul(x, W), b);
  const each = Array.from({ length: layers }, (_, layer) => (layer < layers - 1 ? hidden : last));
  return sequential<readonly DenseParameters[]>(each, options);
}

/** The mean cross entropy of the labels [batch] of inputs [batch, features]. */
export function fullyConnectedLoss(
  layers: number,
  data: { readonly images: Tensor; readonly labels: Tensor },
): (parameters: readonly DenseParameters[]) => Tensor {
  const network = fullyConnected(layers);
  return (parameters) => mean(crossEntropy(network(parameters, data.images), data.labels));
}
