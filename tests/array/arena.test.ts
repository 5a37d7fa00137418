import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena, type Block } from '../../src/array/arena.js';
import { occupied } from '../../src/array/freeSpace.js';
import { BudgetError, LedgerError } from '../../src/errors.js';

test('live and peak bytes are exactly what the blocks occupy, in any sequence', () => {
  const events = fc.array(
    fc.oneof(fc.record({ bytes: fc.nat({ max: 1000 }) }), fc.record({ freed: fc.nat({ max: 30 }) })),
    { maxLength: 80 },
  );
  const arena = new Arena();
  fc.assert(
    fc.property(events, (all) => {
      const held: Block[] = [];
      let peak = arena.peakBytes;
      for (const event of all) {
        if ('bytes' in event) held.push(arena.allocate(event.bytes, 'scratch'));
        else if (held.length > 0) arena.release(held.splice(event.freed % held.length, 1)[0]!, 'scratch');
        const live = held.reduce((total, { bytes }) => total + bytes, 0);
        peak = Math.max(peak, live);
        expect([arena.liveBytes, arena.ledger.liveBytes, arena.peakBytes]).toEqual([live, live, peak]);
      }
      for (const block of held) arena.release(block, 'scratch');
      expect(arena.liveBytes).toBe(0);
    }),
    { seed: 5, numRuns: 100 },
  );
});

test('blocks keep what is written in them while the memory grows', () => {
  const arena = new Arena();
  const blocks = Array.from({ length: 40 }, (_, place) => {
    const block = arena.allocate(100_000, 'scratch');
    arena.memory.view('float64', block.pointer, 12_500).fill(place);
    return block;
  });
  blocks.forEach((block, place) => {
    const values = arena.memory.view('float64', block.pointer, 12_500);
    expect(values.every((value) => value === place)).toBe(true);
    expect(block.pointer % 64).toBe(0);
  });
});

test('the bytes of a freed block are given out again', () => {
  const arena = new Arena();
  const [first] = [arena.allocate(1000, 'scratch'), arena.allocate(1000, 'scratch')];
  const { pointer } = first;
  arena.release(first, 'scratch');
  expect(arena.allocate(1000, 'scratch').pointer).toBe(pointer);
});

test('a block lives until its last holder lets go', () => {
  const arena = new Arena();
  const block = arena.allocate(1000, 'state');
  arena.hold(block, 'snapshot');
  arena.release(block, 'state');
  expect(arena.liveBytes).toBe(1024);
  arena.release(block, 'snapshot');
  expect(arena.liveBytes).toBe(0);
});

test('a block that nobody holds stands for the next bytes, with no holder of those before', () => {
  const arena = new Arena();
  const first = arena.allocate(1000, 'snapshot');
  arena.hold(first, 'state');
  arena.release(first, 'snapshot');
  arena.release(first, 'state');
  const second = arena.allocate(100, 'scratch');
  expect([second, second.bytes, second.total, arena.liveBytes]).toEqual([first, 128, 1, 128]);
  expect(arena.ledger.liveByAccount).toMatchObject({ snapshot: 0, state: 0, scratch: 128 });
  expect(arena.allocate(100, 'scratch').pointer).toBe(second.pointer + 128);
});

describe('a limit', () => {
  test('is checked before anything changes, and the error says what was live, asked and allowed', () => {
    const arena = new Arena({ limitBytes: 1024 });
    const block = arena.allocate(600, 'outside');
    const error = thrown(() => arena.allocate(500, 'outside'));
    expect(error).toEqual(
      new BudgetError(
        'arena: 512 bytes were asked for with 640 live; the limit is 1024. Dispose of tensors that are no longer ' +
          'needed, or raise limitBytes',
        { live: 640, asked: 512, limit: 1024 },
      ),
    );
    expect(error).toMatchObject({ liveBytes: 640, askedBytes: 512, limitBytes: 1024 });
    expect([arena.liveBytes, arena.peakBytes]).toEqual([640, 640]);
    arena.allocate(384, 'outside');
    arena.release(block, 'outside');
    expect(arena.liveBytes).toBe(384);
  });

  test.each([0, -1, NaN])('of %d is refused', (limitBytes) => {
    expect(() => new Arena({ limitBytes })).toThrow(
      new RangeError(`arena: limitBytes is ${limitBytes}; a number of bytes above 0 is needed`),
    );
  });

  test('of a run counts what the run holds, and not what is the user’s', () => {
    const arena = new Arena();
    arena.allocate(10_000, 'outside');
    arena.ledger.limitBytes = 128;
    arena.allocate(100, 'scratch');
    expect(thrown(() => arena.allocate(1, 'scratch'))).toEqual(
      new BudgetError(
        'ledger: 64 bytes were asked for with 128 live; the limit is 128. Use fewer slots or smaller batches, or ' +
          'raise limitBytes',
        { live: 128, asked: 64, limit: 128 },
      ),
    );
    expect(arena.liveBytes).toBe(occupied(10_000) + 128);
  });

  test('beyond what a WebAssembly memory can be is refused, and the arena goes on', () => {
    const arena = new Arena();
    const error = thrown(() => arena.allocate(2 ** 33, 'scratch'));
    expect(error).toBeInstanceOf(BudgetError);
    expect(String(error)).toMatch(
      /^BudgetError: arena: its memory cannot grow from \d+ to \d+ bytes; a WebAssembly memory ends at 4294967296 bytes, /,
    );
    expect([arena.liveBytes, arena.ledger.liveBytes]).toEqual([0, 0]);
    arena.release(arena.allocate(64, 'scratch'), 'scratch');
  });
});

test('a block that is not held cannot be released', () => {
  const arena = new Arena();
  const block = arena.allocate(64, 'state');
  arena.release(block, 'state');
  expect(() => arena.release(block, 'state')).toThrow(
    new LedgerError("ledger: released a block of 64 bytes that is not held ('state')"),
  );
});

function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
}
