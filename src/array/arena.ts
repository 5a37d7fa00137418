import { checkOptions, type OptionsOf, unfit } from '../arguments/options.js';
import { listed } from '../arguments/shown.js';
import { BudgetError, LedgerError } from '../errors.js';
import { occupied } from './freeSpace.js';
import { Holders, isPurpose, Ledger, type Purpose, purposes } from './ledger.js';
import { type Memory, ShapesOnly, WasmMemory } from './memory.js';
import type { ProductName, ProductOptions } from './native/options.js';
import { Spares } from './spares.js';
import type { Stretch } from './stretch.js';

/** Some bytes of an arena, alive while anybody holds them. Who let go of them must forget the block: it stands for others next. */
export class Block extends Holders {
  #stretch: Stretch;

  constructor(stretch: Stretch) {
    super(stretch.bytes);
    this.#stretch = stretch;
  }

  get stretch(): Stretch {
    return this.#stretch;
  }

  /** @internal Stands for other bytes, when nobody holds those that it stood for. */
  reuse(stretch: Stretch): void {
    this.#stretch = stretch;
    this.bytes = stretch.bytes;
  }

  /** The byte offset at which it starts, a multiple of 64. */
  get pointer(): number {
    return this.#stretch.start;
  }
}

export interface ArenaOptions {
  /** The most that all blocks together may occupy, those of the user included; no limit if absent. */
  readonly limitBytes?: number;
  /** `wasm`, the SIMD kernels, or `reference`, the plain TypeScript that they are held against. */
  readonly backend?: 'wasm' | 'reference';
  /**
   * What multiplies matrices for the SIMD kernels: `builtin`, which gives the same bits on every machine, `native`, a
   * system's BLAS, or `auto`, that where it is there. The environment variable SUBLINEAR_PRODUCT if absent, and
   * `builtin` without it. The plain kernels always use their own.
   */
  readonly product?: ProductName | ProductOptions;
  readonly memory?: Memory;
}

const known: OptionsOf<ArenaOptions> = {
  limitBytes: 'number',
  backend: 'any',
  product: 'any',
  memory: 'object',
};

/**
 * One growing memory that blocks are taken from and given back to explicitly, so that what a program holds is what it
 * occupies: JavaScript frees typed arrays when it likes, and can hold sixty of them where one is alive.
 *
 * A block occupies its bytes rounded up to the next multiple of 64; all counts are of what blocks occupy.
 *
 * @throws {TypeError} if an option is unknown, or of another kind
 * @throws {RangeError} if the native product is asked for by name and is not there
 * @throws {BudgetError} by `allocate`, before anything has changed, if a limit would be passed
 * @example
 * const arena = new Arena({ limitBytes: 2 ** 20 });
 * const block = arena.allocate(1000, 'scratch');
 * arena.liveBytes; // 1024
 * arena.release(block, 'scratch');
 * arena.liveBytes; // 0
 */
export class Arena {
  readonly ledger: Ledger = new Ledger();
  readonly limitBytes: number;
  readonly memory: Memory;
  readonly #spares = new Spares<Block>();
  #liveBytes = 0;
  #peakBytes = 0;

  constructor(options: ArenaOptions = {}) {
    checkOptions('arena', options, known);
    this.limitBytes = options.limitBytes ?? Number.POSITIVE_INFINITY;
    if (!(this.limitBytes > 0)) {
      throw new RangeError(`arena: limitBytes is ${this.limitBytes}; a number of bytes above 0 is needed`);
    }
    const { memory, backend = 'wasm', product } = options;
    if (backend !== 'wasm' && backend !== 'reference')
      throw unfit('arena', 'backend', backend, "'wasm' or 'reference' is needed");
    if (memory !== undefined) checkMemory(memory);
    this.memory = memory ?? new WasmMemory(backend, product);
  }

  /** Whether only shapes are known here, and no values. */
  get measuring(): boolean {
    return this.memory instanceof ShapesOnly;
  }

  /** What multiplies matrices here, in words. */
  get product(): string {
    return this.memory.product ?? 'none';
  }

  /** The most bytes that all blocks together can have: by its limit, and by the end of its memory. */
  get capacityBytes(): number {
    return Math.min(this.limitBytes, this.memory.capacityBytes ?? Number.POSITIVE_INFINITY);
  }

  /** Bytes in all blocks, whoever holds them. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** A new block with one holder. Its bytes hold anything. */
  allocate(bytes: number, purpose: Purpose): Block {
    if (!(typeof bytes === 'number' && bytes >= 0 && isPurpose(purpose))) throw unallocated(bytes, purpose);
    const size = occupied(bytes);
    this.#require(size);
    if (purpose !== 'outside') this.ledger.require(size);
    const block = this.#blockOf(this.memory.take(size));
    this.#liveBytes += size;
    if (this.#liveBytes > this.#peakBytes) this.#peakBytes = this.#liveBytes;
    this.ledger.hold(block, purpose);
    return block;
  }

  /** One more holder. */
  hold(block: Block, purpose: Purpose): void {
    this.ledger.hold(block, purpose);
  }

  /** One holder less; the last one frees the block. */
  release(block: Block, purpose: Purpose): void {
    if (block.total === 0) {
      throw new LedgerError(
        `ledger: released a block of ${block.bytes} bytes that is not held ('${purpose}')`,
      );
    }
    if (!this.ledger.release(block, purpose)) return;
    this.#liveBytes -= block.bytes;
    this.memory.give(block.stretch);
    this.#spares.give(block);
  }

  #blockOf(stretch: Stretch): Block {
    const spare = this.#spares.take();
    if (spare === undefined) return new Block(stretch);
    spare.reuse(stretch);
    return spare;
  }

  #require(bytes: number): void {
    if (this.#liveBytes + bytes <= this.limitBytes) return;
    const live = this.#liveBytes;
    throw new BudgetError(
      `arena: ${bytes} bytes were asked for with ${live} live; the limit is ${this.limitBytes}. ` +
        'Dispose of tensors that are no longer needed, or raise limitBytes',
      { live, asked: bytes, limit: this.limitBytes },
    );
  }
}

function checkMemory(memory: Memory): void {
  const needed = 'a memory with kernels, take, give, view and write is needed';
  for (const name of ['take', 'give', 'view', 'write'] as const)
    if (typeof memory[name] !== 'function') throw unfit('arena', 'memory', memory, needed);
}

function unallocated(bytes: number, purpose: Purpose): TypeError {
  if (!isPurpose(purpose)) return unfit('arena', 'purpose', purpose, `${listed(purposes, 'or')} is needed`);
  return unfit('arena', 'bytes', bytes, 'a number of bytes, 0 or more, is needed');
}
