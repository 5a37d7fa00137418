import type { Reversible } from '../../src/index.js';
import { Driver } from '../../src/tape/driver.js';
import { conforms } from './conformance.js';

interface State {
  readonly values: readonly [angle: number, speed: number];
  handles: number;
}

const dt = 0.25;
const gravity = 9.81;
const start = [1, 0.5] as const;

/** Of all chains: states that somebody still has a handle of, and records that wait. */
const live = { states: 0, records: 0 };

/** A pendulum in plain numbers, its derivative written by hand. */
class Pendulum implements Reversible<State, { angle: number }> {
  cotangent: readonly [number, number] = [0, 0];
  gravityGradient = 0;
  readonly #onRun: () => void;

  constructor(onRun: () => void) {
    this.#onRun = onRun;
  }

  advance({ values: [angle, speed] }: State): State {
    this.#onRun();
    const next = speed - dt * gravity * Math.sin(angle);
    return made([angle + dt * next, next]);
  }

  record(state: State): { state: State; recorded: { angle: number } } {
    const next = this.advance(state);
    live.records += 1;
    return { state: next, recorded: { angle: state.values[0] } };
  }

  sweep(recorded: { angle: number }): void {
    this.discard();
    this.#onRun();
    const [byAngle, bySpeed] = this.cotangent;
    const through = bySpeed + dt * byAngle;
    this.cotangent = [byAngle - dt * gravity * Math.cos(recorded.angle) * through, through];
    this.gravityGradient -= dt * Math.sin(recorded.angle) * through;
  }

  keep(state: State): State {
    state.handles += 1;
    return state;
  }

  free(state: State): void {
    state.handles -= 1;
    if (state.handles === 0) live.states -= 1;
    if (state.handles < 0) throw new Error('a state was freed twice');
  }

  discard(): void {
    live.records -= 1;
  }
}

conforms({
  name: 'a pendulum in plain numbers',
  live: () => ({ ...live }),
  gradient: ({ extent, strategy, onRun }) => {
    const chain = new Pendulum(onRun ?? (() => {}));
    const driver = new Driver(chain, { strategy, profile: { extent }, initial: made(start) });
    try {
      const [angle] = driver.forward().values;
      chain.cotangent = [2 * angle, 0];
      driver.backward();
    } finally {
      driver.abandon();
    }
    return { numbers: [chain.gravityGradient, ...chain.cotangent], counts: driver.counts };
  },
  plain: (extent) => [0, 1, 2].map((by) => tangent(extent, by)),
  // Eleven steps of five operations each, in another order, each off by half a unit in the last place of 53 bits; eight times
  // that, as errors grow along the chain.
  tolerance: 11 * 5 * 8 * 2 ** -53,
});

function made(values: State['values']): State {
  live.states += 1;
  return { values, handles: 1 };
}

/** Of the last angle's square by the gravity, the first angle or the first speed: the derivative, run forward. */
function tangent(extent: number, by: number): number {
  let [angle, speed]: readonly [number, number] = start;
  let [dAngle, dSpeed] = [by === 1 ? 1 : 0, by === 2 ? 1 : 0];
  const dGravity = by === 0 ? 1 : 0;
  for (let step = 0; step < extent; step += 1) {
    dSpeed -= dt * (dGravity * Math.sin(angle) + gravity * Math.cos(angle) * dAngle);
    speed -= dt * gravity * Math.sin(angle);
    dAngle += dt * dSpeed;
    angle += dt * speed;
  }
  return 2 * angle * dAngle;
}
