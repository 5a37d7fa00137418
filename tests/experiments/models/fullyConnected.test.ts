import { expect, test } from 'vitest';
import {
  fullyConnected,
  fullyConnectedLoss,
  fullyConnectedParameters,
  paperWidths,
} from '../../../experiments/models/fullyConnected.js';
import {
  combine,
  leavesOf,
  normal,
  randomStream,
  revolve,
  sample,
  storeAll,
  Tape,
  tensor,
  tidy,
} from '../../../src/index.js';

const dtype = 'float64';
const widths = [5, 4, 3];
const stream = randomStream('fully connected');
const parameters = fullyConnectedParameters(stream, { widths, dtype });
const images = normal([2, 5], { key: stream.key(), dtype });
const labels = tensor([2, 0], { dtype: 'int32' });

test("the paper's network has its 419,110 parameters", () => {
  const sizes = tidy(() =>
    leavesOf(fullyConnectedParameters(randomStream(1), { widths: paperWidths })).map(({ size }) => size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(419_110);
});

test('the network is a relu after each layer but the last', () => {
  const plain = (x: number[], layer: number): number[] => {
    const { W, b } = parameters[layer]!;
    const [weights, biases] = [W.toArray(), b.toArray()];
    return Array.from(biases, (bias, o) =>
      x.reduce((sum, value, i) => sum + value * weights[i * biases.length + o]!, bias),
    );
  };
  const logits = tidy(() => fullyConnected(2)(parameters, images)).toArray();
  const entries = [...images.toArray()];
  [entries.slice(0, 5), entries.slice(5)].forEach((image, row) => {
    const hidden = plain(image, 0).map((value) => Math.max(0, value));
    // A dozen roundings of numbers below 10.
    plain(hidden, 1).forEach((value, o) => {
      expect(Math.abs(logits[row * 3 + o]! - value)).toBeLessThan(12 * 10 * 2 ** -53);
    });
  });
});

test('its gradient is the same to the bit under revolve', () => {
  const loss = fullyConnectedLoss(2, { images, labels });
  const entries = (tape: Tape) =>
    tidy(() => leavesOf(tape.gradient(loss, parameters).gradient).map((leaf) => [...leaf.toArray()]));
  expect(entries(new Tape({ strategy: revolve({ slots: 1 }) }))).toEqual(entries(new Tape()));
});

test('inputs of hidden layers wait as samples, and the signs of relus as bits', () => {
  const own = fullyConnectedParameters(randomStream(2), { widths: [64, 64, 64, 4] });
  const data = { images: normal([16, 64], { key: [1, 2] }), labels: tensor(new Int32Array(16)) };
  const tape = new Tape({ strategy: combine(storeAll(), sample({ fraction: 0.25 })) });
  const { residuals } = tidy(() => tape.gradient(fullyConnectedLoss(3, data), own).report);
  const [relu, , product] = residuals;
  expect(relu).toMatchObject({ primitive: 'biasActivation', exactBytes: 2 * 128 });
  expect(product).toMatchObject({ primitive: 'matmul', keptBytes: 2 * 16 * 16 * 4 });
});
