import { describe, expect, test } from 'vitest';
import {
  dropout,
  keyOf,
  multiply,
  ones,
  ShapeError,
  sum,
  Tape,
  TapeError,
  type Tensor,
  tensor,
  tidy,
} from '../../../src/tape/index.js';

const key = keyOf('dropout');
const rate = 0.3;

test('the same key drops the same entries, in float32 and float64, and another key others', () => {
  tidy(() => {
    const mask = (dtype: 'float32' | 'float64', seed: string): boolean[] =>
      [...dropout(ones([1000], { dtype }), { rate, key: keyOf(seed) }).toArray()].map((x) => x !== 0);
    expect(mask('float32', 'a')).toEqual(mask('float32', 'a'));
    expect(mask('float64', 'a')).toEqual(mask('float32', 'a'));
    expect(mask('float32', 'b')).not.toEqual(mask('float32', 'a'));
  });
});

test('the share of entries that stay is 1 - rate, and their mean is what it was', () => {
  tidy(() => {
    const size = 100_000;
    const found = dropout(ones([size], { dtype: 'float64' }), { rate, key }).toArray();
    const stayed = found.filter((x) => x !== 0);
    // A binomial share deviates by √(0.3 * 0.7 / 1e5) = 1.45e-3; five deviations for a fixed key.
    const deviation = Math.sqrt((rate * (1 - rate)) / size);
    expect(Math.abs(stayed.length / size - (1 - rate))).toBeLessThan(5 * deviation);
    for (const value of stayed) expect(value).toBe(1 / (1 - rate));
  });
});

test('at rate 0 nothing changes', () => {
  tidy(() => {
    const x = tensor([1, -2, 0.1]);
    expect(dropout(x, { rate: 0, key }).toArray()).toEqual(x.toArray());
  });
});

test('the gradient is the mask: what one drops the other drops', () => {
  tidy(() => {
    const x = tensor(Array.from({ length: 50 }, (_, place) => place + 1));
    const weights = tensor(Array.from({ length: 50 }, (_, place) => 2 * place + 1));
    const loss = (y: Tensor): Tensor => sum(multiply(dropout(y, { rate, key }), weights));
    const { gradient } = new Tape().gradient(loss, x);
    expect(gradient.toArray()).toEqual(dropout(weights, { rate, key }).toArray());
  });
});

test('keeps nothing on the tape', () => {
  tidy(() => {
    const { report } = new Tape().gradient((x: Tensor) => sum(dropout(x, { rate })), ones([1000]));
    expect(report.peakByAccount.residual).toBe(0);
  });
});

describe('under a tape', () => {
  const dropped = (seed: string | number, times: number): number[][] =>
    tidy(() => {
      const masks: number[][] = [];
      const loss = (x: Tensor): Tensor => {
        const all = Array.from({ length: times }, () => dropout(x, { rate }));
        for (const y of all) masks.push([...y.toArray()]);
        return sum(all[0]!);
      };
      new Tape({ seed, predict: false }).gradient(loss, ones([64]));
      return masks;
    });

  test('the seed says what is dropped', () => {
    expect(dropped('a', 1)).toEqual(dropped('a', 1));
    expect(dropped('a', 1)).not.toEqual(dropped('b', 1));
  });

  test('every use drops others', () => {
    const masks = dropped('a', 4).map((mask) => mask.join());
    expect(new Set(masks).size).toBe(4);
  });
});

describe('dropout refuses', () => {
  test.each([-0.1, 1, NaN])('the rate %d', (wrong) => {
    tidy(() => {
      expect(() => dropout(ones([2]), { rate: wrong, key })).toThrow(
        new RangeError(`dropout: rate is ${wrong}; a number in [0, 1) is needed`),
      );
    });
  });

  test('to draw where there is no tape', () => {
    tidy(() => {
      expect(() => dropout(ones([2]), { rate })).toThrow(
        new TapeError(
          'dropout: there is no tape here to take randomness from; call it in a loss or a step, or pass { key }',
        ),
      );
    });
  });

  test('whole numbers, and keys that are none', () => {
    tidy(() => {
      expect(() => dropout(tensor([1], { dtype: 'int32' }), { rate, key })).toThrow(
        new ShapeError("dropout: the tensor is int32 [1]; float32 or float64 is needed: cast(it, 'float32')"),
      );
      expect(() => dropout(ones([2]), { rate, key: [-1, 0.5] })).toThrow(
        new RangeError(
          'dropout: key is [-1, 0.5]; a pair of unsigned 32-bit numbers is needed, such as ' +
            "randomStream('seed').key()",
        ),
      );
    });
  });
});
