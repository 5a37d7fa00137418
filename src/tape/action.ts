/**
 * One instruction to the executor. A chain of extent n has steps 0 … n − 1; state t is the input of step t.
 *
 * - `advance`  run steps [from, to) and forget how
 * - `record`   run steps [from, to) and keep their residuals on tapes
 * - `sweep`    pull the cotangent back through the recorded steps [to, from), last first, and free them
 * - `discard`  let go of the records of steps [from, to), which will not be swept
 * - `snapshot` keep the working state, which is state `step`, in an empty slot
 * - `restore`  make the state in a slot the working state; the slot keeps it
 * - `release`  empty a slot
 *
 * The working state is state 0 before the first action. `advance` and `record` need it at `from` and leave it at `to`.
 * `sweep from to` forgets a working state at or beyond `to`: no later action could use it. Several recorded ranges may
 * wait at once; they are swept from the end of the chain to its beginning.
 * A step whose record was discarded may be recorded again; only the last ones that wait can be discarded.
 */
export type Action =
  | { readonly verb: 'advance' | 'record' | 'sweep' | 'discard'; readonly from: number; readonly to: number }
  | { readonly verb: 'snapshot' | 'restore' | 'release'; readonly step: number; readonly slot: number };

export type Verb = Action['verb'];

/** A reversal as a stream of actions: every step is swept once, last first, from a record. */
export interface Schedule extends Iterable<Action> {
  /** What the schedule itself holds while it is obeyed, in bytes, where that grows with the chain; nothing if absent. */
  readonly bytes?: number | undefined;
}

/** The action that runs steps [from, to) and forgets how. */
export const advance = (from: number, to: number): Action => ({ verb: 'advance', from, to });
/** The action that runs steps [from, to) and keeps their residuals. */
export const record = (from: number, to: number): Action => ({ verb: 'record', from, to });
/** The action that pulls the cotangent back through the recorded steps [to, from). */
export const sweep = (from: number, to: number): Action => ({ verb: 'sweep', from, to });
/** The action that lets go of the records of steps [from, to). */
export const discard = (from: number, to: number): Action => ({ verb: 'discard', from, to });
/** The action that keeps state `step`, the working state, in a slot. */
export const snapshot = (step: number, slot: number): Action => ({ verb: 'snapshot', step, slot });
/** The action that makes the state in a slot the working state. */
export const restore = (step: number, slot: number): Action => ({ verb: 'restore', step, slot });
/** The action that empties a slot. */
export const release = (step: number, slot: number): Action => ({ verb: 'release', step, slot });

/** Records [from, to) and sweeps it at once: the U-turn at the end of every reversal. */
export const turn = (from: number, to: number): readonly Action[] => [record(from, to), sweep(to, from)];
