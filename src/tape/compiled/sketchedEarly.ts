import { type Instruction, isConstant, pointersOf } from './instruction.js';

/**
 * The instructions of a step with those that make sketches, which are behind them, moved to where the residuals are used
 * for the last time: there they can make room.
 *
 * @param stepLength - how many instructions are the step's own
 */
export function sketchedEarly(instructions: readonly Instruction[], stepLength: number): Instruction[] {
  const own = instructions.slice(0, stepLength);
  const ownBuffers = new Set(own.flatMap(buffersOf));
  const following = own.map((): Instruction[] => []);
  let together: Instruction[] = [];
  for (const instruction of instructions.slice(stepLength)) {
    together.push(instruction);
    // What is made for a sketch alone, such as its signs, goes with the instruction that reads the residual.
    const read = readBy(instruction).filter((buffer) => ownBuffers.has(buffer));
    if (read.length === 0) continue;
    const last = own.findLastIndex((each) => buffersOf(each).some((buffer) => read.includes(buffer)));
    following[last]!.push(...together);
    together = [];
  }
  return [...own.flatMap((each, nth) => [each, ...following[nth]!]), ...together];
}

function readBy(instruction: Instruction): number[] {
  return isConstant(instruction) ? [] : instruction.reads.map(({ buffer }) => buffer);
}

function buffersOf(instruction: Instruction): number[] {
  return pointersOf(instruction).map(({ buffer }) => buffer);
}
