import { describe, expect, test } from 'vitest';
import {
  add,
  chainProfiles,
  costedAs,
  knownProfile,
  matmul,
  max,
  mean,
  multiply,
  normal,
  type Profile,
  plan,
  rotor,
  scan,
  sequential,
  square,
  storeAll,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  withCosts,
  withinBudget,
  zeros,
} from '../../src/index.js';

const key = (place: number) => [6, place] as const;

const network = sequential(
  [8, 64, 8].map(
    (_) =>
      (W: Tensor, x: Tensor): Tensor =>
        tanh(matmul(x, W)),
  ),
);
const layers = (): Tensor[] => [
  normal([16, 8], { key: key(0) }),
  normal([8, 256], { key: key(1) }),
  normal([256, 4], { key: key(2) }),
];
const layered = (p: Tensor[]): Tensor => mean(square(network(p, normal([32, 16], { key: key(3) }))));

const step = (p: Tensor, h: Tensor) => ({ state: tanh(matmul(h, p)) });
const scanned = (p: Tensor): Tensor =>
  sum(scan(step, { parameters: p, state: zeros([4, 4]), inputs: { extent: 6, at: () => [] } }).state);

describe('the profiles of a loss', () => {
  test('are of its chains in their order, as plain data', () => {
    tidy(() => {
      const loss = (p: Tensor): Tensor => add(scanned(p), multiply(scanned(p), 2));
      const profiles = chainProfiles(loss, normal([4, 4], { key: key(4) }));
      expect(profiles.map(({ extent }) => extent)).toEqual([6, 6]);
      expect(profiles).toEqual(JSON.parse(JSON.stringify(profiles)));
      expect(profiles[1]!.heldBytes).toBeGreaterThan(0);
    });
  });

  test('know what a later chain pays for where this one does not keep it', () => {
    tidy(() => {
      const mask = normal([64, 64], { key: key(5) });
      const masked = (p: Tensor, h: Tensor) => ({ state: multiply(tanh(multiply(h, p)), mask) });
      const run = (p: Tensor, state: Tensor): Tensor =>
        scan(masked, { parameters: p, state, inputs: { extent: 4, at: () => [] } }).state;
      const loss = (p: Tensor): Tensor => sum(run(p, run(p, zeros([64, 64]))));
      const p = normal([64, 64], { key: key(6) });
      const [first] = chainProfiles(loss, p);
      const shared = first?.betweenPeaks?.flatMap(({ blocks }) => blocks) ?? [];
      expect(new Set(shared.map(({ bytes }) => bytes))).toEqual(new Set([64 * 64 * 4]));
      for (const { name, schedule, peakBytes } of plan(first!).rows) {
        let chains = 0;
        // Every schedule is made twice, once to be checked.
        const strategy = {
          ...storeAll(),
          name,
          schedule: (profile: Profile) =>
            Math.floor(chains++ / 2) % 2 === 0 ? schedule() : storeAll().schedule(profile),
        };
        expect([name, new Tape({ strategy }).predict(loss, p)?.peakBytes]).toEqual([name, peakBytes]);
      }
    });
  });

  test.each(
    ['mim', 'imim', 'miim', 'mmimm', 'mimim', 'iim', 'imm', 'iimm'].flatMap((kinds) => [
      { kinds, origin: 'made in the loss' },
      { kinds, origin: 'made outside' },
    ]),
  )(
    'of layers that pass their state on, $kinds from one $origin, let no plan take less than the run',
    ({ kinds, origin }) => {
      tidy(() => {
        const layers = [...kinds].map(
          (kind) =>
            (W: Tensor, x: Tensor): Tensor =>
              kind === 'm' ? add(multiply(x, 0.9), mean(W)) : x,
        );
        const p = normal([4, 16], { key: key(7) });
        const outside = normal([4, 16], { key: key(8) });
        const isOutside = origin === 'made outside';
        const loss = (W: Tensor): Tensor => {
          const first = isOutside ? outside : tanh(W);
          const all = layers.map(() => W);
          return mean(square(sequential(layers)(all, first)));
        };
        const [profile] = chainProfiles(loss, p);
        for (const row of plan(profile!).rows) {
          const strategy = { ...storeAll(), name: row.name, schedule: row.schedule };
          const peakBytes = new Tape({ strategy }).predict(loss, p)?.peakBytes ?? 0;
          expect(row.peakBytes).toBeGreaterThanOrEqual(peakBytes);
          // What the loss holds anyway costs the chain nothing.
          if (kinds.startsWith('ii') && !isOutside) expect(row.peakBytes).toBe(peakBytes);
        }
      });
    },
  );

  test('of unequal steps have the figures of each', () => {
    tidy(() => {
      const [profile] = chainProfiles(layered, layers());
      const steps = profile!.steps!;
      expect(steps.map(({ afterBytes }) => afterBytes)).toEqual([32 * 8 * 4, 32 * 256 * 4, 32 * 4 * 4]);
      expect(steps.map(({ advanceCost }) => advanceCost)).toEqual([
        2 * 32 * 16 * 8 + 32 * 8,
        2 * 32 * 8 * 256 + 32 * 256,
        2 * 32 * 256 * 4 + 32 * 4,
      ]);
    });
  });

  test('in milliseconds are of the same chains, at what this machine needs', () => {
    tidy(() => {
      for (const [loss, parameters] of [
        [layered, layers()],
        [scanned, normal([4, 4], { key: key(4) })],
      ] as const) {
        const [counted] = chainProfiles(loss as (p: never) => Tensor, parameters as never);
        const [timed] = chainProfiles(loss as (p: never) => Tensor, parameters as never, {
          costs: 'milliseconds',
        });
        const costs = timed!.steps ?? [timed!];
        for (const { advanceCost, recordCost, sweepCost } of costs)
          for (const ms of [advanceCost!, recordCost!, sweepCost!]) {
            expect(ms).toBeGreaterThan(0);
            expect(ms).toBeLessThan(1000);
          }
        expect({ ...timed, ...costsOf(counted!) }).toEqual(counted);
      }
    });
  });
});

function costsOf(profile: ReturnType<typeof chainProfiles>[number]) {
  const { advanceCost, recordCost, sweepCost, steps } = profile;
  return steps === undefined ? { advanceCost, recordCost, sweepCost } : { steps };
}

test('a plan may be made at measured costs, and the gradient is the same', () => {
  tidy(() => {
    const parameters = layers();
    const [counted] = chainProfiles(layered, parameters);
    // As if the cheap last layer were the slowest of all.
    const costs = withCosts(
      counted!,
      [1, 1, 100].map((cost) => ({ advanceCost: cost, recordCost: cost, sweepCost: cost })),
    );
    const expected = new Tape({ strategy: storeAll() }).gradient(layered, parameters);
    const bytes = expected.report.peakBytes;
    for (const strategy of [withinBudget({ bytes, costs }), rotor({ bytes: 34_000, costs })]) {
      const { value, report } = new Tape({ strategy }).gradient(layered, parameters);
      expect(value.item()).toBe(expected.value.item());
      expect(report.peakBytes).toBe(report.predicted?.peakBytes);
    }
    const dear = plan(costs).rows.find(({ family }) => family === 'recomputeAll');
    expect(dear?.cost).toBe(2 * 102 + 2 * 1 + 1);
  });
});

test('costs of another chain are refused', () => {
  const one = { extent: 3, advanceCost: 1, recordCost: 1, sweepCost: 1 };
  expect(costedAs('rotor', { extent: 3 }, one)).toEqual(one);
  expect(() => costedAs('rotor', { extent: 4 }, one)).toThrow(
    new RangeError(
      "rotor: costs are of 3 equal steps and the chain has 4 equal steps; measure this chain's with chainProfiles",
    ),
  );
});

test('what a profile knows is plain data, and nothing that is absent', () => {
  expect(knownProfile({ extent: 3, stateBytes: 5, recordBytes: undefined })).toEqual({
    extent: 3,
    stateBytes: 5,
  });
  expect(Object.keys(knownProfile({ extent: 3, recordBytes: undefined }))).toEqual(['extent']);
});

test('a loss that reads values, and costs that are none, are refused', () => {
  tidy(() => {
    const reading = (p: Tensor): Tensor => multiply(scanned(p), max(p).item());
    expect(() => chainProfiles(reading, zeros([4, 4]))).toThrow(
      'chainProfiles: the loss reads values, so that only a run can tell what it needs',
    );
    expect(() => chainProfiles(scanned, tensor([[1]]), { costs: 'seconds' as never })).toThrow(
      new RangeError("chainProfiles: costs is 'seconds'; 'operations' or 'milliseconds' is needed"),
    );
  });
});
