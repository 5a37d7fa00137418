import { expect, test } from 'vitest';
import { adapt, type Report } from '../../src/adapters/tfjs.js';
import { BudgetError, type Strategy, storeAll, withinBudget } from '../../src/index.js';
import { announce } from './support/announce.js';
import { type Tensor, type TensorFlow, tensorFlow } from './support/tensorflow.js';

const tf = await tensorFlow('cpu');
announce(tf);
if (tf !== undefined) budgets(tf);

function budgets(tf: TensorFlow): void {
  const { scan } = adapt(tf);
  const batch = 3;
  const cases = (['sum', 'stack', 'none'] as const).flatMap((outputs) =>
    [false, true].flatMap((isFollowed) =>
      [
        [4, 9],
        [16, 30],
      ].map(([hidden, steps]) => ({ outputs, isFollowed, hidden: hidden!, steps: steps! })),
    ),
  );

  test.each(cases)(
    'an LSTM of $steps steps holds to every budget; hidden $hidden, outputs $outputs, inputs followed: $isFollowed',
    ({ outputs, isFollowed, hidden, steps }) => {
      const live = tf.memory().numTensors;
      const normal = (shape: readonly number[], seed: number) =>
        tf.randomNormal(shape, 0, 0.4, 'float32', seed);
      const [W, U, b] = [
        normal([hidden, 4 * hidden], 1),
        normal([hidden, 4 * hidden], 2),
        normal([4 * hidden], 3),
      ];
      const [h, x] = [normal([batch, hidden], 4), normal([steps, batch, hidden], 5)];
      const around: number[] = [];
      const reports: Report[] = [];

      const loss = (strategy: Strategy) => (W: Tensor, U: Tensor, b: Tensor, h: Tensor) => {
        const inputs = isFollowed ? tf.mul(x, tf.sum(h)) : x;
        around.push(tf.memory().numBytes);
        const step = (
          p: { W: Tensor; U: Tensor; b: Tensor },
          before: { h: Tensor; c: Tensor },
          x: Tensor,
        ) => {
          const [i, f, g, o] = tf.split(
            tf.add(tf.add(tf.matMul(before.h, p.W), tf.matMul(x, p.U)), p.b),
            4,
            1,
          );
          const c = tf.add(tf.mul(tf.sigmoid(f!), before.c), tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
          const h = tf.mul(tf.sigmoid(o!), tf.tanh(c));
          return { state: { h, c }, output: outputs === 'stack' ? h : tf.mean(tf.square(h)) };
        };
        const onReport = (report: Report) => void reports.push(report);
        const options = { parameters: { W, U, b }, state: { h, c: h }, inputs, strategy, onReport };
        if (outputs === 'none') return tf.sum(scan(step, options).state.h);
        const total = scan(step, { ...options, outputs }).outputs;
        return outputs === 'sum' ? total : tf.sum(total);
      };
      const gradient = (strategy: Strategy): number[][] =>
        tf.tidy(() => {
          const of = loss(strategy);
          const found = tf.grads((W, U, b, h) => of(W!, U!, b!, h!))([W, U, b, h]);
          return found.map((each) => [...each.dataSync()]);
        });

      const expected = gradient(storeAll());
      const most = reports[0]?.peakBytes ?? 0;
      const peaks: number[] = [];
      for (let share = 0.2; share < 1.6; share += 0.1) {
        const bytes = Math.floor(around[0]! + most * share);
        try {
          expect(gradient(withinBudget({ bytes }))).toEqual(expected);
        } catch (error) {
          expect(error).toBeInstanceOf(BudgetError);
          continue;
        }
        const { peakBytes = 0, remarks } = reports.at(-1)!;
        expect(around[0]! + peakBytes).toBeLessThanOrEqual(bytes);
        expect(remarks[0]).toMatch(/^withinBudget: /);
        peaks.push(peakBytes);
      }
      expect(peaks.length).toBeGreaterThan(1);
      expect(Math.min(...peaks)).toBeLessThan(most);
      tf.dispose([W, U, b, h, x]);
      expect(tf.memory().numTensors).toBe(live);
    },
  );
}
