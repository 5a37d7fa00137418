import { describe, expect, test } from 'vitest';
import {
  crossEntropy,
  logSoftmax,
  mean,
  ShapeError,
  softmax,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../../src/tape/index.js';
import { disordered } from '../../support/samples.js';

const rows = 3;
const classes = 5;
const chosen = [4, 0, 4];

test('crossEntropy is minus the logarithm of the softmax at the label', () => {
  tidy(() => {
    const logits = numbers([rows, classes]);
    const all = logSoftmax(logits).toArray();
    const loss = crossEntropy(logits, labels(chosen)).toArray();
    // Both round a sum of five exponentials and one logarithm: a few times 2^-53 of numbers below 5.
    chosen.forEach((label, row) => {
      expect(loss[row]).toBeCloseTo(-all[row * classes + label]!, 14);
    });
  });
});

test('its gradient is the softmax less one at the label', () => {
  tidy(() => {
    const logits = numbers([rows, classes]);
    const loss = (x: Tensor): Tensor => mean(crossEntropy(x, labels(chosen)));
    const { gradient } = new Tape().gradient(loss, logits);
    const p = softmax(logits).toArray();
    gradient.toArray().forEach((value, place) => {
      const isLabel = place % classes === chosen[Math.floor(place / classes)];
      expect(value).toBeCloseTo((p[place]! - (isLabel ? 1 : 0)) / rows, 15);
    });
  });
});

test('it is finite for logits that overflow an exponential', () => {
  tidy(() => {
    expect([...crossEntropy(tensor([[1000, 0]]), labels([1])).toArray()]).toEqual([1000]);
    expect([...crossEntropy(tensor([[1000, 0]]), labels([0])).toArray()]).toEqual([0]);
  });
});

describe('crossEntropy refuses', () => {
  test.each([
    [[4, 5, 0], 5, 1],
    [[-1, 0, 0], -1, 0],
  ])('the labels %j of 5 classes', (given, label, place) => {
    tidy(() => {
      expect(() => crossEntropy(numbers([rows, classes]), labels(given))).toThrow(
        new RangeError(
          `crossEntropy: index ${label} at place ${place} is out of range; there are 5 classes, so 0 to 4 are needed`,
        ),
      );
    });
  });

  test('labels that are floats', () => {
    tidy(() => {
      expect(() => crossEntropy(numbers([rows, classes]), tensor(chosen))).toThrow(
        new ShapeError(
          "crossEntropy: the indices are float32 [3]; int32 is needed: tensor([...], { dtype: 'int32' })",
        ),
      );
    });
  });

  test('logits that are whole numbers', () => {
    tidy(() => {
      expect(() => crossEntropy(tensor([[1, 2]], { dtype: 'int32' }), labels([0]))).toThrow(
        new ShapeError(
          "crossEntropy: the tensor is int32 [1, 2]; float32 or float64 is needed: cast(it, 'float32')",
        ),
      );
    });
  });

  test.each([
    [[3, 5], [2]],
    [
      [3, 5],
      [3, 5],
    ],
    [[], []],
  ])('logits %j with labels %j', (ofLogits, ofLabels) => {
    tidy(() => {
      const wrong = tensor(Array(ofLabels.reduce((a, b) => a * b, 1)).fill(0), {
        shape: ofLabels,
        dtype: 'int32',
      });
      expect(() => crossEntropy(numbers(ofLogits), wrong)).toThrow(
        new ShapeError(
          `crossEntropy: logits are [${ofLogits.join(', ')}] and labels [${ofLabels.join(', ')}]; ` +
            'logits [..., classes] and labels [...] are needed',
        ),
      );
    });
  });
});

function labels(values: readonly number[]): Tensor {
  return tensor(values, { dtype: 'int32' });
}

function numbers(shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(disordered(size), { shape, dtype: 'float64' });
}
