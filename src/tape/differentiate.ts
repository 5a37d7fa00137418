import { shown } from '../arguments/shown.js';
import { stridesFor } from '../array/broadcast.js';
import { ones, zeros } from '../array/create.js';
import { isFloat } from '../array/dtype.js';
import { restrided } from '../array/elementwise.js';
import type { RandomKey } from '../array/random.js';
import { adopt } from '../array/scope.js';
import { Tensor } from '../array/tensor.js';
import type { Tree } from '../array/tree.js';
import { ShapeError, TapeError } from '../errors.js';
import { Distinct } from './distinct.js';
import { freeAll, holdAll } from './holding.js';
import { exact, type Keep } from './keep.js';
import { ApplicationWatch } from './numbers/applicationWatch.js';
import { atPlace } from './place.js';
import { Recording } from './recording.js';
import { inRun, type Run } from './run.js';
import { admitted, hearing, innermostListener, refuseTracing } from './trace.js';

/**
 * Runs a loss, recording, and sweeps it: its value and gradient, both owned by the open scope, whatever happens nothing
 * else is left.
 */
export function differentiate<P extends Tree>(
  loss: (parameters: P) => Tensor,
  parameters: P,
  run: Run,
  key: RandomKey,
): { value: Tensor; gradient: P } {
  refuseTracing('a tape');
  const outer = innermostListener();
  const watch = run.watch && new ApplicationWatch(run.watch, 'the loss itself');
  const recording = new Recording({ outer, keep: ownKeep(run.keep), isDataSignal: true, watch });
  const leaves = new Distinct(parameters);
  const given = admitted('tape', leaves.tensors);
  const held = holdAll(given, () => 'parameter');
  try {
    const numbers = held.map((leaf) => recording.follow(leaf));
    const program = (): Tensor => {
      const value = checkedLoss(loss(leaves.with(held)));
      run.noteResiduals(recording.settle({ parameters: held, before: [], input: [], after: [] }));
      return value;
    };
    const value = inRun(run, () => hearing(recording, () => atPlace(key, 0, () => ownHandle(program()))));
    const number = recording.numberOf(value);
    run.arena.ledger.moment = { phase: 'sweep' };
    const cotangent = ones(value.shape, { dtype: value.dtype }).handle('cotangent');
    const swept = inRun(run, () => recording.sweep([{ number, cotangent }], numbers));
    const gradient = leaves.with(gradientsOf(leaves, swept, run));
    for (const names of leaves.ties) run.remark(oneTensor(names));
    return { value, gradient };
  } finally {
    recording.free();
    freeAll(held);
  }
}

/** Of the loss's own values nothing is estimated: they all live until it is done, whatever waits. */
function ownKeep(keep: Keep): Keep {
  if (keep === exact) return exact;
  const reason =
    "it is the loss's own, which lives until the loss is done; what a step of a chain leaves behind goes sooner";
  return { ...keep, signal: true, sketchOf: () => reason };
}

function gradientsOf<P extends Tree>(
  leaves: Distinct<P>,
  swept: readonly (Tensor | undefined)[],
  run: Run,
): readonly Tensor[] {
  // First all that is there, so that it is freed if zeros for the others do not fit.
  for (const found of swept) if (found !== undefined) adopt(found);
  const blocks = new Set<unknown>();
  return leaves.tensors.map((leaf, place) => {
    const found = swept[place];
    if (found !== undefined) return unshared(found, blocks);
    run.remark(`the loss does not depend on parameter '${leaves.namesOf(place)[0]}': its gradient is zero`);
    return zeros(leaf.shape, { dtype: leaf.dtype });
  });
}

function oneTensor(names: readonly string[]): string {
  return `parameters '${names.join("', '")}' are one tensor: its gradient, the sum of theirs, stands under each name`;
}

/**
 * A gradient whose bytes are no other gradient's: a sum's terms have the very same cotangent, and who scales one of them
 * in place must not scale the other. Where somebody listens nothing is done in place, and a copy would go unheard.
 */
function unshared(gradient: Tensor, blocks: Set<unknown>): Tensor {
  const isShared = blocks.has(gradient.block);
  blocks.add(gradient.block);
  if (!isShared || innermostListener() !== undefined) return gradient;
  return restrided('gradient', gradient, gradient.shape, stridesFor(gradient.shape, gradient.shape));
}

/** A handle of the loss that is nobody else's: it may be a parameter, or a tensor of the user's. */
function ownHandle(value: Tensor): Tensor {
  const [here] = admitted('tape', [value] as const);
  const handle = here.handle('scratch');
  adopt(handle);
  return handle;
}

/** @throws {TapeError | ShapeError} unless the loss is a tensor of one entry */
function checkedLoss(value: unknown): Tensor {
  if (value instanceof Promise) {
    throw new TapeError('tape: the loss is a promise; a loss cannot be asynchronous, read data before it');
  }
  if (!(value instanceof Tensor)) {
    throw new TapeError(`tape: the loss is ${shown(value)}; a tensor of one entry is needed`);
  }
  if (value.size !== 1) {
    throw new ShapeError(`tape: the loss is ${value}; one entry is needed. Use sum or mean`);
  }
  if (!isFloat(value.dtype))
    throw new ShapeError(`tape: the loss is ${value}; float32 or float64 is needed, for its derivative`);
  return value;
}
