import { type Arena, mixedForwards, periodic, revolve, type Strategy, storeAll, tally } from 'sublinear';
import { models } from '../../experiments/models/index.js';
import { type Program, recurrent } from './programs.js';
import type { Tasks } from './times.js';

const sizes = { steps: 64, batch: 16, hidden: 64, inputs: 32 };

/** What is timed: kernels on an arena, gradients, a schedule and a planner, a few milliseconds each. */
export function tasks(arena: Arena): Tasks {
  return {
    'a product of 128x128 matrices, 8 times': product(arena, 128, 8),
    'tanh of 2,048 entries, 256 times': tanhOf(arena, 2048, 256),
    ...gradient(recurrent(models.elman, sizes), storeAll()),
    ...gradient(recurrent(models.irnn, sizes), storeAll()),
    ...gradient(recurrent(models.gru, sizes), periodic({ every: 8 })),
    ...gradient(recurrent(models.lstm, sizes), storeAll()),
    ...gradient(recurrent(models.lstm, sizes), revolve({ slots: 6 })),
    'the tally of revolve(12) over 20,000 steps': () => {
      tally(revolve({ slots: 12 }).schedule({ extent: 20_000 }), 20_000);
    },
    'the plan of a mixed schedule, 150 steps': () => void mixedForwards(150, 100, 2),
  };
}

/** One gradient, without its prediction. */
function gradient(program: Program, strategy: Strategy): Tasks {
  const run = program.taped({ strategy, predict: false });
  return { [`${program.name} under ${strategy.name}`]: () => void run() };
}

function product(arena: Arena, side: number, times: number): () => void {
  const [a, b, c] = [0, 1, 2].map(() => filled(arena, side * side));
  const { gemm } = arena.memory.kernels.float32;
  return () => {
    for (let time = 0; time < times; time += 1) gemm(side, side, side, a!, 0, b!, 0, c!, 0);
  };
}

function tanhOf(arena: Arena, entries: number, times: number): () => void {
  const [from, to] = [filled(arena, entries), filled(arena, entries)];
  const { tanh } = arena.memory.kernels.float32;
  return () => {
    for (let time = 0; time < times; time += 1) tanh(entries, from, to);
  };
}

function filled(arena: Arena, entries: number): number {
  const { pointer } = arena.allocate(4 * entries, 'outside');
  arena.memory.view('float32', pointer, entries).fill(1 / 64);
  return pointer;
}
