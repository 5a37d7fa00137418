import { expect, test } from 'vitest';
import { outcomeOf } from '../../support/ownPrograms.js';

test.each([...Array(8).keys()])(
  'random programs whose primitives read what changes, part %i of 8',
  (part) => {
    const kinds = { values: 0, errors: 0 };
    for (let seed = part * 20; seed < part * 20 + 20; seed += 1) {
      const [compiled, written] = [true, false].map((compile) => outcomeOf(seed, compile));
      expect([seed, compiled?.calls]).toEqual([seed, written?.calls]);
      for (const { isPredicted, bytesLeft } of [compiled!, written!])
        expect({ seed, isPredicted, bytesLeft }).toEqual({ seed, isPredicted: true, bytesLeft: 0 });
      expect(written?.remarks.filter((remark) => remark.includes('compiled'))).toEqual([]);
      for (const call of compiled!.calls) kinds[typeof call === 'string' ? 'errors' : 'values'] += 1;
    }
    expect(kinds.values).toBeGreaterThan(50);
    expect(kinds.errors).toBeGreaterThan(0);
  },
);
