// Measures the heap that a step takes, or one that makes a list more.
import { storeAll } from 'sublinear';
import { heapBytesPerStep } from '../../../../bench/gate/heap.js';
import { recurrent } from '../../../../bench/gate/programs.js';
import { answer } from '../../../../experiments/harness/answer.js';
import { elman } from '../../../../experiments/models/elman.js';

const lists: number[][] = [];
const planted: typeof elman = {
  ...elman,
  step: (...given) => {
    lists[0] = Array.from({ length: 1000 }, () => 0);
    return elman.step(...given);
  },
};

await answer(({ isPlanted }: { readonly isPlanted: boolean }) => {
  const cell = isPlanted ? planted : elman;
  const made = (steps: number) => recurrent(cell, { steps, batch: 1, hidden: 4, inputs: 2 });
  return heapBytesPerStep(made, storeAll(), { steps: 1000, rounds: 2 });
});
