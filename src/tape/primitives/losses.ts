import { checkTensor } from '../../array/checkTensor.js';
import { ones } from '../../array/create.js';
import { checkIndices } from '../../array/rows.js';
import { allocate, kernelsFor } from '../../array/scope.js';
import { sameShape, type Tensor } from '../../array/tensor.js';
import { ShapeError } from '../../errors.js';
import { exactly, type Primitive, type Three, type Two } from '../primitive.js';
import { apply, later } from '../trace.js';
import { multiply, subtract } from './arithmetic.js';
import { softmax, sum } from './reductions.js';
import { reshape } from './shaping.js';

export const crossEntropyPrimitive: Primitive<Two, Two, undefined> = {
  name: 'crossEntropy',
  primal: ([logits, labels]) => {
    const { rows, classes } = extentsOf(logits, labels);
    const loss = allocate(labels.shape, logits.dtype);
    kernelsFor(logits, 'crossEntropy').crossEntropy(
      rows,
      classes,
      logits.pointer,
      labels.pointer,
      loss.pointer,
    );
    return loss;
  },
  save: ([logits, labels]) => [exactly(logits), exactly(labels)],
  vjp: (g, [logits, labels]) => [later(crossEntropyVjpPrimitive, [g, logits, labels], undefined), undefined],
};

/** g (softmax(logits) - onehot(labels)), the cotangent of crossEntropy's logits. */
export const crossEntropyVjpPrimitive: Primitive<Three, Three, undefined> = {
  name: 'crossEntropyVjp',
  primal: ([g, logits, labels]) => {
    const { rows, classes } = extentsOf(logits, labels);
    const y = allocate(logits.shape, logits.dtype);
    const kernels = kernelsFor(logits, 'crossEntropy');
    kernels.crossEntropyVjp(rows, classes, g.pointer, logits.pointer, labels.pointer, y.pointer);
    return y;
  },
  save: ([g, logits, labels]) => [exactly(g), exactly(logits), exactly(labels)],
  vjp: (h, [g, logits, labels]) => {
    const unit = ones(g.shape, { dtype: g.dtype });
    const slope = apply(crossEntropyVjpPrimitive, [unit, logits, labels], undefined);
    const p = softmax(logits);
    const scaled = multiply(h, reshape(g, [...g.shape, 1]));
    const byLogits = multiply(p, subtract(scaled, sum(multiply(scaled, p), { axis: -1, keepAxis: true })));
    return [sum(multiply(h, slope), { axis: -1 }), byLogits, undefined];
  },
};

/**
 * -log softmax(logits)[label] for every row: logits [..., classes] and int32 labels [...] → [...].
 *
 * @throws {RangeError} if a label is outside of [0, classes)
 * @throws {ShapeError} if the shapes do not fit or the labels are not int32
 * @example
 * const loss = mean(crossEntropy(logits, labels));
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  checkTensor('crossEntropy', 'logits', logits);
  checkTensor('crossEntropy', 'labels', labels);
  if (!sameShape(logits.shape.slice(0, -1), labels.shape) || logits.shape.length === 0) {
    throw new ShapeError(
      `crossEntropy: logits are [${logits.shape.join(', ')}] and labels [${labels.shape.join(', ')}]; ` +
        'logits [..., classes] and labels [...] are needed',
    );
  }
  return apply(crossEntropyPrimitive, [logits, labels], undefined);
}

function extentsOf(logits: Tensor, labels: Tensor): { rows: number; classes: number } {
  const classes = logits.shape.at(-1) ?? 0;
  checkIndices('crossEntropy', labels, classes, 'classes');
  return { rows: labels.size, classes };
}
