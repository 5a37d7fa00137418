// Every message says where, what was found, what was needed and what to do, in that order. A number out of its
// range is a RangeError, as everywhere in JavaScript. This file imports nothing.

/** Shapes or dtypes that do not fit together. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** A schedule that cannot be obeyed. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

/** A tape used twice, a tensor used after it was freed, values of two tapes mixed. */
export class TapeError extends Error {
  override readonly name = 'TapeError';
}

/** A tensor of a step that is over: whoever asks a step what it does passes this on, since asking again may hide it. */
export class LeftoverError extends TapeError {}

/** A step that breaks its promise to the chain. */
export class ChainError extends Error {
  override readonly name = 'ChainError';
}

/** A step that, run again, did something else than the first time. */
export class PurityError extends Error {
  override readonly name = 'PurityError';
}

/** A loss or a gradient that is not finite, where numbers are checked. */
export class NumbersError extends Error {
  override readonly name = 'NumbersError';
}

/** Bookkeeping that does not add up: a defect of this library, never of its caller. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** An allocation or a run that does not fit into the bytes allowed. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
  readonly liveBytes: number;
  readonly askedBytes: number;
  readonly limitBytes: number;

  constructor(message: string, bytes: { live: number; asked: number; limit: number }) {
    super(message);
    this.liveBytes = bytes.live;
    this.askedBytes = bytes.asked;
    this.limitBytes = bytes.limit;
  }
}
