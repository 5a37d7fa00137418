// Forgets to dispose of tensors, and says what the garbage collector made of it. Needs --expose-gc.
import { setTimeout as pause } from 'node:timers/promises';
import {
  add,
  defaultArena,
  reshape,
  sgd,
  Tape,
  type Tensor,
  tensor,
  tensorsCollected,
} from '../../../src/index.js';

const arena = defaultArena();
const kept = tensor([1, 2, 3]);
const view = reshape(kept, [3, 1]);

function forget(times: number): void {
  for (let time = 0; time < times; time += 1) add(kept, tensor([time, 1, 2]));
}

function train(times: number): void {
  const optimiser = sgd({ rate: 0.1 });
  for (let time = 0; time < times; time += 1) {
    const { gradient } = new Tape().gradient((x: Tensor) => reshape(add(x, 1), []), only);
    optimiser.update(only, gradient);
  }
}

/** Two parameters that an update has moved to bytes of their own, for their aliases' sake; one is disposed of. */
function move(): Tensor[] {
  const parameters = [tensor([1]), tensor([2])];
  const aliases = parameters.map((leaf) => reshape(leaf, []));
  sgd({ rate: 1 }).update(parameters, [tensor([1]), tensor([1])]);
  parameters[0]?.dispose();
  return aliases;
}

async function collected(): Promise<{ liveBytes: number; collected: number }> {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await pause(10);
  }
  return { liveBytes: arena.liveBytes, collected: tensorsCollected() };
}

forget(50);
const forgotten = { liveBytes: arena.liveBytes, collected: tensorsCollected() };
const afterwards = await collected();

const only = tensor([1]);
train(50);
only.dispose();
const trained = await collected();

const aliases = move();
const moved = {
  liveBytes: arena.liveBytes,
  afterwards: await collected(),
  aliases: aliases.map((x) => x.item()),
};
for (const alias of aliases) alias.dispose();

const values = [...kept.toArray(), ...view.toArray()];
kept.dispose();
view.dispose();
console.log(JSON.stringify({ forgotten, afterwards, trained, moved, values, atEnd: await collected() }));
