import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accounts, Holders, Ledger, type Purpose } from '../../src/array/ledger.js';
import { BudgetError } from '../../src/errors.js';

const purposes: readonly Purpose[] = [...accounts, 'outside'];
const sizes = [64, 128, 1024];

/** Hold one of three blocks for a purpose, or let go of one of the holds that there are. */
const events = fc.array(
  fc.oneof(
    fc.record({ block: fc.nat({ max: 2 }), purpose: fc.constantFrom(...purposes) }),
    fc.record({ released: fc.nat({ max: 50 }) }),
  ),
  { maxLength: 60 },
);

test('accounts add up to the total, and say what a plain recount says, after every event', () => {
  fc.assert(
    fc.property(events, (all) => {
      const ledger = new Ledger();
      let peak = 0;
      play(ledger, all, (holds) => {
        const wanted = recounted(holds);
        const total = accounts.reduce((sum, account) => sum + wanted[account]!, 0);
        peak = Math.max(peak, total);
        expect({ ...ledger.liveByAccount, outside: ledger.outsideBytes }).toEqual(wanted);
        expect([ledger.liveBytes, ledger.peakBytes]).toEqual([total, peak]);
        const atPeak = accounts.reduce((sum, account) => sum + ledger.peakByAccount[account], 0);
        expect(atPeak).toBe(ledger.peakBytes);
      });
    }),
    { seed: 7, numRuns: 300 },
  );
});

describe('a block with several holders', () => {
  test('is paid for once, by the account that comes first', () => {
    const [ledger, block] = [new Ledger(), new Holders(64)];
    for (const account of accounts.toReversed()) {
      ledger.hold(block, account);
      expect(ledger.liveBytes).toBe(64);
      expect(ledger.liveByAccount[account]).toBe(64);
    }
    for (const [place, account] of accounts.entries()) {
      expect(ledger.release(block, account)).toBe(account === 'scratch');
      const next = accounts[place + 1];
      if (next !== undefined) expect(ledger.liveByAccount[next]).toBe(64);
    }
    expect(ledger.liveBytes).toBe(0);
  });

  test('costs the run nothing more when the user holds it too', () => {
    const [ledger, block] = [new Ledger(), new Holders(64)];
    ledger.hold(block, 'outside');
    expect([ledger.liveBytes, ledger.outsideBytes]).toEqual([0, 64]);
    ledger.hold(block, 'parameter');
    expect([ledger.liveBytes, ledger.outsideBytes]).toEqual([64, 0]);
    ledger.release(block, 'parameter');
    expect([ledger.liveBytes, ledger.outsideBytes]).toEqual([0, 64]);
  });
});

test('the peak remembers its moment and its accounts, and restart forgets it', () => {
  const ledger = new Ledger();
  const [state, residual] = [new Holders(64), new Holders(128)];
  ledger.hold(state, 'state');
  ledger.moment = { phase: 'record', step: 3 };
  ledger.hold(residual, 'residual');
  ledger.moment = { phase: 'sweep', step: 3 };
  ledger.release(residual, 'residual');
  expect([ledger.peakBytes, ledger.peakMoment]).toEqual([192, { phase: 'record', step: 3 }]);
  expect(ledger.peakByAccount).toMatchObject({ state: 64, residual: 128, scratch: 0 });
  ledger.restart();
  expect([ledger.peakBytes, ledger.peakMoment]).toEqual([64, { phase: 'sweep', step: 3 }]);
  expect(ledger.peakByAccount).toMatchObject({ state: 64, residual: 0 });
});

test('a moment is marked without an object, and read as one', () => {
  const ledger = new Ledger();
  expect(ledger.moment).toEqual({ phase: 'start' });
  ledger.mark('record', 3);
  expect(ledger.moment).toEqual({ phase: 'record', step: 3 });
  const { moment } = ledger;
  ledger.mark('sweep', 2);
  ledger.hold(new Holders(64), 'state');
  ledger.moment = moment;
  expect([ledger.peakMoment, ledger.moment]).toEqual([{ phase: 'sweep', step: 2 }, moment]);
});

describe('a limit', () => {
  test('refuses a hold beyond it, and nothing has changed then', () => {
    const ledger = new Ledger();
    ledger.limitBytes = 128;
    const [first, second] = [new Holders(64), new Holders(128)];
    ledger.hold(first, 'state');
    expect(() => ledger.hold(second, 'scratch')).toThrow(
      new BudgetError(
        'ledger: 128 bytes were asked for with 64 live; the limit is 128. Use fewer slots or smaller batches, or ' +
          'raise limitBytes',
        { live: 64, asked: 128, limit: 128 },
      ),
    );
    expect([ledger.liveBytes, second.total, second.payer]).toEqual([64, 0, -1]);
  });

  test('lets a block be held again, and the user hold what they like', () => {
    const ledger = new Ledger();
    ledger.limitBytes = 64;
    const [inside, users] = [new Holders(64), new Holders(1024)];
    ledger.hold(inside, 'state');
    ledger.hold(inside, 'snapshot');
    ledger.hold(users, 'outside');
    expect(() => ledger.hold(users, 'input')).toThrow(BudgetError);
    expect([ledger.liveBytes, ledger.outsideBytes]).toEqual([64, 1024]);
  });
});

interface Hold {
  readonly block: Holders;
  readonly purpose: Purpose;
}

function play(
  ledger: Ledger,
  all: readonly ({ block: number; purpose: Purpose } | { released: number })[],
  check: (holds: readonly Hold[]) => void,
): void {
  const blocks = sizes.map((bytes) => new Holders(bytes));
  const holds: Hold[] = [];
  for (const event of all) {
    if ('purpose' in event) {
      const block = blocks[event.block]!;
      ledger.hold(block, event.purpose);
      holds.push({ block, purpose: event.purpose });
    } else if (holds.length > 0) {
      const { block, purpose } = holds.splice(event.released % holds.length, 1)[0]!;
      const isLast = holds.every((hold) => hold.block !== block);
      expect(ledger.release(block, purpose)).toBe(isLast);
    }
    check(holds);
  }
}

/** Each block's bytes at the first purpose that it is held for. */
function recounted(holds: readonly Hold[]): Record<string, number> {
  const byPurpose: Record<string, number> = Object.fromEntries(purposes.map((purpose) => [purpose, 0]));
  for (const block of new Set(holds.map((hold) => hold.block))) {
    const own = holds.filter((hold) => hold.block === block).map(({ purpose }) => purpose);
    const payer = purposes.find((purpose) => own.includes(purpose));
    if (payer !== undefined) byPurpose[payer]! += block.bytes;
  }
  return byPurpose;
}
