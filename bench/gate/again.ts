import { type Action, type Strategy, storeAll } from 'sublinear';

/** Store all, but every step is first recorded so many times more, and forgotten again. */
export function again(passes: number): Strategy {
  return {
    ...storeAll(),
    name: `${passes} passes more`,
    schedule: ({ extent }) => [...reversal(extent, passes)],
  };
}

function* reversal(extent: number, passes: number): Generator<Action> {
  yield { verb: 'snapshot', step: 0, slot: 0 };
  for (let pass = 0; pass < passes; pass += 1) {
    yield { verb: 'record', from: 0, to: extent };
    yield { verb: 'discard', from: 0, to: extent };
    yield { verb: 'restore', step: 0, slot: 0 };
  }
  yield { verb: 'record', from: 0, to: extent };
  yield { verb: 'release', step: 0, slot: 0 };
  yield { verb: 'sweep', from: extent, to: 0 };
}
