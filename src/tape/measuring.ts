import { Arena, type Block } from '../array/arena.js';
import { DenseTensor } from '../array/denseTensor.js';
import type { Purpose } from '../array/ledger.js';
import { ShapesOnly } from '../array/memory.js';
import { currentArena, openScope } from '../array/scope.js';
import type { Tensor } from '../array/tensor.js';
import { LedgerError } from '../errors.js';

/**
 * An arena without memory, in which tensors have shapes and cost what they would cost, and nothing is computed. What a
 * real run reads from outside is mirrored block by block, so that sharing is the same here and there.
 */
export class MeasuringArena extends Arena {
  readonly #mirrors = new Map<Block, Block>();
  readonly #shapesOnly: ShapesOnly;
  readonly #around: Arena | undefined;
  readonly #watches = new Set<(block: Block) => void>();
  #countedBytes = 0;

  /** @param options.around - where the run is of which a part is measured here: what that counts costs nothing here */
  constructor(options: { readonly memory?: ShapesOnly; readonly around?: Arena } = {}) {
    const { memory = new ShapesOnly() } = options;
    super({ memory });
    this.#shapesOnly = memory;
    this.#around = options.around;
  }

  /** Bytes of mirrors: they are there before a run that is measured here. */
  get mirroredBytes(): number {
    return [...this.#mirrors.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What the run around counts of what was mirrored. */
  get countedBytes(): number {
    return this.#countedBytes;
  }

  /** Mirrors that records pay for, each with a number of its own. */
  get residualMirrors(): readonly (readonly [number, Block])[] {
    return [...this.#mirrors.values()]
      .map((block, number) => [number, block] as const)
      .filter(([, block]) => this.ledger.payerOf(block) === 'residual');
  }

  /** Runs `body` while records hold mirrors of these numbers. */
  holding<T>(numbers: readonly number[], body: () => T): T {
    const mirrors = [...this.#mirrors.values()];
    for (const number of numbers) this.hold(mirrors[number]!, 'residual');
    try {
      return body();
    } finally {
      for (const number of numbers) this.release(mirrors[number]!, 'residual');
    }
  }

  /** The number that the mirror of a block has among `residualMirrors`; undefined if it has none. */
  numberOf(original: Block): number | undefined {
    const number = [...this.#mirrors.keys()].indexOf(original);
    return number === -1 ? undefined : number;
  }

  /** What a mirror stands for. */
  originalOf(mirror: Block): Block {
    return [...this.#mirrors].find(([, each]) => each === mirror)?.[0] ?? mirror;
  }

  /** From here on `changed` is told of every block that the run holds once more or once less. */
  watch(changed: (block: Block) => void): void {
    this.#watches.add(changed);
  }

  unwatch(changed: (block: Block) => void): void {
    this.#watches.delete(changed);
  }

  override hold(block: Block, purpose: Purpose): void {
    super.hold(block, purpose);
    if (purpose !== 'outside') for (const changed of this.#watches) changed(block);
  }

  override release(block: Block, purpose: Purpose): void {
    super.release(block, purpose);
    if (purpose !== 'outside') for (const changed of this.#watches) changed(block);
  }

  /** Floating-point operations asked for so far. */
  get operations(): number {
    return this.#shapesOnly.operations;
  }

  /** Counts operations that are known without asking for them. */
  count(operations: number): void {
    this.#shapesOnly.count(operations);
  }

  /** A tensor here that stands for one of another arena; it belongs to the open scope. */
  mirrored(x: Tensor): Tensor {
    const original = x.block;
    if (original === undefined) throw new LedgerError(`measure: ${x} has no bytes to mirror`);
    const known = this.#mirrors.get(original);
    const block = known ?? this.allocate(original.bytes, 'outside');
    if (known === undefined) {
      this.#mirrors.set(original, block);
      if (this.#isCounted(original)) this.#count(block);
    }
    this.hold(block, 'outside');
    const mirror = new DenseTensor(x.shape, x.dtype, x.size, this, block, x.offset, 'outside');
    mirror.marks = x.marks;
    return mirror;
  }

  #isCounted(original: Block): boolean {
    const around = this.#around;
    const here = around instanceof MeasuringArena ? (around.#mirrors.get(original) ?? original) : original;
    return around !== undefined && isPaidFor(around.ledger.payerOf(here));
  }

  #count(block: Block): void {
    this.hold(block, 'input');
    this.#countedBytes += block.bytes;
  }
}

function isPaidFor(payer: Purpose | undefined): boolean {
  return payer !== undefined && payer !== 'outside';
}

/** The mirror of `x` in the measuring arena that is current, owned by the open scope. */
export function shadowed(x: Tensor): Tensor {
  const arena = currentArena();
  if (!(arena instanceof MeasuringArena))
    throw new LedgerError(`measure: ${x} is mirrored outside of a measurement`);
  const mirror = arena.mirrored(x);
  // Not counted as made here: whoever made the original pays for it, and that is outside of the run.
  openScope()?.own(mirror);
  return mirror;
}
