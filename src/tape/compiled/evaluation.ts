import type { Arena, Block } from '../../array/arena.js';
import { DenseTensor } from '../../array/denseTensor.js';
import type { Purpose } from '../../array/ledger.js';
import type { Tensor } from '../../array/tensor.js';
import { LedgerError } from '../../errors.js';
import { canBe, type HandleLists } from '../handleLists.js';
import { freeAll } from '../holding.js';
import { MeasuringArena } from '../measuring.js';
import type { Place } from '../place.js';
import { constant } from '../trace.js';
import { firstOwnBase, frameBase, recordBase } from './layout.js';
import type { BoundProgram, Made, Result, Source } from './stepProgram.js';

/** A block, and where in it something begins: a tensor that is alive is one. */
export interface Held {
  readonly block: Block | undefined;
  readonly offset: number;
}

/** What a program finds at its bases, and where its step is. It is filled in again for every run. */
export interface Sources extends Partial<Record<Source['kind'], readonly (Held | undefined)[]>> {
  record: Block | undefined;
  place: Place;
}

export function noSources(): Sources {
  return { record: undefined, place: { key: [0, 0], step: 0, draws: 0, sketchKey: [0, 0] } };
}

/** On whose account a tensor is. */
export interface Holder {
  readonly arena: Arena;
  readonly purpose: Purpose;
}

/** Blocks that are held while a program runs, each once, until they are let go of; then it serves the next run. */
export class Blocks {
  readonly #arena: Arena;
  /** Those that are held, by their places here; what lies beyond `#count` was let go of. */
  readonly #held: { block: Block | undefined; readonly offset: number; purpose: Purpose }[] = [];
  #count = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** The blocks in their order; what is listed beyond them is no longer held. */
  makeAll(made: readonly Made[]): readonly Held[] {
    for (let nth = 0; nth < made.length; nth += 1) this.#make(made[nth]!);
    return this.#held;
  }

  free(): void {
    for (let nth = 0; nth < this.#count; nth += 1) {
      const { block, purpose } = this.#held[nth]!;
      if (block !== undefined) this.#arena.release(block, purpose);
    }
    this.#count = 0;
  }

  #make({ bytes, purpose }: Made): void {
    const block = bytes === 0 ? undefined : this.#arena.allocate(bytes, purpose);
    const slot = this.#held[this.#count];
    if (slot === undefined) {
      this.#held.push({ block, offset: 0, purpose });
    } else {
      slot.block = block;
      slot.purpose = purpose;
    }
    this.#count += 1;
  }
}

/** Runs a program; where only shapes are known, counts what it would have done. */
export function runProgram({ program, sources }: BoundProgram, arena: Arena, found: Sources): void {
  const frame = program.frameBytes === 0 ? undefined : arena.allocate(program.frameBytes, 'scratch');
  try {
    if (arena instanceof MeasuringArena) {
      arena.count(program.operations);
      return;
    }
    const { bases } = program;
    bases[frameBase] = frame === undefined ? 0 : frame.pointer;
    bases[recordBase] = found.record === undefined ? 0 : found.record.pointer;
    for (let base = 0; base < sources.length; base += 1) {
      const { kind, nth } = sources[base]!;
      bases[firstOwnBase + base] = pointerOf(found[kind]?.[nth]);
    }
    program.run(arena.memory, found.place);
  } finally {
    if (frame !== undefined) arena.release(frame, 'scratch');
  }
}

function pointerOf(held: Held | undefined): number {
  return held?.block === undefined ? 0 : held.block.pointer + held.offset;
}

/** Tensors that a program leaves, each of which holds its block: a list of a chain's own. */
export function tensorsOf(
  results: readonly Result[],
  found: Sources,
  holder: Holder,
  lists: HandleLists<Tensor>,
): readonly Tensor[] {
  const list = lists.take(results.length);
  try {
    for (let nth = 0; nth < results.length; nth += 1) {
      list[nth] = tensorOf(results[nth]!, found, holder, list[nth]);
    }
    return list;
  } catch (error) {
    freeAll(list);
    throw error;
  }
}

/** One of them: `spare`, where that can be used again. */
export function tensorOf(
  result: Result,
  found: Sources,
  { arena, purpose }: Holder,
  spare: Tensor | undefined,
): Tensor {
  const { source, shape, dtype, size } = result;
  const held = found[source.kind]?.[source.nth];
  const block = held?.block;
  if (block === undefined) throw new LedgerError(`step: nothing is held at ${source.kind} ${source.nth}`);
  arena.hold(block, purpose);
  const offset = held!.offset + result.offset;
  const tensor = canBe(spare, result)
    ? spare.reuse(arena, block, offset, purpose)
    : new DenseTensor(shape, dtype, size, arena, block, offset, purpose);
  tensor.marks = constant;
  return tensor;
}
