import { type Kernel, kernelNamed } from '../../array/kernels/logged.js';
import type { Kernels } from '../../array/kernels.js';
import type { Memory } from '../../array/memory.js';
import type { RandomKey } from '../../array/random.js';
import { keyOfDraw, keyOfSketch, type Place } from '../place.js';
import {
  type Constant,
  type Instruction,
  isConstant,
  isTest,
  type KernelCall,
  type KeySource,
  type Pointer,
} from './instruction.js';
import type { Address, Layout } from './layout.js';

/** Indices were out of range: the step is to say it itself, as it is written. */
export class TestFailed extends Error {}

/** Kernel calls whose buffers have their places, ready to be run any number of times. */
export class Program {
  /** Bytes that it needs for itself while it runs. */
  readonly frameBytes: number;
  /** Floating-point operations, as kernels count them. */
  readonly operations: number;
  /** Where its buffers begin; filled in before every run. */
  readonly bases: number[] = [];
  readonly #commands: readonly Command[];
  #kernels: Kernels | undefined = undefined;

  constructor(instructions: readonly Instruction[], layout: Layout) {
    this.frameBytes = layout.frameBytes;
    this.operations = instructions.reduce((sum, each) => sum + (isConstant(each) ? 0 : each.operations), 0);
    this.#commands = instructions.map((each) =>
      isConstant(each) ? new Writing(each, layout) : new Call(each, layout),
    );
  }

  /** @throws {TestFailed} if indices are out of range */
  run(memory: Memory, place: Place): void {
    const { bases } = this;
    const commands = this.#commands;
    if (this.#kernels !== memory.kernels) {
      for (const command of commands) command.bind(memory.kernels);
      this.#kernels = memory.kernels;
    }
    for (let nth = 0; nth < commands.length; nth += 1) commands[nth]!.run(memory, bases, place);
  }
}

interface Command {
  bind(kernels: Kernels): void;
  run(memory: Memory, bases: readonly number[], place: Place): void;
}

/** One kernel call; its list of arguments is made once, and only the pointers in it change. */
class Call implements Command {
  readonly #call: KernelCall;
  readonly #args: number[];
  readonly #pointers: readonly (Address & { readonly place: number })[];
  #kernel: Kernel = () => undefined;

  constructor(call: KernelCall, layout: Layout) {
    const pointers = call.write === undefined ? call.reads : [...call.reads, call.write];
    this.#call = call;
    this.#args = [...call.args];
    this.#pointers = pointers.map((pointer) => ({ place: pointer.place, ...addressOf(pointer, layout) }));
  }

  bind(kernels: Kernels): void {
    this.#kernel = kernelNamed(kernels, this.#call.group, this.#call.name);
  }

  run(_memory: Memory, bases: readonly number[], place: Place): void {
    const args = this.#args;
    const pointers = this.#pointers;
    for (let nth = 0; nth < pointers.length; nth += 1) {
      const pointer = pointers[nth]!;
      args[pointer.place] = bases[pointer.base]! + pointer.offset;
    }
    const { key } = this.#call;
    if (key !== undefined) [args[2], args[3]] = keyFrom(key, place);
    const answer = this.#kernel(...args);
    if (isTest(this.#call) && answer !== -1) throw new TestFailed();
  }
}

/** Entries copied to their place. */
class Writing implements Command {
  readonly #constant: Constant;
  readonly #address: Address;

  constructor(constant: Constant, layout: Layout) {
    this.#constant = constant;
    this.#address = addressOf(constant.write, layout);
  }

  bind(): void {}

  run(memory: Memory, bases: readonly number[]): void {
    const { dtype, entries } = this.#constant;
    memory.write(dtype, bases[this.#address.base]! + this.#address.offset, entries);
  }
}

function keyFrom({ nth, of }: KeySource, place: Place): RandomKey {
  if (of !== undefined) return keyOfSketch(of, place, nth);
  return keyOfDraw(place.key, place.step, place.draws + nth);
}

function addressOf({ buffer, offset }: Pointer, layout: Layout): Address {
  const address = layout.addresses.get(buffer)!;
  return { base: address.base, offset: address.offset + offset };
}
