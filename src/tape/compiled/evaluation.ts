import type { Arena, Block } from '../../array/arena.js';
import type { Purpose } from '../../array/ledger.js';
import { Tensor } from '../../array/tensor.js';
import { freeAll } from '../holding.js';
import { MeasuringArena } from '../measuring.js';
import { constant } from '../trace.js';
import { firstOwnBase } from './layout.js';
import type { StepPlace } from './program.js';
import type { BoundProgram, Made, Result, Source } from './stepProgram.js';

/** A tensor's block, and where in it the tensor begins. */
export interface Held {
  readonly block: Block;
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

  makeAll(made: readonly Made[]): (Held | undefined)[] {
    return made.map(({ bytes, purpose }) => {
      const block = this.make(bytes, purpose);
      return block && { block, offset: 0 };
    });
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
    const bases = [frame?.pointer ?? 0, record?.pointer ?? 0];
    sources.forEach(({ kind, nth }, place) => {
      const held = found[kind]?.[nth];
      bases[firstOwnBase + place] = held === undefined ? 0 : held.block.pointer + held.offset;
    });
    program.run(arena.memory, bases, place);
  } finally {
    if (frame !== undefined) arena.release(frame, 'scratch');
  }
}

/** What a program leaves, as tensors that hold their blocks for a purpose. */
export function tensorsOf(
  results: readonly (Result | undefined)[],
  arena: Arena,
  { found, purpose }: { found: Sources; purpose: Purpose },
): (Tensor | undefined)[] {
  const made: (Tensor | undefined)[] = [];
  try {
    for (const result of results) {
      const held = result && found[result.source.kind]?.[result.source.nth];
      made.push(result && held && tensorIn(result, held, { arena, purpose }));
    }
    return made;
  } catch (error) {
    freeAll(made);
    throw error;
  }
}

function tensorIn(
  { shape, dtype, size, offset }: Result,
  held: Held,
  { arena, purpose }: { arena: Arena; purpose: Purpose },
): Tensor {
  arena.hold(held.block, purpose);
  const tensor = new Tensor(shape, dtype, size, arena, held.block, held.offset + offset, purpose);
  tensor.marks = constant;
  return tensor;
}

/** Where the entries of tensors are. */
export function heldOf(tensors: readonly (Tensor | undefined)[]): (Held | undefined)[] {
  return tensors.map((tensor) => {
    const block = tensor?.block;
    return tensor === undefined || block === undefined ? undefined : { block, offset: tensor.offset };
  });
}
