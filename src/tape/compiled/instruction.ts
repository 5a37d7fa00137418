import type { DType, TypedArray } from '../../array/dtype.js';
import type { KernelGroup } from '../../array/kernels/logged.js';
import type { RandomKey } from '../../array/random.js';

/** Where an argument points: so many bytes into a buffer of the step's. */
export interface Pointer {
  /** Its place among the arguments. */
  readonly place: number;
  readonly buffer: number;
  readonly offset: number;
}

/** Which key of a step: of its nth draw, or of its nth residual, for a sketch by the keep that has a key `of` its own. */
export interface KeySource {
  readonly nth: number;
  readonly of: RandomKey | undefined;
}

/** One kernel call of a step, whose pointers are still to be filled in. */
export interface KernelCall {
  readonly group: KernelGroup;
  readonly name: string;
  /** With 0 where a pointer goes. */
  readonly args: readonly number[];
  readonly reads: readonly Pointer[];
  readonly write: Pointer | undefined;
  /** Buffers read whose bytes may be those that are written. */
  readonly inPlace: readonly number[];
  /** What arguments 2 and 3 are, where they are a key. */
  readonly key: KeySource | undefined;
  readonly operations: number;
}

/** Entries that are the same whenever the step runs, copied to where they are read. */
export interface Constant {
  readonly dtype: DType;
  readonly entries: TypedArray;
  readonly write: Pointer;
}

export type Instruction = KernelCall | Constant;

export function isConstant(instruction: Instruction): instruction is Constant {
  return 'entries' in instruction;
}

/** Whether it was made to be refused: it changes nothing, and says whether indices are in range. */
export function isTest(instruction: Instruction): boolean {
  return instruction.write === undefined;
}

export function pointersOf(instruction: Instruction): readonly Pointer[] {
  const { write } = instruction;
  const written = write === undefined ? [] : [write];
  return isConstant(instruction) ? written : [...instruction.reads, ...written];
}

/** Whether two lists of instructions do the same. */
export function areSameInstructions(a: readonly Instruction[], b: readonly Instruction[]): boolean {
  return a.length === b.length && a.every((each, nth) => isSame(each, b[nth]!));
}

function isSame(a: Instruction, b: Instruction): boolean {
  const areTogether = pointersOf(a).every((pointer, nth) => isSamePointer(pointer, pointersOf(b)[nth]));
  if (!areTogether || pointersOf(a).length !== pointersOf(b).length) return false;
  if (isConstant(a) || isConstant(b)) {
    return isConstant(a) && isConstant(b) && a.dtype === b.dtype && areSameNumbers(a.entries, b.entries);
  }
  return (
    a.name === b.name &&
    a.group === b.group &&
    a.key?.nth === b.key?.nth &&
    a.key?.of === b.key?.of &&
    areSameNumbers(a.args, b.args)
  );
}

function isSamePointer(a: Pointer, b: Pointer | undefined): boolean {
  return a.place === b?.place && a.buffer === b.buffer && a.offset === b.offset;
}

export function areSameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let nth = 0; nth < a.length; nth += 1) if (!Object.is(a[nth], b[nth])) return false;
  return true;
}
