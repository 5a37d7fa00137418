import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScheduleError } from '../../src/errors.js';
import { type StrategyRow, strategies, tally } from '../../src/index.js';
import {
  advance,
  discard,
  record,
  release,
  restore,
  type Schedule,
  snapshot,
  sweep,
  turn,
} from '../../src/tape/action.js';
import { Counter } from '../../src/tape/counter.js';
import { Executor, type Reversible } from '../../src/tape/executor.js';

/** Something that is given out once and has to come back once. */
class Loan {
  readonly step: number;
  readonly kind: 'state' | 'record';
  returned = false;

  constructor(kind: 'state' | 'record', step: number) {
    this.kind = kind;
    this.step = step;
  }
}

/** A chain of numbers that watches its executor: who uses what is gone, or a state at the wrong step, is caught. */
class Watched implements Reversible<Loan, Loan> {
  readonly swept: number[] = [];
  readonly #loans: Loan[] = [];
  /** The call that throws, counted over all verbs. */
  readonly #breaksAt: number;
  #calls = 0;

  constructor(breaksAt: number = Number.POSITIVE_INFINITY) {
    this.#breaksAt = breaksAt;
  }

  get calls(): number {
    return this.#calls;
  }

  get outstanding(): readonly Loan[] {
    return this.#loans.filter((loan) => !loan.returned);
  }

  lend(kind: 'state' | 'record', step: number): Loan {
    const loan = new Loan(kind, step);
    this.#loans.push(loan);
    return loan;
  }

  advance(state: Loan, step: number): Loan {
    this.#use(state, 'state', step);
    return this.lend('state', step + 1);
  }

  record(state: Loan, step: number): { state: Loan; recorded: Loan } {
    this.#use(state, 'state', step);
    return { state: this.lend('state', step + 1), recorded: this.lend('record', step) };
  }

  sweep(recorded: Loan, step: number): void {
    // Whatever happens, a sweep frees its record.
    const wasHeld = !recorded.returned;
    recorded.returned = true;
    this.#call();
    check(wasHeld && recorded.kind === 'record' && recorded.step === step, recorded);
    this.swept.push(step);
  }

  keep(state: Loan): Loan {
    this.#use(state, 'state', state.step);
    return this.lend('state', state.step);
  }

  free(state: Loan): void {
    check(state.kind === 'state' && !state.returned, state);
    state.returned = true;
  }

  discard(recorded: Loan): void {
    check(recorded.kind === 'record' && !recorded.returned, recorded);
    recorded.returned = true;
  }

  #use(loan: Loan, kind: 'state' | 'record', step: number): void {
    check(loan.kind === kind && loan.step === step && !loan.returned, loan);
    this.#call();
  }

  #call(): void {
    this.#calls += 1;
    if (this.#calls === this.#breaksAt) throw new Error('planted');
  }
}

function check(isRight: boolean, loan: Loan): void {
  if (!isRight) throw new Error(`misused: ${JSON.stringify(loan)}`);
}

function executorOf(
  chain: Watched,
  schedule: Schedule,
  extent: number,
): { executor: Executor<Loan, Loan>; counter: Counter } {
  const counter = new Counter();
  const initial = chain.lend('state', 0);
  return { executor: new Executor(chain, { schedule, extent, initial, counter }), counter };
}

const rows: [string, StrategyRow][] = Object.entries(strategies);

describe.each(rows)('an executor under %s', (_name, row) => {
  test('sweeps every step once, last first, and gives everything back once', () => {
    const given = fc.record({
      extent: fc.integer({ min: 0, max: 60 }),
      slots: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(given, ({ extent, slots }) => {
        const strategy = row.sized?.(slots, extent) ?? row.usual(extent);
        const chain = new Watched();
        const { executor, counter } = executorOf(chain, strategy.schedule({ extent }), extent);
        expect(executor.forward().step).toBe(extent);
        expect(chain.swept).toEqual([]);
        executor.backward();
        expect(chain.swept).toEqual(Array.from({ length: extent }, (_, place) => extent - 1 - place));
        expect(chain.outstanding).toEqual([]);
        const { peakRecords: _, ...counts } = tally(strategy.schedule({ extent }), extent);
        expect(counter.counts).toMatchObject(counts);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  test('gives everything back once where the chain breaks, whichever call it is', () => {
    const extent = 9;
    const strategy = row.sized?.(3, extent) ?? row.usual(extent);
    const whole = new Watched();
    const { executor } = executorOf(whole, strategy.schedule({ extent }), extent);
    executor.forward();
    executor.backward();
    for (let call = 1; call <= whole.calls; call += 1) {
      const chain = new Watched(call);
      const { executor: broken } = executorOf(chain, strategy.schedule({ extent }), extent);
      expect(() => {
        try {
          broken.forward();
          broken.backward();
        } finally {
          broken.abandon();
        }
      }).toThrow('planted');
      expect(chain.outstanding).toEqual([]);
    }
  });
});

describe('an executor', () => {
  test('that is abandoned half-way gives everything back, and may be abandoned again', () => {
    const chain = new Watched();
    const schedule = [snapshot(0, 0), advance(0, 2), snapshot(2, 1), record(2, 4)];
    const { executor } = executorOf(chain, schedule, 4);
    executor.forward();
    expect(chain.outstanding.length).toBe(1 + 2 + 2);
    executor.abandon();
    executor.abandon();
    expect(chain.outstanding).toEqual([]);
  });

  test('gives back what is discarded at once, and sweeps what was recorded later', () => {
    const chain = new Watched();
    const schedule = [
      ...[snapshot(0, 0), record(0, 1), discard(0, 1), record(1, 3)],
      ...[sweep(3, 1), restore(0, 0), release(0, 0), ...turn(0, 1)],
    ];
    const { executor, counter } = executorOf(chain, schedule, 3);
    executor.forward();
    // State 0 in its slot, the working state, and two records.
    expect(chain.outstanding.length).toBe(1 + 1 + 2);
    executor.backward();
    expect(chain.swept).toEqual([2, 1, 0]);
    expect(chain.outstanding).toEqual([]);
    expect(counter.counts).toMatchObject({ advancedSteps: 0, recordedSteps: 4, sweptSteps: 3 });
  });

  test('takes no action beyond the first sight of the last state until it is asked to go back', () => {
    const asked: string[] = [];
    function* schedule() {
      for (const action of [...turn(0, 2)]) {
        asked.push(action.verb);
        yield action;
      }
    }
    const { executor } = executorOf(new Watched(), schedule(), 2);
    executor.forward();
    expect(asked).toEqual(['record']);
    executor.backward();
    expect(asked).toEqual(['record', 'sweep']);
  });

  test('notes where it is, so that a peak can say when it was', () => {
    const marked: string[] = [];
    const chain = new Watched();
    const executor = new Executor(chain, {
      schedule: [record(0, 2), sweep(2, 0)],
      extent: 2,
      initial: chain.lend('state', 0),
      counter: new Counter(),
      moments: { mark: (phase, step) => marked.push(`${phase} ${step}`) },
    });
    executor.forward();
    executor.backward();
    expect(marked).toEqual(['record 0', 'record 1', 'sweep 1', 'sweep 0']);
  });

  test.each<[string, Schedule, string]>([
    ['ends too early', [advance(0, 1)], 'schedule: it ended at state 1 of 3'],
    ['restores nothing', [restore(0, 2)], 'schedule: slot 2 is empty; nothing to restore'],
    ['releases nothing', [release(0, 2)], 'schedule: slot 2 is empty; nothing to release'],
    [
      'sweeps what is not recorded',
      [advance(0, 3), sweep(3, 2)],
      'schedule: step 2 is not recorded; record it first',
    ],
    [
      'goes on from nowhere',
      [record(0, 3), sweep(3, 0), advance(0, 1)],
      'schedule: there is no working state; restore one first',
    ],
  ])('refuses a schedule that changed since it was checked and %s', (_name, schedule, message) => {
    const chain = new Watched();
    const { executor } = executorOf(chain, schedule, 3);
    expect(() => {
      try {
        executor.forward();
        executor.backward();
      } finally {
        executor.abandon();
      }
    }).toThrow(new ScheduleError(message));
    expect(chain.outstanding).toEqual([]);
  });
});
