// Times everything in a process of its own.
import { Arena, useArena } from 'sublinear';
import { answer } from '../../experiments/harness/answer.js';
import { tasks } from './tasks.js';
import { timesInYardsticks } from './times.js';

await answer((options: { readonly rounds: number }) => {
  // The kernels that every machine has, whatever the environment asks for.
  const arena = new Arena({ product: 'builtin' });
  useArena(arena);
  return timesInYardsticks(tasks(arena), options);
});
