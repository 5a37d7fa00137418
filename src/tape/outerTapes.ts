import type { Tensor } from '../array/tensor.js';
import { TapeError } from '../errors.js';
import { Recording } from './recording.js';
import { innermostListener, type Listener } from './trace.js';

/** The tape that a chain is put on, if there is one. */
export function innermostRecording(where: string): Recording | undefined {
  const listener = innermostListener();
  if (listener === undefined || listener instanceof Recording) return listener;
  throw new TapeError(`${where}: it is heard by something that is no tape; use record or Tape`);
}

/** A chain is on one tape alone: none around that may follow what it reads. @throws {TapeError} if one does */
export function checkOuterTapes(
  where: string,
  leaves: readonly (Tensor | undefined)[],
  innermost: Listener | undefined,
): void {
  for (let outer = innermost; outer !== undefined; outer = outer.outer) {
    if (leaves.every((leaf) => leaf === undefined || outer?.numberOf(leaf) === -1)) continue;
    throw new TapeError(
      `${where}: a derivative of a derivative through ${where} is asked for, which is not supported; ` +
        'take the inner derivative of a program without it, or stop the outer one with stopGradient',
    );
  }
}
