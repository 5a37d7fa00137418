import { keyAt, type RandomKey } from '../array/random.js';
import { TapeError } from '../errors.js';

interface Place {
  readonly key: RandomKey;
  readonly step: number;
  draws: number;
}

let current: Place | undefined;

/**
 * Runs `body` at a place of its own for randomness: a step under a key. Keys are made from the place and from how many
 * were drawn at it, so that a step draws the same when it runs again, whatever ran in between.
 */
export function atPlace<T>(key: RandomKey, step: number, body: () => T): T {
  const before = current;
  current = { key, step, draws: 0 };
  try {
    return body();
  } finally {
    current = before;
  }
}

/** Runs `body` at no place: what would draw a key there has to be given one. */
export function atNoPlace<T>(body: () => T): T {
  const before = current;
  current = undefined;
  try {
    return body();
  } finally {
    current = before;
  }
}

/** How many keys were drawn at this place. */
export function drawsHere(): number {
  return current?.draws ?? 0;
}

/** The key that the n-th draw gives at a step under a key. */
export function keyOfDraw(key: RandomKey, step: number, draw: number): RandomKey {
  return keyAt(keyAt(key, step), draw);
}

/** The next key at this place. */
export function drawKey(where: string): RandomKey {
  if (current === undefined) {
    throw new TapeError(
      `${where}: there is no tape here to take randomness from; call it in a loss or a step, or pass { key }`,
    );
  }
  current.draws += 1;
  return keyOfDraw(current.key, current.step, current.draws);
}

/** The next key at this place, or a fixed one where there is no tape. */
export function drawKeyIfAny(): RandomKey {
  return current === undefined ? [0, 0] : drawKey('scan');
}

/** Where sketches are drawn: a step under a key. */
export interface Spot {
  readonly key: RandomKey;
  readonly step: number;
}

export function placeHere(): Spot {
  if (current === undefined) throw new TapeError('estimate: there is no tape here to take randomness from');
  return current;
}

/** The key of the nth residual of a step. It depends on nothing that is drawn there, and nothing there on it. */
export function keyOfSketch(of: RandomKey, { key, step }: Spot, nth: number): RandomKey {
  const mixed: RandomKey = [(key[0] ^ of[0]) >>> 0, (key[1] ^ of[1]) >>> 0];
  return keyAt(keyAt(mixed, step), nth);
}
