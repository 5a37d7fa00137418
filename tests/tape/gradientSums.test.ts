import { describe, expect, test } from 'vitest';
import {
  add,
  type FloatType,
  mean,
  multiply,
  revolve,
  scan,
  storeAll,
  strategies,
  sum,
  Tape,
  type TapeOptions,
  type Tensor,
  tensor,
  tidy,
  withinBudget,
} from '../../src/index.js';
import { numbersOf, programs } from '../support/programs.js';

const steps = 20_000;

/** The sum of a tenth of p over many steps, whose gradient is a tenth of their number. */
function tenths(p: Tensor): Tensor {
  const step = (w: Tensor, state: Tensor) => ({ state, output: sum(multiply(w, 0.1)) });
  const given = { parameters: p, state: tensor(0), inputs: { extent: steps, at: () => [] } };
  return scan(step, { ...given, outputs: 'sum' }).outputs;
}

function gradientOf(options: TapeOptions): number {
  return tidy(() => new Tape(options).gradient(tenths, tensor([1])).gradient.item());
}

test('compensated sums over steps lose nothing to their number, where plain ones do', () => {
  const wanted = Math.fround(steps * Math.fround(0.1));
  expect(gradientOf({ gradientSums: 'compensated' })).toBe(wanted);
  expect(gradientOf({ gradientSums: 'compensated', compile: false, strategy: revolve({ slots: 40 }) })).toBe(
    wanted,
  );
  expect(Math.abs(gradientOf({}) / wanted - 1)).toBeGreaterThan(1e-5);
});

describe.each(['LSTM', 'dropout', 'nested scans', 'checkpoint in a step', 'layers of different sizes'])(
  '%s',
  (name) => {
    const measured = (options: TapeOptions, dtype: FloatType = 'float32') =>
      tidy(() => {
        const { loss, parameters } = programs[name]!({ steps: 9, dtype });
        const tape = new Tape({ seed: 'sums', gradientSums: 'compensated', ...options });
        const { gradient, report } = tape.gradient(loss, parameters as never);
        return { numbers: numbersOf(gradient), report };
      });

    test('has the same bits under every strategy, compiled or not, and exactly the bytes foretold', () => {
      const { numbers } = measured({ strategy: storeAll() });
      for (const { usual } of Object.values(strategies)) {
        for (const compile of [true, false]) {
          const strategy = usual(9);
          const found = measured({ strategy, compile });
          expect([strategy.name, compile, found.numbers]).toEqual([strategy.name, compile, numbers]);
          const { predicted, ...report } = found.report;
          const { operations: _, ...figures } = predicted!;
          expect(report).toMatchObject(figures);
          expect(report.liveBytesAfter).toBe(0);
        }
      }
    });

    test('has the gradient of plain sums, but for what those lose', () => {
      const [compensated, plain] = (['compensated', 'plain'] as const).map(
        (gradientSums) => measured({ gradientSums }, 'float64').numbers,
      );
      const largest = Math.max(...plain!.map(Math.abs));
      // Fewer than 9 · 9 additions over steps, each of which errs by half an ulp of at most the largest.
      compensated!.forEach((value, place) => {
        expect(Math.abs(value - plain![place]!)).toBeLessThan(81 * 2 ** -53 * 9 * largest);
      });
    });
  },
);

test('a budget counts the bytes of the sums', () => {
  tidy(() => {
    const { loss, parameters } = programs.LSTM!({ steps: 30, dtype: 'float32' });
    const peak = (strategy = storeAll()): number =>
      new Tape({ gradientSums: 'compensated', strategy }).gradient(loss, parameters as never).report
        .peakBytes;
    const bytes = Math.ceil((peak() + peak(revolve({ slots: 1 }))) / 2);
    expect(peak(withinBudget({ bytes }))).toBeLessThanOrEqual(bytes);
  });
});

test('an infinite gradient stays infinite', () => {
  tidy(() => {
    const step = (w: Tensor, state: Tensor, x: Tensor) => ({ state: add(state, multiply(w, x)) });
    const inputs = tensor([1, 3e38, 3e38, 1]);
    const loss = (w: Tensor): Tensor => mean(scan(step, { parameters: w, state: tensor(0), inputs }).state);
    const { gradient } = new Tape({ gradientSums: 'compensated' }).gradient(loss, tensor(1e-3));
    expect(gradient.item()).toBe(Infinity);
  });
});

test('the report says how gradients were added up, and what cannot be is refused', () => {
  tidy(() => {
    expect(new Tape().gradient(sum, tensor([1])).report.gradientSums).toBe('plain');
    const { report } = new Tape({ gradientSums: 'compensated' }).gradient(sum, tensor([1]));
    expect(report.gradientSums).toBe('compensated');
  });
  expect(() => new Tape({ gradientSums: 'exact' } as never)).toThrow(
    new RangeError("tape: gradientSums is 'exact'; 'plain' or 'compensated' is needed"),
  );
});
