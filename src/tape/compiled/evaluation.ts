import type { Arena, Block } from '../../array/arena.js';
import type { Purpose } from '../../array/ledger.js';
import { Tensor } from '../../array/tensor.js';
import { LedgerError } from '../../errors.js';
import { MeasuringArena } from '../measuring.js';
import { constant } from '../trace.js';
import { firstOwnBase, frameBase, recordBase } from './layout.js';
import type { StepPlace } from './program.js';
import type { BoundProgram, Made, Result, Source } from './stepProgram.js';

/** A block, and where in it something begins: a tensor that is alive is one. */
export interface Held {
  readonly block: Block | undefined;
  readonly offset: number;
}

/** What a program finds at its bases. */
export type Sources = Readonly<Partial<Record<Source['kind'], readonly (Held | undefined)[]>>>;

/** Blocks that are held while a program runs, each once, until they are let go of. */
export class Blocks {
  readonly #arena: Arena;
  readonly #held: { block: Block; purpose: Purpose }[] = [];

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  make(bytes: number, purpose: Purpose): Block | undefined {
    if (bytes === 0) return undefined;
    const block = this.#arena.allocate(bytes, purpose);
    this.#held.push({ block, purpose });
    return block;
  }

  makeAll(made: readonly Made[]): Held[] {
    const all: Held[] = [];
    for (const { bytes, purpose } of made) all.push({ block: this.make(bytes, purpose), offset: 0 });
    return all;
  }

  free(): void {
    for (const { block, purpose } of this.#held.splice(0)) this.#arena.release(block, purpose);
  }
}

/** Runs a program; where only shapes are known, counts what it would have done. */
export function runProgram(
  { program, sources }: BoundProgram,
  arena: Arena,
  { record, found, place }: { record: Block | undefined; found: Sources; place: StepPlace },
): void {
  const frame = program.frameBytes === 0 ? undefined : arena.allocate(program.frameBytes, 'scratch');
  try {
    if (arena instanceof MeasuringArena) {
      arena.count(program.operations);
      return;
    }
    const { bases } = program;
    bases[frameBase] = frame === undefined ? 0 : frame.pointer;
    bases[recordBase] = record === undefined ? 0 : record.pointer;
    for (let base = 0; base < sources.length; base += 1) {
      const { kind, nth } = sources[base]!;
      bases[firstOwnBase + base] = pointerOf(found[kind]?.[nth]);
    }
    program.run(arena.memory, place);
  } finally {
    if (frame !== undefined) arena.release(frame, 'scratch');
  }
}

function pointerOf(held: Held | undefined): number {
  return held?.block === undefined ? 0 : held.block.pointer + held.offset;
}

/** A tensor that a program leaves, which holds its block for a purpose. */
export function tensorOf(
  { source, shape, dtype, size, offset }: Result,
  found: Sources,
  { arena, purpose }: { arena: Arena; purpose: Purpose },
): Tensor {
  const held = found[source.kind]?.[source.nth];
  const block = held?.block;
  if (block === undefined) throw new LedgerError(`step: nothing is held at ${source.kind} ${source.nth}`);
  arena.hold(block, purpose);
  const tensor = new Tensor(shape, dtype, size, arena, block, held!.offset + offset, purpose);
  tensor.marks = constant;
  return tensor;
}
