import { describe, expect, test } from 'vitest';
import {
  multiply,
  relu,
  sigmoid,
  square,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
} from '../../../src/tape/index.js';
import { disordered } from '../../support/samples.js';

// 4,096 float32 entries are 16,384 bytes, and as many bits are 512; every block here is a multiple of 64 bytes.
const size = 4096;

/** Bytes of residuals at the peak, which is when the loss is known: all that waits, waits then. */
function residualBytes(loss: (x: Tensor) => Tensor): number {
  return tidy(() => {
    const { report } = new Tape().gradient((x: Tensor) => sum(loss(x)), tensor(disordered(size)));
    expect(report.liveBytesAfter).toBe(0);
    expect(report.predicted?.peakByAccount).toEqual(report.peakByAccount);
    return report.peakByAccount.residual;
  });
}

describe('what waits on the tape', () => {
  test('is one bit per entry for relu, and neither its input nor its output', () => {
    expect(residualBytes((x) => relu(multiply(x, 2)))).toBe(size / 8 + scalarBytes);
    expect(residualBytes((x) => relu(relu(x)))).toBe((2 * size) / 8);
  });

  test('is rounded up to whole bytes for relu', () => {
    tidy(() => {
      const x = tensor(disordered(13));
      const [bits] = relu.primitive.save?.([x], relu(x), undefined) ?? [];
      expect(bits?.tensor.shape).toEqual([2]);
      expect(bits?.tensor.dtype).toBe('uint8');
    });
  });

  test('is the output for tanh and sigmoid, once, though two keep it', () => {
    expect(residualBytes((x) => tanh(x))).toBe(4 * size);
    expect(residualBytes((x) => square(tanh(x)))).toBe(4 * size);
    expect(residualBytes((x) => tanh(sigmoid(x)))).toBe(2 * 4 * size);
  });

  test('is nothing where only the parameters themselves are needed', () => {
    expect(residualBytes((x) => square(x))).toBe(0);
  });
});

test('relu lets the gradient pass where the entry is above 0, for every length', () => {
  tidy(() => {
    for (let length = 0; length <= 40; length += 1) {
      const x = tensor(disordered(length));
      const { gradient } = new Tape().gradient((y: Tensor) => sum(multiply(relu(y), 3)), x);
      expect([...gradient.toArray()]).toEqual([...x.toArray()].map((value) => (value > 0 ? 3 : 0)));
    }
  });
});

/** The 2 in `multiply(x, 2)`, which multiply keeps: one block of an arena. */
const scalarBytes = 64;
