// This project as a peer among peers: what a user would write, on the built package.
import {
  defaultArena,
  type FullTree,
  leavesOf,
  mean,
  periodic,
  scan,
  square,
  storeAll,
  Tape,
  type Tensor,
  type Tree,
  tensor,
  tidy,
} from 'sublinear';
import type { Cell } from '../../experiments/models/cell.js';
import { elman } from '../../experiments/models/elman.js';
import { lstm } from '../../experiments/models/lstm.js';
import { HandWrittenElman } from '../handWritten.js';
import { HandWrittenLstm } from '../handWrittenLstm.js';
import { gatesOf, type Line, type Work } from './protocol.js';
import { type Prepared, serve, type Values } from './serve.js';

type Weights = { readonly W: Tensor; readonly U: Tensor; readonly b: Tensor };

await serve(greeting(), (work, values) => {
  if (work.way === 'hand') return byHand(work, values);
  return work.cell === 'RNN' ? prepared(elman, work, values) : prepared(lstm, work, values);
});

// The environment says which product; the first arena finds out whether it is there.
function greeting(): Line {
  try {
    return { kind: 'ready', versions: { node: process.versions.node, product: defaultArena().product } };
  } catch (error) {
    return { kind: 'absent', reason: error instanceof Error ? error.message : String(error) };
  }
}

function prepared<S extends FullTree>(cell: Cell<Weights, S>, work: Work, values: Values): Prepared {
  const { steps, batch, hidden, inputs, way } = work;
  const dtype = way === 'reference' ? 'float64' : 'float32';
  const width = gatesOf(work.cell) * hidden;
  const x = tensor(values.x, { shape: [steps, batch, inputs], dtype });
  const weights = {
    W: tensor(values.W, { shape: [hidden, width], dtype }),
    U: tensor(values.U, { shape: [inputs, width], dtype }),
    b: tensor(values.b, { shape: [width], dtype }),
  };
  const state = cell.initialState(batch, { inputs, hidden, dtype });
  const tape = new Tape({ strategy: way === 'segments' ? periodic({ every: 16 }) : storeAll() });
  const loss = (parameters: Weights, from: S): Tensor =>
    mean(square(cell.hidden(scan(cell.step, { parameters, state: from, inputs: x }).state)));
  return {
    run: () => tidy(() => void tape.gradient((parameters) => loss(parameters, state), weights)),
    gradient: () =>
      tidy(() => {
        // The reference also differentiates by the initial state, whose cotangent is the smallest of all.
        if (way === 'reference')
          return flat(tape.gradient((all) => loss(all.weights, all.state), { weights, state }).gradient);
        return flat(tape.gradient((parameters) => loss(parameters, state), weights).gradient);
      }),
    dispose: () => {
      for (const leaf of leavesOf({ x, weights, state })) leaf.dispose();
    },
  };
}

/** The same kernels without a tape. */
function byHand({ cell, ...sizes }: Work, values: Values): Prepared {
  const network = cell === 'RNN' ? new HandWrittenElman(sizes, values) : new HandWrittenLstm(sizes, values);
  return {
    run: () => void network.gradient(),
    gradient: () => network.gradients(),
    dispose: () => {},
  };
}

function flat(gradient: Tree): readonly ArrayLike<number>[] {
  return leavesOf(gradient).map((leaf) => leaf.toArray());
}
