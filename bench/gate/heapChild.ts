// Measures in a process of its own what steps take from JavaScript's heap.
import { periodic, storeAll } from 'sublinear';
import { answer } from '../../experiments/harness/answer.js';
import { models } from '../../experiments/models/index.js';
import { again } from './again.js';
import { heapBytesPerStep } from './heap.js';
import { recurrent } from './programs.js';

const small = { batch: 1, hidden: 4, inputs: 2 };

const made = (steps: number) => recurrent(models.elman, { steps, ...small });
const steps = 10_000;

await answer(({ rounds }: { readonly rounds: number }) => ({
  ...Object.fromEntries(
    [storeAll(), periodic({ every: 100 })].map((strategy) => [
      `Elman under ${strategy.name}`,
      heapBytesPerStep(made, strategy, { steps, rounds }),
    ]),
  ),
  'Elman that runs again': ofRepeated(rounds),
}));

/** The user's function is asked what a step does when it is first run: what is more in further passes is the runtime's. */
function ofRepeated(rounds: number): readonly number[] {
  const [once, often] = [1, 9].map((passes) => heapBytesPerStep(made, again(passes), { steps, rounds }));
  return often!.map((bytes, round) => (bytes - once![round]!) / 8);
}
