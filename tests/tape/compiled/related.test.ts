import { expect, test } from 'vitest';
import {
  add,
  checkpoint,
  matmul,
  multiply,
  ones,
  relu,
  scan,
  square,
  stack,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tensor,
} from '../../../src/index.js';

const W = ones([4, 5]);
const xs = Array.from({ length: 40 }, (_, nth) => tensor([[nth, 1, 2, 3]]));

/** How often a function is called by the first gradient of a loss of it, and by the second. */
function calls(lossOf: (count: () => void) => (W: Tensor) => Tensor): readonly number[] {
  let asked = 0;
  const loss = lossOf(() => {
    asked += 1;
  });
  const tape = new Tape({ strategy: storeAll() });
  return [0, 1].map(() => {
    asked = 0;
    tape.gradient(loss, W);
    return asked;
  });
}

test('a function that is called many times is traced once, and asked once by the prediction and once by the run', () => {
  const lossOf = (count: () => void): ((W: Tensor) => Tensor) => {
    const layer = checkpoint((x: Tensor, W: Tensor) => {
      count();
      return relu(matmul(x, W));
    });
    return (W) => sum(square(stack(xs.map((x) => layer(x, W)))));
  };
  // Once more whether it is what was traced, once for a sweep from cotangents that it shares, and once each in a first
  // prediction of what recording everything would hold, which a checkpoint is compared with.
  expect(calls(lossOf)).toEqual([3 * xs.length + 2, 2 * xs.length]);
});

test('so are closures of one text, and chains of one step', () => {
  const closures = (count: () => void): ((W: Tensor) => Tensor) => {
    return (W) => {
      const outputs = xs.map((x) =>
        checkpoint((W: Tensor) => {
          count();
          return relu(matmul(x, W));
        })(W),
      );
      return sum(square(stack(outputs)));
    };
  };
  expect(calls(closures)).toEqual([3 * xs.length + 2, 2 * xs.length]);

  const chains = (count: () => void): ((W: Tensor) => Tensor) => {
    const step = (W: Tensor, h: Tensor): { state: Tensor } => {
      count();
      return { state: multiply(h, W) };
    };
    const inputs = { extent: 3, at: () => [] };
    return (W) => sum(stack(xs.map(() => scan(step, { parameters: W, state: W, inputs }).state)));
  };
  expect(calls(chains)).toEqual([2 * 3 * xs.length + 2, 2 * 3 * xs.length]);
});

test('closures of one text that do different things stay apart', () => {
  const factors = Array.from({ length: 40 }, (_, nth) => nth % 20);
  const loss = (W: Tensor): Tensor =>
    sum(stack(factors.map((factor) => checkpoint((W: Tensor) => add(multiply(square(W), factor), W))(W))));
  for (const compile of [true, false]) {
    const tape = new Tape({ compile });
    // The derivative of the sum of f w² + w is that of 2 f w + 1, at w = 1.
    const expected = factors.reduce((total, factor) => total + 2 * factor + 1, 0);
    for (let call = 0; call < 3; call += 1)
      expect(tape.gradient(loss, W).gradient.toArray()).toEqual(new Float32Array(20).fill(expected));
  }
});
