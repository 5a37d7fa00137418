import { keyAt, type RandomKey } from '../array/random.js';
import { TapeError } from '../errors.js';

/** Where randomness comes from: a step under a key, and how far it has got. */
export interface Place {
  readonly key: RandomKey;
  readonly step: number;
  /** How many keys were drawn at it. */
  readonly draws: number;
  /** What sketches are drawn under, in the place of `key`. */
  readonly sketchKey: RandomKey;
}

interface OpenPlace extends Place {
  draws: number;
  /** How many functions were wrapped at it. */
  wrapped: number;
}

let current: OpenPlace | undefined;

/**
 * Runs `body` at a place of its own for randomness: a step under a key. Keys are made from the place and from how many
 * were drawn at it, so that a step draws the same when it runs again, whatever ran in between.
 */
export function atPlace<T>(key: RandomKey, step: number, body: () => T): T {
  return resumed({ key, step, draws: 0, sketchKey: key, wrapped: 0 }, body);
}

function resumed<T>(place: OpenPlace | undefined, body: () => T): T {
  const before = current;
  current = place;
  try {
    return body();
  } finally {
    current = before;
  }
}

/** Runs `body` at no place: what would draw a key there has to be given one. */
export function atNoPlace<T>(body: () => T): T {
  return resumed(undefined, body);
}

/**
 * The place of a function that is wrapped, such as by `checkpoint`, which is the place around it: it draws what it would
 * draw unwrapped, whenever it runs, and what is drawn after it is the same, too. Only its sketches are its own.
 */
export class WrappedPlace {
  readonly #around: OpenPlace;
  readonly #from: number;
  readonly #sketchKey: RandomKey;

  constructor() {
    this.#around = openPlace('checkpoint');
    this.#from = this.#around.draws;
    this.#sketchKey = keyAt(
      keyAt(this.#around.sketchKey, this.#around.step),
      firstWrapped + this.#around.wrapped,
    );
    this.#around.wrapped += 1;
  }

  run<T>(body: () => T): T {
    const { key, step } = this.#around;
    const place = { key, step, draws: this.#from, sketchKey: this.#sketchKey, wrapped: 0 };
    const result = resumed(place, body);
    this.#around.draws = Math.max(this.#around.draws, place.draws);
    return result;
  }
}

/** Beyond all that is drawn at a place. */
const firstWrapped = 2 ** 30;

/** How many keys were drawn at this place. */
export function drawsHere(): number {
  return current?.draws ?? 0;
}

/** Counts keys as drawn here that were drawn without asking. */
export function skipDraws(count: number): void {
  if (count > 0) openPlace('step').draws += count;
}

/** The place as it is now. */
export function placeHere(): Place {
  return { ...openPlace('estimate') };
}

/** The key that the n-th draw gives at a step under a key. */
export function keyOfDraw(key: RandomKey, step: number, draw: number): RandomKey {
  return keyAt(keyAt(key, step), draw);
}

/** The next key at this place. */
export function drawKey(where: string): RandomKey {
  const place = openPlace(where);
  place.draws += 1;
  return keyOfDraw(place.key, place.step, place.draws);
}

function openPlace(where: string): OpenPlace {
  if (current !== undefined) return current;
  throw new TapeError(
    `${where}: there is no tape here to take randomness from; call it in a loss or a step, or pass { key }`,
  );
}

/** The next key at this place, or a fixed one where there is no tape. */
export function drawKeyIfAny(): RandomKey {
  return current === undefined ? [0, 0] : drawKey('scan');
}

/** The key of the nth residual of a step. It depends on nothing that is drawn there, and nothing there on it. */
export function keyOfSketch(of: RandomKey, at: Pick<Place, 'sketchKey' | 'step'>, nth: number): RandomKey {
  const { sketchKey: key, step } = at;
  const mixed: RandomKey = [(key[0] ^ of[0]) >>> 0, (key[1] ^ of[1]) >>> 0];
  return keyAt(keyAt(mixed, step), nth);
}
