import { unfit } from '../arguments/options.js';
import { ShapeError } from '../errors.js';
import { Arena } from './arena.js';
import { DenseTensor } from './denseTensor.js';
import { bytesPerElement, type DType, isFloat } from './dtype.js';
import type { FloatKernels } from './kernels.js';
import type { Purpose } from './ledger.js';
import { type Home, sizeOf, type Tensor } from './tensor.js';

/**
 * Owns the tensors that are made while it is open, and frees them when it closes. Which scope is open is the one thing
 * that operations find without being told: user code calls `tanh(x)`, and neither passes an arena nor frees results.
 */
export class Scope implements Home {
  readonly arena: Arena;
  readonly purpose: Purpose;
  depth = 0;
  readonly #named: { readonly name: string } | undefined;
  readonly #owned: Tensor[] = [];

  /** @param named - what ends when it closes, for messages */
  constructor(arena: Arena, purpose: Purpose, named?: { readonly name: string }) {
    this.arena = arena;
    this.purpose = purpose;
    this.#named = named;
  }

  get name(): string | undefined {
    return this.#named?.name;
  }

  own(tensor: Tensor): void {
    tensor.home = this;
    this.#owned.push(tensor);
  }

  /** A mark in the order of what is owned, for `freeSince`. */
  get extent(): number {
    return this.#owned.length;
  }

  /** Frees what was made after the mark, but for `kept`. */
  freeSince(extent: number, kept: readonly Tensor[] = none): void {
    const owned = this.#owned;
    const spared = kept.length === 0 ? undefined : new Set(kept);
    let end = extent;
    for (let place = extent; place < owned.length; place += 1) {
      const tensor = owned[place]!;
      if (spared?.has(tensor)) owned[end++] = tensor;
      else tensor.free('freed with its scope');
    }
    owned.length = end;
  }

  /** Gives up everything that is still owned. */
  surrender(): readonly Tensor[] {
    return this.#owned.length === 0 ? none : this.#owned.splice(0);
  }
}

const none: readonly Tensor[] = [];

let open: Scope | undefined;
let everyones: Arena | undefined;

/** The arena of tensors that are made outside of any tape. */
export function defaultArena(): Arena {
  everyones ??= new Arena();
  return everyones;
}

/** Makes an arena the default one, with a limit or another backend of one's own; returns the one before. */
export function useArena(arena: Arena): Arena {
  if (!(arena instanceof Arena))
    throw unfit('useArena', 'the arena', arena, 'one is needed, such as new Arena({ limitBytes: 2 ** 20 })');
  const before = defaultArena();
  everyones = arena;
  return before;
}

export function openScope(): Scope | undefined {
  return open;
}

export function currentArena(): Arena {
  return open?.arena ?? defaultArena();
}

/** Runs `body` with a scope open; frees what it made whatever happens, but for what `keep` finds in the result. */
export function within<T>(scope: Scope, body: () => T, keep?: (result: T) => readonly Tensor[]): T {
  const outer = open;
  open = scope;
  scope.depth = (outer?.depth ?? 0) + 1;
  let kept: readonly Tensor[] | undefined;
  try {
    const result = body();
    kept = keep?.(result);
    return result;
  } finally {
    open = outer;
    scope.freeSince(0, kept);
    const surrendered = scope.surrender();
    for (let nth = 0; nth < surrendered.length; nth += 1) adopt(surrendered[nth]!);
  }
}

/** Runs `body` with no scope open: what it makes is its maker's, and outlives whatever is being tidied. */
export function outsideScopes<T>(body: () => T): T {
  const outer = open;
  open = undefined;
  try {
    return body();
  } finally {
    open = outer;
  }
}

/** The result of several operations: where no scope is open that would free the others' results, they are freed here. */
export function composed(body: () => Tensor): Tensor {
  return open === undefined ? within(new Scope(defaultArena(), 'outside'), body, (y) => [y]) : body();
}

/** Gives a tensor to the open scope, or to the user where there is none. */
export function adopt(tensor: Tensor): void {
  if (open !== undefined) {
    tensor.recount(open.purpose);
    open.own(tensor);
    return;
  }
  tensor.recount('outside');
  tensor.leave();
}

/** A new tensor with bytes that hold anything yet, owned by the open scope. */
export function allocate(shape: readonly number[], dtype: DType): Tensor {
  const arena = open?.arena ?? defaultArena();
  const purpose = open?.purpose ?? 'outside';
  const size = sizeOf(shape);
  const block = arena.allocate(size * bytesPerElement[dtype], purpose);
  const tensor = new DenseTensor(shape, dtype, size, arena, block, 0, purpose);
  if (open !== undefined) open.own(tensor);
  else tensor.leave();
  return tensor;
}

/** Another handle of a tensor's bytes, owned by the open scope: a view costs nothing. */
export function view(x: Tensor, shape: readonly number[], skippedBytes = 0): Tensor {
  const handle = x.handle(open?.purpose ?? 'outside', shape, skippedBytes);
  handle.marks = x.marks?.owner === undefined ? x.marks : undefined;
  if (open !== undefined) open.own(handle);
  else handle.leave();
  return handle;
}

/** The kernels for tensors of a float dtype in the arena of `x`. */
export function kernelsFor(x: Tensor, operation: string): FloatKernels {
  if (!isFloat(x.dtype)) {
    throw new ShapeError(
      `${operation}: the tensor is ${x}; float32 or float64 is needed: cast(it, 'float32')`,
    );
  }
  return (x.arena ?? currentArena()).memory.kernels[x.dtype];
}
