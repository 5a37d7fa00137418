import { expect, test } from 'vitest';
import { TapeError, tensor, tidy } from '../../src/tape/index.js';
import { clipByGlobalNorm } from '../../src/train/index.js';

test('a gradient below the norm is left as it is', () => {
  tidy(() => {
    const gradient = { a: tensor([3]), b: tensor([[0, 4]]) };
    expect(clipByGlobalNorm(gradient, 5)).toBe(5);
    expect([...gradient.a.toArray(), ...gradient.b.toArray()]).toEqual([3, 0, 4]);
  });
});

test('a gradient above it is scaled down to it, all leaves alike', () => {
  tidy(() => {
    const gradient = [tensor([30], { dtype: 'float64' }), tensor([[0, 40]], { dtype: 'float64' })];
    expect(clipByGlobalNorm(gradient, 5)).toBe(50);
    expect(gradient.flatMap((leaf) => [...leaf.toArray()])).toEqual([3, 0, 4]);
  });
});

test('the norm is summed in float64, so that squares of float32 entries do not overflow', () => {
  tidy(() => {
    const gradient = tensor([3e30, 4e30]);
    // The entries are rounded to 24 bits: a relative 2^-24.
    expect(clipByGlobalNorm(gradient, 1) / 5e30).toBeCloseTo(1, 7);
    expect(Math.hypot(...gradient.toArray())).toBeCloseTo(1, 6);
  });
});

test.each([NaN, Infinity])('a norm of %d is returned and nothing is scaled', (value) => {
  tidy(() => {
    const gradient = tensor([value, 1]);
    expect(clipByGlobalNorm(gradient, 1)).toBe(value);
    expect([...gradient.toArray()]).toEqual([value, 1]);
  });
});

test('a gradient of zeros stays', () => {
  tidy(() => {
    const gradient = tensor([0, 0]);
    expect(clipByGlobalNorm(gradient, 1)).toBe(0);
    expect([...gradient.toArray()]).toEqual([0, 0]);
  });
});

test('refuses norms that are none, and gradients that were consumed', () => {
  tidy(() => {
    const gradient = tensor([1, 2]);
    for (const largest of [0, -1, NaN])
      expect(() => clipByGlobalNorm(gradient, largest)).toThrow(
        new RangeError(`clipByGlobalNorm: the largest norm is ${largest}; a number above 0 is needed`),
      );
    gradient.dispose();
    expect(() => clipByGlobalNorm(gradient, 1)).toThrow(
      new TapeError(
        'clipByGlobalNorm: a tensor of shape [2] is used after it was disposed; clip before an update',
      ),
    );
  });
});
