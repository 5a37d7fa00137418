import { describe, expect, test } from 'vitest';
import {
  defaultArena,
  mapTree,
  multiply,
  NumbersError,
  revolve,
  type Strategy,
  sqrt,
  storeAll,
  Tape,
  type Tensor,
  type Tree,
  tidy,
} from '../../src/index.js';
import { programs } from '../support/programs.js';

const strategies: readonly Strategy[] = [storeAll(), sqrt(), revolve({ slots: 2 })];

/** What is told where parameters are so large that products overflow, in some step or in its sweep. */
function told(
  make: (typeof programs)[string],
  options: { strategy: Strategy; compile: boolean; check: 'off' | 'numbers' },
): string {
  return tidy(() => {
    const { parameters, loss } = make({ steps: 7, dtype: 'float32' });
    const overflowing = (p: Tree): Tensor => loss(mapTree(p, (leaf) => multiply(leaf, 1e25)) as never);
    try {
      const { report } = new Tape({ ...options, seed: 'numbers' }).gradient(overflowing, parameters);
      if (report.predicted === undefined) throw new Error('nothing was predicted');
      const { operations: _, ...predicted } = report.predicted;
      expect(report).toMatchObject(predicted);
      expect(report.liveBytesAfter).toBe(0);
      return report.remarks.filter((remark) => remark.includes('the first')).join();
    } catch (error) {
      if (error instanceof NumbersError) return error.message;
      throw error;
    }
  });
}

describe.each(Object.entries(programs))('%s', (_name, make) => {
  test.each(['off', 'numbers'] as const)(
    'says the same of numbers that overflow under every strategy, compiled or not, and holds nothing after, with check: %j',
    (check) => {
      const before = defaultArena().liveBytes;
      const found = strategies.flatMap((strategy) =>
        [true, false].map((compile) => told(make, { strategy, compile, check })),
      );
      expect(new Set(found).size).toBe(1);
      expect(defaultArena().liveBytes).toBe(before);
    },
  );
});

test('numbers overflow in many of these programs, and each says in which operation', () => {
  const found = Object.values(programs).map((make) =>
    told(make, { strategy: revolve({ slots: 2 }), compile: true, check: 'numbers' }),
  );
  const odd = found.filter((message) => message !== '');
  expect(odd.length).toBeGreaterThan(5);
  for (const message of odd) expect(message).toMatch(/operation \d+ of/);
});
