import { describe, expect, test } from 'vitest';
import {
  add,
  checkpoint,
  defaultArena,
  divide,
  exp,
  log,
  matmul,
  multiply,
  NumbersError,
  online,
  recomputeAll,
  revolve,
  type Strategy,
  scan,
  sequential,
  square,
  squareRoot,
  stopGradient,
  storeAll,
  subtract,
  sum,
  Tape,
  type TapeOptions,
  type Tensor,
  type Tree,
  tanh,
  tensor,
  tidy,
  where,
  withinBudget,
  zeros,
} from '../../src/index.js';

const hint = "; new Tape({ check: 'numbers' }) tells by which operation";
const row = (...entries: number[]): Tensor => tensor(entries);

interface Told {
  readonly remarks: readonly string[];
  readonly error: unknown;
}

/** What is told of a run, by default and where numbers are checked; nothing may stay, and predictions hold. */
function told<P extends Tree>(make: () => [(p: P) => Tensor, P], options: TapeOptions = {}): Told {
  return tidy(() => {
    const [loss, parameters] = make();
    const { liveBytes } = defaultArena();
    const { remarks } = tidy(() => {
      const { report } = new Tape(options).gradient(loss, parameters);
      const { peakBytes, peakByAccount, advancedSteps, recordedSteps, snapshotWrites, restores } = report;
      const figures = { peakBytes, peakByAccount, advancedSteps, recordedSteps, snapshotWrites, restores };
      if (report.predicted !== undefined) expect(report.predicted).toMatchObject(figures);
      expect(report.liveBytesAfter).toBe(0);
      return report;
    });
    let error: unknown;
    try {
      new Tape({ ...options, check: 'numbers' }).gradient(loss, parameters);
    } catch (found) {
      error = found;
    }
    expect(defaultArena().liveBytes).toBe(liveBytes);
    return { remarks, error };
  });
}

const ways: readonly (TapeOptions & { readonly strategy: Strategy })[] = [
  storeAll(),
  recomputeAll(),
  revolve({ slots: 2 }),
  withinBudget({ bytes: 3000 }),
].flatMap((strategy) => [
  { strategy, compile: true },
  { strategy, compile: false },
]);

describe.each(ways)('under $strategy.name, compile: $compile, the first NaN is told', (options) => {
  const expectTold = <P extends Tree>(
    make: () => [(p: P) => Tensor, P],
    [found, step, operation]: readonly [string, string, string],
  ): void => {
    const { remarks, error } = told(make, options);
    expect(remarks.filter((remark) => remark.includes('NaN'))).toEqual([`${found}; ${step}${hint}`]);
    expect(error).toEqual(new NumbersError(`tape: ${found}; ${step}. By operations, ${operation}`));
  };

  test('in a cotangent of the sweep, where the loss is finite: a square root at 0', () => {
    expectTold(
      () => [
        ({ w }: { w: Tensor }) => {
          const step = (p: Tensor, { h }: { h: Tensor }, x: Tensor) => ({
            state: { h: add(multiply(h, p), x) },
            output: squareRoot(sum(square(h))),
          });
          const inputs = tensor([
            [1, 2],
            [3, 4],
            [5, 6],
          ]);
          const state = { h: multiply(zeros([2]), w) };
          return scan(step, { parameters: w, state, inputs, outputs: 'sum' }).outputs;
        },
        { w: tensor(0.5) },
      ],
      [
        "the gradient of 'w' is NaN",
        "the first NaN is in the cotangent of state 'h' in the sweep of step 0 of the scan",
        'the first Infinity is in what sqrt, operation 6 of step 0 of the scan, passes back, ' +
          'and the first NaN is in what square, operation 3 of step 0 of the scan, passes back',
      ],
    );
  });

  test('in the cotangent of a parameter, of the step that is swept first', () => {
    expectTold(
      () => [
        ({ w, v }: { w: Tensor; v: Tensor }) => {
          // The root of w - x, which is 0 at step 2, is multiplied by 0.
          const step = (p: { w: Tensor; v: Tensor }, h: Tensor, x: Tensor) => ({
            state: add(h, multiply(squareRoot(subtract(p.w, x)), multiply(p.v, 0))),
          });
          const inputs = tensor([[1], [2], [3], [2.5]]);
          return sum(scan(step, { parameters: { w, v }, state: zeros([1]), inputs }).state);
        },
        { w: row(3), v: row(1) },
      ],
      [
        "the gradient of 'w' is NaN",
        "the first NaN is in the cotangent of parameter 'w' in the sweep of step 2 of the scan",
        'the first NaN is in what sqrt, operation 2 of step 2 of the scan, passes back',
      ],
    );
  });

  test('in a state', () => {
    expectTold(
      () => [
        (p: Tensor) => {
          const step = (w: Tensor, { h, k }: { h: Tensor; k: Tensor }, x: Tensor) => ({
            state: { h: add(h, squareRoot(subtract(w, x))), k },
          });
          const inputs = tensor([[1], [2], [3], [4]]);
          return sum(scan(step, { parameters: p, state: { h: zeros([1]), k: row(1) }, inputs }).state.h);
        },
        row(2.5),
      ],
      [
        'the loss is NaN and the gradient is NaN',
        "the first NaN is in state 'h' that step 2 of the scan leaves",
        'the first NaN is in what sqrt, operation 2 of step 2 of the scan, makes of finite numbers (float32 [1])',
      ],
    );
  });

  test('in an output, and the first infinity, which came before', () => {
    expectTold(
      () => [
        (p: Tensor) => {
          // States 2, 1, 0, -1 and their logarithms.
          const step = (w: Tensor, h: Tensor, x: Tensor) => ({
            state: subtract(h, x),
            output: { y: multiply(log(h), w) },
          });
          const inputs = tensor([[1], [1], [1], [1]]);
          return sum(scan(step, { parameters: p, state: row(2), inputs, outputs: 'sum' }).outputs.y);
        },
        row(1),
      ],
      [
        'the loss is NaN and the gradient is NaN',
        "the first -Infinity is in output 'y' of step 2 of the scan, and the first NaN is in output 'y' of step 3 of the scan",
        'the first -Infinity is in what log, operation 2 of step 2 of the scan, makes of finite numbers (float32 [1]), and ' +
          'the first NaN is in what log, operation 2 of step 3 of the scan, makes of finite numbers (float32 [1])',
      ],
    );
  });
});

describe('what is not finite is told', () => {
  const message = ({ error }: Told): string => (error instanceof Error ? error.message : String(error));

  test('as Infinity where it is infinite, by the operation, in the loss itself', () => {
    const infinite = told(() => [(p: Tensor) => sum(divide(p, 0)), row(1)]);
    const found =
      'the loss is Infinity and the gradient is Infinity; the first Infinity is in what divide, operation 1 of the loss ' +
      'itself, makes of finite numbers (float32 [1] and float32 [])';
    expect(infinite.remarks).toEqual([found]);
    expect(message(infinite)).toBe(`tape: ${found}`);
    const negative = told(() => [(p: Tensor) => sum(log(multiply(p, 0))), row(1)]);
    expect(negative.remarks[0]).toContain(
      'the loss is -Infinity and the gradient is NaN; the first -Infinity',
    );
    expect(negative.remarks[0]).toContain(
      'the first NaN is in what multiply, operation 1 of the loss itself, passes back',
    );
  });

  test('in the sweep of the loss itself', () => {
    const { remarks } = told(() => [(p: Tensor) => sum(squareRoot(p)), row(0, 4)]);
    expect(remarks).toEqual([
      'the gradient is Infinity; the first Infinity is in what sqrt, operation 1 of the loss itself, passes back',
    ]);
  });

  test('of a parameter, without another run', () => {
    tidy(() => {
      let calls = 0;
      const loss = (p: { a: Tensor; b: Tensor }): Tensor => {
        calls += 1;
        return sum(multiply(p.a, p.b));
      };
      const { report } = new Tape().gradient(loss, { a: row(1), b: row(Number.NaN) });
      expect(calls).toBe(2);
      expect(report.remarks).toEqual([
        "the loss is NaN and the gradient of 'a' is NaN; the first NaN is in parameter 'b'",
      ]);
    });
  });

  const scanned = (given: { state?: Tensor; constant?: Tensor; inputs?: Tensor; outside?: Tensor }): Told =>
    told(() => [
      (p: Tensor) => {
        const {
          state = zeros([1]),
          constant = row(1),
          inputs = tensor([[1], [2]]),
          outside = row(0),
        } = given;
        const step = (q: { p: Tensor; c: Tensor }, h: Tensor, x: { x: Tensor }) => ({
          state: add(add(multiply(h, q.p), multiply(x.x, q.c)), outside),
        });
        return sum(scan(step, { parameters: { p, c: constant }, state, inputs: { x: inputs } }).state);
      },
      row(1),
    ]);

  test('of the initial state, a constant and the input of a step', () => {
    const found = 'the loss is NaN and the gradient is NaN; the first NaN is in';
    expect(scanned({ state: row(Number.NaN) }).remarks).toEqual([`${found} the initial state of the scan`]);
    expect(scanned({ constant: row(Number.NaN) }).remarks[0]).toMatch(
      /the first NaN is in parameter 'c' of the scan$/,
    );
    expect(scanned({ inputs: tensor([[1], [Number.NaN]]) }).remarks[0]).toMatch(
      /the first NaN is in input 'x' of step 1 of the scan$/,
    );
  });

  test('of a tensor from outside', () => {
    const outside = scanned({ outside: row(Number.NaN) });
    expect(outside.remarks[0]).toMatch(
      /the first NaN is in the state that step 0 of the scan leaves; new Tape/,
    );
    expect(message(outside)).toMatch(
      /By operations, the first NaN is in the float32 \[1\] that add, operation 4 of step 0 of the scan, reads$/,
    );
  });

  test('of the sum of outputs, each of which is finite', () => {
    const { remarks } = told(() => [
      (p: Tensor) => {
        const step = (w: Tensor, h: Tensor) => ({ state: h, output: multiply(w, 2e38) });
        const inputs = { extent: 3, at: () => [] };
        return sum(scan(step, { parameters: p, state: row(0), inputs, outputs: 'sum' }).outputs);
      },
      row(1),
    ]);
    expect(remarks).toEqual([
      'the loss is Infinity and the gradient is Infinity; the first Infinity is in the sum of the outputs of the scan',
    ]);
  });

  test('of many gradients, by their paths', () => {
    const { remarks } = told(() => [
      (p: readonly Tensor[]) => p.map((leaf) => sum(squareRoot(leaf))).reduce((a, b) => add(a, b)),
      [row(0), row(0), row(0), row(0), row(0), row(1)],
    ]);
    expect(remarks[0]).toMatch(/^the gradient of '0', '1', '2' and 2 more is Infinity; /);
  });

  test('in a chain of unknown length', () => {
    const { remarks, error } = told(
      () => [
        (p: Tensor) => {
          const step = (w: Tensor, { h, t }: { h: Tensor; t: Tensor }) => ({
            state: { h: squareRoot(subtract(h, w)), t: add(t, 1) },
          });
          const { state } = scan(step, {
            parameters: p,
            state: { h: row(10), t: row(0) },
            inputs: { at: () => [] },
            until: ({ t }) => t.item() === 5,
          });
          return sum(state.h);
        },
        row(2),
      ],
      { strategy: online({ slots: 2 }) },
    );
    // 10, √8 = 2.8, √0.8 = 0.9, √-1.1.
    expect(remarks[0]).toContain("the first NaN is in state 'h' that step 2 of the scan leaves");
    expect(error).toBeInstanceOf(NumbersError);
  });

  test('in layers, in a function that is checkpointed, and in the chain that it is of several', () => {
    const layers = told(() => [
      (p: readonly Tensor[]) => {
        const layer = (W: Tensor, x: Tensor): Tensor => log(matmul(x, W));
        return sum(sequential([layer, layer, layer])([p[0]!, p[1]!, p[2]!], tensor([[1]])));
      },
      [tensor([[2]]), tensor([[-1]]), tensor([[1]])],
    ]);
    expect(message(layers)).toContain(
      'the first NaN is in the state that step 1 of the sequential leaves. By operations, ',
    );
    expect(message(layers)).toContain(
      'what log, operation 2 of step 1 of the sequential, makes of finite numbers',
    );
    const later = told(() => [
      (p: Tensor) => {
        const safe = checkpoint((x: Tensor) => exp(x));
        const odd = checkpoint((x: Tensor) => ({ y: log(subtract(x, 10)) }));
        return sum(odd(safe(p)).y);
      },
      row(1),
    ]);
    expect(later.remarks[0]).toContain(
      "the first NaN is in state 'y' that the checkpoint (chain 2 of the loss) leaves",
    );
  });

  test('in a chain within a step', () => {
    const nested = told(
      () => [
        (p: Tensor) => {
          const inner = (w: Tensor, h: Tensor, x: Tensor) => ({ state: squareRoot(subtract(add(h, w), x)) });
          const outer = (w: Tensor, h: Tensor, x: Tensor) => ({
            state: scan(inner, { parameters: w, state: h, inputs: x }).state,
          });
          const inputs = tensor([
            [[0], [0]],
            [[0], [9]],
          ]);
          return sum(scan(outer, { parameters: p, state: row(1), inputs }).state);
        },
        row(1),
      ],
      { strategy: revolve({ slots: 1 }) },
    );
    const place = 'step 1 of the scan in step 1 of the scan';
    expect(nested.remarks.at(-1)).toContain(`the first NaN is in the state that ${place} leaves`);
    expect(message(nested)).toContain(`what sqrt, operation 3 of ${place}, makes of finite numbers`);
  });

  test('in the sweep of a chain within a step', () => {
    const nested = told(() => [
      (p: Tensor) => {
        const inner = (w: Tensor, h: Tensor, x: Tensor) => ({
          state: add(h, multiply(squareRoot(subtract(w, x)), 0)),
        });
        const outer = (w: Tensor, h: Tensor, x: Tensor) => ({
          state: scan(inner, { parameters: w, state: h, inputs: x }).state,
        });
        const inputs = tensor([
          [[0], [0]],
          [[1], [0]],
        ]);
        return sum(scan(outer, { parameters: p, state: row(1), inputs }).state);
      },
      row(1),
    ]);
    const place = 'step 0 of the scan in step 1 of the scan';
    expect(nested.remarks.at(-1)).toContain(
      `the first NaN is in the cotangent of the parameter in the sweep of ${place}`,
    );
    expect(message(nested)).toContain(`what sqrt, operation 2 of ${place}, passes back`);
  });

  test('of a tape within a loss, in its own report', () => {
    tidy(() => {
      let inner: readonly string[] = [];
      const { report } = new Tape({ predict: false }).gradient((p: Tensor) => {
        const { gradient, report: found } = new Tape().gradient((q: Tensor) => sum(squareRoot(q)), p);
        inner = found.remarks;
        return sum(stopGradient(gradient));
      }, row(0));
      expect(inner).toEqual(['the gradient is Infinity']);
      expect(report.remarks.at(-1)).toContain('the loss is Infinity; the first Infinity is in');
    });
  });
});

describe('numbers that are not finite', () => {
  test('are nothing to speak of where loss and gradient are finite', () => {
    tidy(() => {
      // A mask of -Infinity, and squares that overflow float64.
      const masked = (p: Tensor): Tensor => sum(exp(where(tensor([1, 0]), p, row(Number.NEGATIVE_INFINITY))));
      const large = (p: Tensor): Tensor => sum(multiply(p, 1e200));
      const runs: readonly [(p: Tensor) => Tensor, Tensor][] = [
        [masked, row(1, 2)],
        [large, tensor([1e-100], { dtype: 'float64' })],
      ];
      for (const [loss, p] of runs) {
        for (const check of ['off', 'numbers'] as const)
          expect(new Tape({ check }).gradient(loss, p).report.remarks).toEqual([]);
      }
    });
  });

  test('make a loss run once more, and twice where they are checked; finite ones never', () => {
    const callsOf = (entry: number, options: TapeOptions): number =>
      tidy(() => {
        let calls = 0;
        const loss = (p: Tensor): Tensor => {
          calls += 1;
          const step = (w: Tensor, h: Tensor) => ({ state: squareRoot(add(h, w)) });
          const inputs = { extent: 3, at: () => [] };
          return sum(scan(step, { parameters: p, state: row(0), inputs }).state);
        };
        try {
          new Tape(options).gradient(loss, row(entry));
        } catch (error) {
          expect(error).toBeInstanceOf(NumbersError);
        }
        return calls;
      });
    expect([callsOf(1, {}), callsOf(1, { predict: false }), callsOf(1, { check: 'numbers' })]).toEqual([
      2, 1, 2,
    ]);
    expect([callsOf(-1, {}), callsOf(-1, { predict: false }), callsOf(-1, { check: 'numbers' })]).toEqual([
      3, 2, 4,
    ]);
  });

  test('of a loss that is no pure function are told as what they are', () => {
    tidy(() => {
      let calls = 0;
      const loss = (p: Tensor): Tensor => {
        calls += 1;
        return sum(multiply(p, calls === 1 ? Number.NaN : 1));
      };
      const { report } = new Tape({ predict: false }).gradient(loss, row(1));
      expect(report.remarks).toEqual([
        'the loss is NaN and the gradient is NaN; run once more, the loss was finite: it is no pure function of its ' +
          'parameters, so where it began is not known',
      ]);
    });
  });

  test('of a loss that fails when it is run once more, too', () => {
    tidy(() => {
      const once = [row(Number.NaN)];
      const loss = (p: Tensor): Tensor => {
        const data = once.pop();
        if (data === undefined) throw new Error('no more data');
        return sum(multiply(p, data));
      };
      const { report } = new Tape({ predict: false }).gradient(loss, row(1));
      expect(report.remarks).toEqual([
        'the loss is NaN and the gradient is NaN; where it began is not known, since the loss could not be run once ' +
          'more: no more data',
      ]);
    });
  });

  test('draw the same dropout again, and the next call draws what it would have drawn', () => {
    tidy(() => {
      const tape = () => new Tape({ seed: 'numbers' });
      const step = (w: Tensor, h: Tensor) => ({ state: tanh(add(h, w)) });
      const inputs = { extent: 3, at: () => [] };
      const loss = (p: Tensor): Tensor => sum(scan(step, { parameters: p, state: row(0), inputs }).state);
      const [one, other] = [tape(), tape()];
      const second = (t: Tape, first: number): number => {
        t.gradient(loss, row(first));
        return t.gradient(loss, row(0.5)).gradient.item();
      };
      expect(second(one, Number.NaN)).toBe(second(other, 1));
    });
  });

  test('are looked for within the limit; where the operation does not fit, the step is told all the same', () => {
    tidy(() => {
      // The root's argument is 0 at the last step alone, when the records of all the others wait.
      const step = (w: Tensor, h: Tensor, x: Tensor) => ({
        state: add(tanh(tanh(exp(tanh(add(h, w))))), multiply(squareRoot(subtract(x, square(w))), 0)),
      });
      const inputs = add(zeros([4, 64]), tensor([[2], [3], [4], [1]]));
      const loss = (p: Tensor): Tensor =>
        sum(scan(step, { parameters: p, state: zeros([64]), inputs }).state);
      const p = add(zeros([64]), 1);
      const limitBytes = new Tape().predict(loss, p)?.peakBytes ?? 0;
      const { report } = new Tape({ limitBytes }).gradient(loss, p);
      const found =
        'the gradient is NaN; the first NaN is in the cotangent of the parameter in the sweep of step 3 of the scan';
      expect(report.remarks).toEqual([`${found}${hint}`]);
      expect(report.peakBytes).toBe(limitBytes);
      expect(() => new Tape({ limitBytes, check: 'numbers' }).gradient(loss, p)).toThrow(
        `tape: ${found}; by which operation is not known, since the loss could not be run once more: ledger: `,
      );
      expect(() => new Tape({ check: 'numbers' }).gradient(loss, p)).toThrow(
        `tape: ${found}. By operations, the first NaN is in what sqrt, operation 8 of step 3 of the scan, passes back`,
      );
    });
  });

  test('have a cause where they are checked, whose stack shows the line that applied the operation', () => {
    tidy(() => {
      try {
        new Tape({ check: 'numbers' }).gradient((p: Tensor) => sum(squareRoot(square(p))), row(0));
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof NumbersError) || !(error.cause instanceof Error)) throw error;
        expect(error.cause.stack).toContain('numbers.test.ts');
      }
    });
  });
});
