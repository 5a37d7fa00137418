import { expect, test } from 'vitest';
import {
  add,
  matmul,
  type Profile,
  relu,
  scan,
  square,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  zeros,
} from '../../src/index.js';

const [batch, hidden, inputs, steps] = [16, 32, 8, 5];

/** The profile that a strategy is shown for a scan of this cell. */
function profileOf(cell: (z: Tensor) => Tensor): Profile {
  const seen: Profile[] = [];
  const strategy = {
    ...storeAll(),
    schedule: (profile: Profile) => {
      const { extent, stateBytes, recordBytes, advanceCost, recordCost, sweepCost } = profile;
      seen.push({ extent, stateBytes, recordBytes, advanceCost, recordCost, sweepCost });
      return storeAll().schedule(profile);
    },
  };
  const parameters = { W: zeros([hidden, hidden]), U: zeros([inputs, hidden]) };
  const x = zeros([steps, batch, inputs]);
  const state = zeros([batch, hidden]);
  const step = ({ W, U }: typeof parameters, h: Tensor, input: Tensor) => ({
    state: cell(add(matmul(h, W), matmul(input, U))),
  });
  const loss = (p: typeof parameters): Tensor =>
    sum(square(scan(step, { parameters: p, state, inputs: x }).state));
  const { gradient } = new Tape({ strategy }).gradient(loss, parameters);
  for (const leaf of [x, state, ...Object.values(parameters), ...Object.values(gradient)]) leaf.dispose();
  return seen[0]!;
}

const products = 2 * batch * hidden * (hidden + inputs);
const entries = batch * hidden;

test('a tanh cell records nothing but its states, and its operations are counted', () => {
  const profile = profileOf(tanh);
  expect(profile.extent).toBe(steps);
  expect(profile.stateBytes).toBe(4 * entries);
  expect(profile.recordBytes).toBe(0);
  // Two products, one sum, one tanh.
  expect(profile.advanceCost).toBe(products + 2 * entries);
  expect(profile.recordCost).toBe(profile.advanceCost);
  // tanhVjp, the two parameters' products, and the state's.
  expect(profile.sweepCost).toBe(entries + products + 2 * batch * hidden * hidden);
});

test('a relu cell records a bit for every entry beside its states', () => {
  expect(profileOf(relu).recordBytes).toBe(entries / 8);
});

test('a step that reads values has no profile beyond its state', () => {
  const profile = profileOf((z) => {
    const total = sum(z);
    return total.item() > 1 ? z : tanh(z);
  });
  expect(profile.stateBytes).toBe(4 * entries);
  expect(profile.recordBytes).toBeUndefined();
  expect(profile.sweepCost).toBeUndefined();
});
