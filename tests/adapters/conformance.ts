import { describe, expect, test } from 'vitest';
import { type Strategy, strategies, tally } from '../../src/index.js';
import type { Action } from '../../src/tape/action.js';
import type { StepCounts } from '../../src/tape/counter.js';

/** One gradient of a framework's chain of steps. */
export interface ChainGradient {
  /** All gradients, one after another. */
  readonly numbers: readonly number[];
  readonly counts: StepCounts;
}

/** A framework whose chains are reversed by schedules, as the suite sees it. */
export interface Framework {
  readonly name: string;
  /** What there is at the moment, such as handles and bytes; equal before and after a gradient. */
  live(): unknown;
  /** The gradient of a chain by its parameters, its first state and its inputs. `onRun` is called whenever a step runs. */
  gradient(chain: { extent: number; strategy: Strategy; onRun?: () => void }): ChainGradient;
  /** The same by the framework's own means, or by another way that does not share code with it. */
  plain(extent: number): readonly number[];
  /** How far the two may differ, in relation to the largest number; not at all, if absent. */
  readonly tolerance?: number;
}

const steps = 11;

/** Every strategy of the table, in several sizes where it takes any. */
const instances: readonly (readonly [string, Strategy])[] = Object.values(strategies).flatMap((row) => {
  const { sized } = row;
  const sizes = sized === undefined ? [] : [1, 2, 3, 5, 40].map((slots) => sized(slots, steps));
  return [row.usual(steps), ...sizes].map((strategy) => [strategy.name, strategy] as const);
});

/** What every framework has to hold to, as tests. */
export function conforms(framework: Framework): void {
  describe(`${framework.name} conforms`, () => {
    const plain = framework.plain(steps);
    const first = framework.gradient({ extent: steps, strategy: strategies.storeAll.usual(steps) });

    test('the gradient of store-all is the plain one', () => {
      expect(plain.some((number) => number !== 0)).toBe(true);
      expectClose(first.numbers, plain, framework.tolerance);
    });

    describe.each(instances)('%s', (_name, strategy) => {
      test('gives the same gradient, to the bit, and leaves nothing behind', () => {
        const before = framework.live();
        const { numbers } = framework.gradient({ extent: steps, strategy });
        expect(framework.live()).toEqual(before);
        expect(numbers).toEqual(first.numbers);
      });

      test('runs exactly what its schedule says', () => {
        for (const extent of [0, 1, 2, 3, 10, 23]) {
          const watched = new Watched(strategy);
          const { counts } = framework.gradient({ extent, strategy: watched.strategy });
          const { peakRecords: _, ...expected } = tally(watched.last, extent);
          expect(counts).toMatchObject(expected);
        }
      });
    });

    describe.each(Object.entries(strategies))('%s', (_name, row) => {
      test('leaves nothing behind, whichever run of a step throws, and can be used again', () => {
        const strategy = row.sized?.(3, steps) ?? row.usual(steps);
        const before = framework.live();
        const gradient = (failsAt: number): ChainGradient => {
          let runs = 0;
          const onRun = (): void => {
            runs += 1;
            if (runs === failsAt) throw new Error('planted');
          };
          return framework.gradient({ extent: steps, strategy, onRun });
        };
        let failsAt = 1;
        for (let isDone = false; !isDone; failsAt += 1) {
          try {
            gradient(failsAt);
            isDone = true;
          } catch (error) {
            expect(error).toMatchObject({ message: 'planted' });
          }
          expect([failsAt, framework.live()]).toEqual([failsAt, before]);
        }
        expect(failsAt).toBeGreaterThan(steps);
        expect(gradient(0).numbers).toEqual(first.numbers);
      });
    });
  });
}

/** A strategy that remembers the last schedule it gave. */
class Watched {
  readonly strategy: Strategy;
  last: readonly Action[] = [];

  constructor(watched: Strategy) {
    this.strategy = {
      ...watched,
      schedule: (profile) => {
        this.last = [...watched.schedule(profile)];
        return this.last;
      },
    };
  }
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance = 0): void {
  expect(found.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...found.map((number, place) => Math.abs(number - expected[place]!)));
  expect(worst).toBeLessThanOrEqual(tolerance * largest);
}
