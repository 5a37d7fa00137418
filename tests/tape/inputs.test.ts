import { describe, expect, test } from 'vitest';
import {
  add,
  ChainError,
  multiply,
  ones,
  online,
  type ScanOptions,
  scan,
  stack,
  sum,
  Tape,
  type Tensor,
  tensor,
  tidy,
} from '../../src/index.js';
import { refusal } from '../support/held.js';

type Inputs = ScanOptions<Tensor, Tensor, Tensor>['inputs'];

/** h' = w h + x from 1, over x = 0, 1, 2: w³ + w + 2 in either entry, so 5.25 at 1/2, and 3.5 for its derivative. */
function gradientOf(inputs: Inputs, until?: (h: Tensor, index: number) => boolean): readonly number[] {
  return tidy(() => {
    const step = (w: Tensor, h: Tensor, x: Tensor) => ({ state: add(multiply(h, w), x) });
    const loss = (w: Tensor): Tensor => {
      const rule = until === undefined ? {} : { until };
      return sum(scan(step, { parameters: w, state: ones([2]), inputs, ...rule }).state);
    };
    const { value, gradient } = new Tape({ strategy: online({ slots: 2 }) }).gradient(loss, tensor(0.5));
    return [value.item(), gradient.item()];
  });
}

const entries = (): Tensor[] => [0, 1, 2].map((i) => tensor([i, i]));
const right = [5.25, 3.5];

describe('a list could be steps or sequences', () => {
  const which = (place: string, length: number) =>
    new ChainError(
      `scan: ${place} is a list of ${length}, which could be one entry for each step or one for each sequence; ` +
        'for steps give stack(list), or { extent: list.length, at: (t) => list[t] }; for sequences [steps, ...] give them ' +
        'under names, such as { x, y }',
    );

  test('and is refused, wherever it is among tensors that are sliced', () => {
    tidy(() => {
      const list = entries();
      expect(refusal(() => gradientOf(list as never))).toEqual(which('inputs', 3));
      expect(refusal(() => gradientOf({ x: { y: list.slice(1) } } as never))).toEqual(which('inputs.x.y', 2));
      expect(refusal(() => gradientOf([[list[0]]] as never))).toEqual(which('inputs', 1));
    });
  });

  test('but for the ways to write it that the message says', () => {
    tidy(() => {
      const list = entries();
      expect(gradientOf(stack(list))).toEqual(right);
      expect(gradientOf({ extent: list.length, at: (t) => list[t]! })).toEqual(right);
      const { x } = { x: stack(list) };
      const step = (w: Tensor, h: Tensor, input: { x: Tensor }) => ({ state: add(multiply(h, w), input.x) });
      const options = { parameters: tensor(0.5), state: ones([2]), inputs: { x } };
      expect(Array.from(scan(step, options).state.toArray())).toEqual([2.625, 2.625]);
    });
  });
});

describe('inputs one after another', () => {
  const again = (found: string) =>
    new ChainError(
      `scan: inputs can be gone through only once, and ${found}; make them anew for every scan, such as by calling the ` +
        'generator again, or give { extent: 0, at } for a chain without steps',
    );

  test('may be of a generator that is made anew, or of anything that can be gone through again', () => {
    tidy(() => {
      const list = entries();
      function* each(): Generator<Tensor> {
        yield* list;
      }
      const both = [
        () => gradientOf(each()),
        () => gradientOf(list.values()),
        () => gradientOf(new Set(list)),
      ];
      for (const run of both) expect([run(), run()]).toEqual([right, right]);
      const set = new Set(list);
      expect([gradientOf(set), gradientOf(set)]).toEqual([right, right]);
    });
  });

  test('are refused where they were used up by a scan', () => {
    tidy(() => {
      const list = entries();
      const generator = (function* () {
        yield* list;
      })();
      expect(gradientOf(generator)).toEqual(right);
      expect(refusal(() => gradientOf(generator))).toEqual(again('were read by a scan before'));
      const half = list.values();
      // The rule ends the chain when two inputs were read, and what is left is no beginning of a chain.
      expect(gradientOf(half, (_, index) => index === 1)).toHaveLength(2);
      expect(refusal(() => gradientOf(half))).toEqual(again('were read by a scan before'));
    });
  });

  test('are refused where anybody else has used them up', () => {
    tidy(() => {
      const iterator = entries().values();
      for (const _ of iterator);
      expect(refusal(() => gradientOf(iterator))).toEqual(again('gave none'));
    });
  });

  test('may be none of what is no iterator itself', () => {
    expect(gradientOf(new Set())).toEqual([2, 0]);
  });

  test('cannot be waited for', () => {
    async function* each(): AsyncGenerator<Tensor> {}
    expect(refusal(() => gradientOf(each() as never))).toEqual(
      new ChainError(
        'scan: inputs is an asynchronous iterable; a scan cannot wait, so read the inputs before it',
      ),
    );
  });
});
