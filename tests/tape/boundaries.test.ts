import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/array/arena.js';
import { tensor } from '../../src/array/create.js';
import { Scope, view, within } from '../../src/array/scope.js';
import type { Tensor } from '../../src/array/tensor.js';
import { BudgetError, PurityError } from '../../src/errors.js';
import { Boundaries } from '../../src/tape/boundaries.js';
import { MeasuringArena } from '../../src/tape/measuring.js';

const segment = { from: 16, to: 24 };

/** Runs `body` with boundaries in an arena of their own, which has to be empty afterwards. */
function watching(
  extent: number,
  body: (boundaries: Boundaries, arena: Arena) => void,
  arena: Arena = new Arena(),
): void {
  within(new Scope(arena, 'state'), () => {
    const boundaries = new Boundaries(arena, { extent, where: 'scan' });
    body(boundaries, arena);
    boundaries.free();
  });
  expect(arena.liveBytes).toBe(0);
}

const numbers = (...values: number[]): Tensor => tensor(values);

function isRefused(body: () => void): boolean {
  try {
    body();
    return false;
  } catch (error) {
    if (error instanceof PurityError) return true;
    throw error;
  }
}

describe.each(['wasm', 'reference'] as const)('with the %s kernels', (backend) => {
  test('a state that is what it was passes, and another is refused, wherever the chain is run again', () => {
    const notes = fc.array(fc.record({ boundary: fc.nat(12), value: fc.nat(1) }), { maxLength: 40 });
    const extents = fc.constantFrom(12, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(extents, notes, (extent, found) => {
        const first = new Map<number, number>();
        const noted = (boundaries: Boundaries): void => {
          for (const { boundary, value } of found) {
            if (!first.has(boundary)) first.set(boundary, value);
            const refused = isRefused(() => boundaries.note([numbers(value, 5)], boundary, segment));
            expect(refused).toBe(first.get(boundary) !== value);
          }
        };
        watching(extent, noted, new Arena({ backend }));
      }),
    );
  });

  test('every bit counts: 0 is another state than -0', () => {
    watching(
      3,
      (boundaries) => {
        boundaries.note([numbers(1, 0)], 2, segment);
        expect(isRefused(() => boundaries.note([numbers(1, -0)], 2, segment))).toBe(true);
        expect(isRefused(() => boundaries.note([numbers(1, 0)], 2, segment))).toBe(false);
      },
      new Arena({ backend }),
    );
  });
});

test('all tensors of a state count, in their order, of whatever dtype', () => {
  watching(1, (boundaries) => {
    const [a, b] = [numbers(1, 2, 3), tensor([1, 2, 4], { dtype: 'int32' })];
    boundaries.note([a, b], 1, segment);
    expect(isRefused(() => boundaries.note([numbers(1, 2, 3), b], 1, segment))).toBe(false);
    expect(isRefused(() => boundaries.note([b, a], 1, segment))).toBe(true);
    const other = tensor([1, 2, 5], { dtype: 'int32' });
    expect(isRefused(() => boundaries.note([a, other], 1, segment))).toBe(true);
  });
});

test('of a view, the entries that it shows count and no others', () => {
  watching(1, (boundaries) => {
    const row = (x: Tensor): Tensor => view(x, [2], 8);
    boundaries.note([row(numbers(1, 2, 3, 4, 5))], 1, segment);
    expect(isRefused(() => boundaries.note([row(numbers(8, 8, 3, 4, 8))], 1, segment))).toBe(false);
    expect(isRefused(() => boundaries.note([numbers(3, 4)], 1, segment))).toBe(false);
    expect(isRefused(() => boundaries.note([row(numbers(1, 2, 3, 8, 5))], 1, segment))).toBe(true);
  });
});

test('a state without tensors, or with a tensor of no entries, is always what it was', () => {
  watching(2, (boundaries) => {
    for (let time = 0; time < 3; time += 1) {
      boundaries.note([], 1, segment);
      boundaries.note([tensor([])], 2, segment);
    }
  });
});

test('states of every step are kept apart over several growths of a chain of unknown extent', () => {
  watching(Number.POSITIVE_INFINITY, (boundaries) => {
    const seen = Array.from({ length: 1000 }, (_, boundary) => boundary);
    const again = (offset: number): boolean[] =>
      seen.map((t) => isRefused(() => boundaries.note([numbers(t + offset)], t, segment)));
    expect(again(0).includes(true)).toBe(false);
    expect(again(0).includes(true)).toBe(false);
    expect(again(1).includes(false)).toBe(false);
  });
});

describe('the error', () => {
  const refusal = (boundary: number, from: number, to: number): unknown => {
    let error: unknown;
    watching(24, (boundaries) => {
      boundaries.note([numbers(1)], boundary, { from: 0, to: 24 });
      try {
        boundaries.note([numbers(2)], boundary, { from, to });
      } catch (thrown) {
        error = thrown;
      }
    });
    return error;
  };
  const causes =
    'Usual causes: Math.random or Date in the step, a counter or a variable outside that it changes, an input ' +
    'that was changed in place. Draw randomness with dropout or a key, and pass what changes as state or inputs';

  test('names the step that left another state, and the segment', () => {
    expect(refusal(18, 16, 24)).toEqual(
      new PurityError(
        'scan: step 17 is not a pure function: run again in the segment of steps 16 to 23, it left another ' +
          `state than the first time. ${causes}`,
      ),
    );
  });

  test('says of a step that was run again by itself that it was alone', () => {
    expect(refusal(1, 0, 1)).toEqual(
      new PurityError(
        'scan: step 0 is not a pure function: run again alone, it left another state than the first time. ' +
          causes,
      ),
    );
  });

  test('blames no step for an initial state that changed', () => {
    expect(refusal(0, 0, 8)).toEqual(
      new PurityError(
        'scan: the initial state was changed in place: when step 0 was run again in the segment of steps 0 to 7, ' +
          'it read another state than the first time. A chain may read its initial state more than once: pass a ' +
          'copy of what changes',
      ),
    );
  });

  test('leaves the first state as what is compared with', () => {
    watching(1, (boundaries) => {
      boundaries.note([numbers(1)], 1, segment);
      for (let time = 0; time < 2; time += 1) {
        expect(isRefused(() => boundaries.note([numbers(2)], 1, segment))).toBe(true);
      }
      expect(isRefused(() => boundaries.note([numbers(1)], 1, segment))).toBe(false);
    });
  });
});

describe('the ledger', () => {
  test('counts eight bytes for each state and eight to compare with, as scratch, until they are freed', () => {
    for (const arena of [new Arena(), new MeasuringArena()]) {
      const boundaries = new Boundaries(arena, { extent: 100, where: 'scan' });
      // Boundaries 0 to 100 and one more entry are 816 bytes; blocks occupy multiples of 64.
      expect(arena.ledger.liveByAccount.scratch).toBe(832);
      boundaries.free();
      boundaries.free();
      expect([arena.liveBytes, arena.peakBytes]).toEqual([0, 832]);
    }
  });

  test('counts 2 KiB at a time where the extent is not known, the same when only shapes are', () => {
    const bytesAfter = (arena: Arena): number[] => {
      const found: number[] = [];
      const body = (boundaries: Boundaries): void => {
        const state = numbers(1, 2);
        for (const boundary of [0, 254, 255, 600]) {
          boundaries.note([state], boundary, segment);
          found.push(arena.ledger.liveByAccount.scratch);
        }
      };
      watching(Number.POSITIVE_INFINITY, body, arena);
      return found;
    };
    expect(bytesAfter(new Arena())).toEqual([2048, 2048, 4096, 6144]);
    expect(bytesAfter(new MeasuringArena())).toEqual([2048, 2048, 4096, 6144]);
  });

  test('holds nothing where there is no room', () => {
    const tight = new Arena({ limitBytes: 2048 + 64 });
    expect(() => new Boundaries(tight, { extent: 1000, where: 'scan' })).toThrow(BudgetError);
    expect(tight.liveBytes).toBe(0);
    const body = (boundaries: Boundaries): void => {
      expect(() => boundaries.note([numbers(1)], 255, segment)).toThrow(BudgetError);
    };
    watching(Number.POSITIVE_INFINITY, body, tight);
  });
});

test('where only shapes are known nothing is compared, and the hashes are counted as operations', () => {
  const arena = new MeasuringArena();
  const body = (boundaries: Boundaries): void => {
    boundaries.note([numbers(1, 2, 3)], 1, segment);
    boundaries.note([numbers(4, 5, 6)], 1, segment);
  };
  watching(1, body, arena);
  expect(arena.operations).toBe(6);
});
