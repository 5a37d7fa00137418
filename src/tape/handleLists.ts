import { DenseTensor } from '../array/denseTensor.js';
import type { DType } from '../array/dtype.js';
import type { Purpose } from '../array/ledger.js';
import { Spares } from '../array/spares.js';
import { sameShape, type Tensor } from '../array/tensor.js';

/**
 * Lists of handles that a chain makes at every step and shows to nobody: they are given back and used again, handles and
 * all, so that a step leaves nothing to be collected.
 */
export class HandleLists<T extends Tensor | undefined> {
  readonly #spares = new Spares<T[]>();
  /** Those that were made here; others that are given back have handles that somebody may know. */
  readonly #own = new Map<readonly T[], T[]>();
  readonly #empty: T[] = [];

  /** A list with `count` places, where there may be handles that were let go of, to be used again. */
  take(count: number): T[] {
    if (count === 0) return this.#empty;
    const list = this.#spares.take() ?? this.#made();
    if (list.length > count) list.length = count;
    return list;
  }

  /** Lets go of every handle of a list. */
  give(list: readonly T[]): void {
    let isAlive = false;
    for (let nth = 0; nth < list.length; nth += 1) {
      const leaf = list[nth];
      if (leaf === undefined) continue;
      if (leaf.fate === undefined) isAlive = true;
      leaf.free('freed with its scope');
    }
    // What is given back a second time may be somebody else's by now.
    const own = isAlive ? this.#own.get(list) : undefined;
    if (own !== undefined) this.#spares.give(own);
  }

  #made(): T[] {
    const list: T[] = [];
    this.#own.set(list, list);
    return list;
  }
}

/** Another handle of a tensor, counted as `purpose`: `spare`, where that can be used again. */
export function handleOf(x: Tensor, purpose: Purpose, spare: Tensor | undefined): Tensor {
  const { arena, block } = x;
  if (arena === undefined || block === undefined || !canBe(spare, x)) return x.handle(purpose);
  arena.hold(block, purpose);
  spare.reuse(arena, block, x.offset, purpose);
  spare.marks = x.marks;
  return spare;
}

/** Whether a handle was let go of and is of the same form. */
export function canBe(
  spare: Tensor | undefined,
  { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: DType },
): spare is DenseTensor {
  return (
    spare instanceof DenseTensor &&
    spare.fate !== undefined &&
    spare.dtype === dtype &&
    sameShape(spare.shape, shape)
  );
}
