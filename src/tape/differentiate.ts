import { ones, zeros } from '../array/create.js';
import type { RandomKey } from '../array/random.js';
import { adopt } from '../array/scope.js';
import { Tensor } from '../array/tensor.js';
import { leavesOf, pathsOf, rebuilt, type Tree } from '../array/tree.js';
import { ShapeError, TapeError } from '../errors.js';
import { freeAll, holdAll } from './holding.js';
import { atPlace } from './place.js';
import { Recording } from './recording.js';
import { inRun, type Run } from './run.js';
import { admitted, hearing, innermostListener } from './trace.js';

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
  const outer = innermostListener();
  const recording = new Recording({ outer, keep: run.keep });
  const given = admitted('tape', leavesOf(parameters));
  const held = holdAll(given, () => 'parameter');
  try {
    const numbers = held.map((leaf) => recording.follow(leaf));
    const program = (): Tensor => loss(rebuilt(parameters, held));
    const value = inRun(run, () => hearing(recording, () => atPlace(key, 0, program)));
    const number = checkedLoss(value, recording);
    noteLoss(value, run);
    run.arena.ledger.moment = { phase: 'sweep' };
    const cotangent = ones(value.shape, { dtype: value.dtype }).handle('cotangent');
    const swept = inRun(run, () => recording.sweep([{ number, cotangent }], numbers));
    const gradient = gradientOf(parameters, swept, run);
    return { value, gradient };
  } finally {
    recording.free();
    freeAll(held);
  }
}

function gradientOf<P extends Tree>(parameters: P, swept: readonly (Tensor | undefined)[], run: Run): P {
  const leaves = leavesOf(parameters);
  const paths = pathsOf(parameters);
  // First all that is there, so that it is freed if zeros for the others do not fit.
  for (const found of swept) if (found !== undefined) adopt(found);
  const gradients = leaves.map((leaf, place) => {
    const found = swept[place];
    if (found !== undefined) return found;
    run.remark(`the loss does not depend on parameter '${paths[place]}': its gradient is zero`);
    return zeros(leaf.shape, { dtype: leaf.dtype });
  });
  return rebuilt(parameters, gradients);
}

function checkedLoss(value: unknown, recording: Recording): number {
  if (value instanceof Promise) {
    throw new TapeError('tape: the loss is a promise; a loss cannot be asynchronous, read data before it');
  }
  if (!(value instanceof Tensor)) {
    throw new TapeError(
      `tape: the loss is ${typeof value} ${String(value)}; a tensor of one entry is needed`,
    );
  }
  if (value.size !== 1) {
    throw new ShapeError(`tape: the loss is ${value}; one entry is needed. Use sum or mean`);
  }
  return recording.numberOf(value);
}

function noteLoss(value: Tensor, run: Run): void {
  if (run.arena.measuring || Number.isFinite(value.item())) return;
  const where = run.firstNaN === undefined ? '' : `, first at step ${run.firstNaN}`;
  run.remark(`the loss is ${value.item()}${where}`);
}
