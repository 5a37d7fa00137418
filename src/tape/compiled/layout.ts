import { type Instruction, isConstant, isTest, pointersOf } from './instruction.js';
import { type Placed, placed } from './placement.js';

/** Where a buffer is in a run: so many bytes above a base. */
export interface Address {
  readonly base: number;
  readonly offset: number;
}

/** The base of what a step needs only while it runs. */
export const frameBase = 0;
/** The base of what waits from a step's record to its sweep. */
export const recordBase = 1;
/** The first base of the buffers that are apart, each with a base of its own. */
export const firstOwnBase = 2;

/** What becomes of the buffers of a program, by number. */
export interface Roles {
  /** Buffers that are given to the program, or that outlive it by themselves, with their bases. */
  readonly own: ReadonlyMap<number, number>;
  /** Which of those hold something before the program begins. */
  readonly given: ReadonlySet<number>;
  /** Which of those may be written over after their last use. */
  readonly consumed: ReadonlySet<number | undefined>;
  /** Buffers in the record. */
  readonly recorded: readonly number[];
  /** Whether the record is written by this program, and not found. */
  readonly isRecording: boolean;
}

export interface Layout {
  readonly addresses: ReadonlyMap<number, Address>;
  readonly frameBytes: number;
}

/** Offsets of recorded buffers, one after another. */
export function recordLayout(
  buffers: readonly number[],
  bytes: readonly number[],
): { offsets: ReadonlyMap<number, number>; bytes: number } {
  const offsets = new Map<number, number>();
  let end = 0;
  for (const buffer of buffers) {
    offsets.set(buffer, end);
    end += bytes[buffer]!;
  }
  return { offsets, bytes: end };
}

/**
 * Where every buffer of a program goes. What lives only for a while shares its bytes with others that live at other times,
 * with gaps of the record among them; an instruction that can works in place.
 */
export function layoutOf(
  instructions: readonly Instruction[],
  bytes: readonly number[],
  roles: Roles,
): Layout {
  const lives = livesOf(instructions, roles);
  const record = recordLayout(roles.recorded, bytes);
  const groups = inPlaceGroups(instructions, lives, bytes, roles);
  const fixed: Placed[] = [];
  const loose: { readonly leader: number; bytes: number; first: number; last: number }[] = [];
  for (const [leader, { first, last }] of groups.lives) {
    const offset = record.offsets.get(leader);
    if (roles.own.has(leader)) continue;
    if (offset !== undefined) fixed.push({ bytes: bytes[leader]!, first, last, offset });
    else loose.push({ leader, bytes: bytes[leader]!, first, last });
  }
  const { offsets, end } = placed(loose, { fixed, wall: record.bytes });
  const addresses = new Map<number, Address>();
  for (const [buffer, base] of roles.own) addresses.set(buffer, { base, offset: 0 });
  for (const [buffer, offset] of record.offsets) addresses.set(buffer, { base: recordBase, offset });
  loose.forEach(({ leader }, nth) => {
    const offset = offsets[nth]!;
    const isInRecord = offset < record.bytes;
    const base = isInRecord ? recordBase : frameBase;
    addresses.set(leader, { base, offset: isInRecord ? offset : offset - record.bytes });
  });
  for (const [buffer, leader] of groups.leaders) addresses.set(buffer, addresses.get(leader)!);
  return { addresses, frameBytes: end - record.bytes };
}

interface Life {
  first: number;
  last: number;
}

/** From where to where every buffer is needed. What the record holds is there before the sweep, and after the recording. */
function livesOf(instructions: readonly Instruction[], roles: Roles): Map<number, Life> {
  const lives = new Map<number, Life>();
  instructions.forEach((instruction, at) => {
    for (const { buffer } of pointersOf(instruction)) {
      const life = lives.get(buffer);
      if (life === undefined) lives.set(buffer, { first: at, last: at });
      else life.last = at;
    }
  });
  for (const buffer of roles.recorded) {
    const life = lives.get(buffer);
    if (life === undefined) continue;
    if (roles.isRecording) life.last = instructions.length;
    else life.first = -1;
  }
  return lives;
}

/** Joins buffers that can have the same bytes, one after the other: the result of an instruction and an operand it uses up. */
function inPlaceGroups(
  instructions: readonly Instruction[],
  lives: Map<number, Life>,
  bytes: readonly number[],
  roles: Roles,
): { lives: Map<number, Life>; leaders: Map<number, number> } {
  const leaders = new Map<number, number>();
  const leaderOf = (buffer: number): number => leaders.get(buffer) ?? buffer;
  const isLoose = (buffer: number): boolean => !roles.own.has(buffer) && !roles.recorded.includes(buffer);
  // A sweep may write over what is in the record, after its last use.
  const mayGo = (buffer: number): boolean =>
    isLoose(buffer) || roles.consumed.has(buffer) || (!roles.isRecording && roles.recorded.includes(buffer));
  const joined = new Map(lives);
  instructions.forEach((instruction, at) => {
    if (isConstant(instruction) || instruction.write === undefined) return;
    const result = instruction.write.buffer;
    if (lives.get(result)?.first !== at || roles.given.has(result)) return;
    for (const operand of instruction.inPlace) {
      const leader = leaderOf(operand);
      const before = joined.get(leader);
      const after = joined.get(result);
      const fits = bytes[operand] === bytes[result] && before?.last === at && after !== undefined;
      if (!fits || !mayGo(leader) || before === undefined || leader === result) continue;
      if (isLoose(result)) {
        leaders.set(result, leader);
        joined.set(leader, { first: before.first, last: after.last });
        joined.delete(result);
      } else if (isLoose(leader)) {
        // The operand is made where the result will stay.
        for (const [buffer, itsLeader] of leaders) if (itsLeader === leader) leaders.set(buffer, result);
        leaders.set(leader, result);
        joined.set(result, { first: before.first, last: after.last });
        joined.delete(leader);
      } else continue;
      return;
    }
  });
  return { lives: joined, leaders };
}

/** The instructions that some buffers' entries depend on, and those that test indices. */
export function neededFor(
  instructions: readonly Instruction[],
  buffers: Iterable<number>,
): readonly Instruction[] {
  const needed = new Set(buffers);
  const kept = instructions.toReversed().filter((instruction) => {
    const isKept = isTest(instruction) || needed.has(instruction.write?.buffer ?? -1);
    if (isKept && !isConstant(instruction)) for (const { buffer } of instruction.reads) needed.add(buffer);
    return isKept;
  });
  return kept.reverse();
}
