// Measures in a process of its own what steps take from JavaScript's heap.
import { periodic, storeAll } from 'sublinear';
import { answer } from '../../experiments/harness/answer.js';
import { models } from '../../experiments/models/index.js';
import { heapBytesPerStep } from './heap.js';
import { recurrent } from './programs.js';

const small = { batch: 1, hidden: 4, inputs: 2 };

await answer(({ rounds }: { readonly rounds: number }) =>
  Object.fromEntries(
    [storeAll(), periodic({ every: 100 })].map((strategy) => [
      `Elman under ${strategy.name}`,
      heapBytesPerStep((steps) => recurrent(models.elman, { steps, ...small }), strategy, {
        steps: 10_000,
        rounds,
      }),
    ]),
  ),
);
