import type { Block } from '../../array/arena.js';
import { DenseTensor } from '../../array/denseTensor.js';
import type { DType, TypedArray } from '../../array/dtype.js';
import type { KernelGroup } from '../../array/kernels/logged.js';
import { operandsOf } from '../../array/kernels/operands.js';
import type { Purpose } from '../../array/ledger.js';
import { ShapesOnly } from '../../array/memory.js';
import { Stretch } from '../../array/stretch.js';
import type { Tensor } from '../../array/tensor.js';
import { MeasuringArena } from '../measuring.js';
import type { Instruction, Pointer } from './instruction.js';

/** Why a step cannot be one flat program; it runs as it is written then. */
export class NotTraceable extends Error {}

/** An arena without memory where every block has an address of its own, and every kernel call is written down. */
export class TracingArena extends MeasuringArena {
  readonly #memory: TracingMemory;
  readonly #standIns = new Map<Tensor, Block>();

  constructor() {
    const memory = new TracingMemory();
    super({ memory });
    this.#memory = memory;
  }

  /** What was done so far. */
  get instructions(): readonly Instruction[] {
    return this.#memory.instructions;
  }

  /** Forgets what was done. */
  restart(): void {
    for (const block of this.#standIns.values()) this.release(block, 'outside');
    this.#standIns.clear();
    this.#memory.restart();
  }

  /** The tensors of other arenas that were read, in the order in which they were met. */
  get captured(): readonly Tensor[] {
    return [...this.#standIns.keys()];
  }

  /** How many bytes a buffer has; buffers are numbered as they were allocated. */
  get bufferBytes(): readonly number[] {
    return this.#memory.sizes;
  }

  /** Buffers without entries, which nothing writes. */
  readonly emptyBuffers: Set<number> = new Set();

  override allocate(bytes: number, purpose: Purpose): Block {
    if (bytes === 0) this.emptyBuffers.add(this.#memory.sizes.length);
    return super.allocate(bytes, purpose);
  }

  /** The buffer that a tensor is in. */
  bufferOf(tensor: Tensor): number {
    return this.#memory.locate(tensor.pointer, 0).buffer;
  }

  /** Every tensor from outside is bound by itself when the step runs, so that each gets bytes of its own here. */
  override mirrored(x: Tensor): Tensor {
    const known = this.#standIns.get(x);
    const block = known ?? this.allocate(x.block?.bytes ?? 0, 'outside');
    if (known === undefined) this.#standIns.set(x, block);
    this.hold(block, 'outside');
    const mirror = new DenseTensor(x.shape, x.dtype, x.size, this, block, 0, 'outside');
    mirror.marks = x.marks;
    return mirror;
  }
}

/** Above every address that a memory can have, so that a tensor of another arena is never taken for one of this. */
const firstAddress = 2 ** 40;

class TracingMemory extends ShapesOnly {
  readonly instructions: Instruction[] = [];
  readonly sizes: number[] = [];
  readonly #starts: number[] = [];
  #end = firstAddress;
  #operations = 0;

  constructor() {
    super((group, name, args) => this.#note(group, name, args));
  }

  restart(): void {
    this.instructions.length = 0;
    this.sizes.length = 0;
    this.#starts.length = 0;
    this.#end = firstAddress;
  }

  override take(bytes: number): Stretch {
    const stretch = new Stretch(this.#end, bytes);
    this.#starts.push(this.#end);
    this.sizes.push(bytes);
    this.#end += bytes;
    return stretch;
  }

  override write(dtype: DType, pointer: number, entries: TypedArray): void {
    this.instructions.push({ dtype, entries, write: this.locate(pointer, 0) });
  }

  /** The buffer at an address. */
  locate(address: number, place: number): Pointer {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= address) low = middle;
      else high = middle;
    }
    if (!(address >= firstAddress && address < this.#end))
      throw new NotTraceable('it reads a tensor that was not given to a primitive');
    return { place, buffer: low, offset: address - starts[low]! };
  }

  #note(group: KernelGroup, name: string, given: readonly number[]): void {
    const operands = operandsOf[name];
    if (operands === undefined) throw new NotTraceable(`it uses '${name}', which answers with a number`);
    const args = [...given];
    const pointer = (place: number): Pointer => {
      const found = this.locate(given[place]!, place);
      args[place] = 0;
      return found;
    };
    const operations = this.operations - this.#operations;
    this.#operations = this.operations;
    const reads = operands.reads.map(pointer);
    const write = operands.write === -1 ? undefined : pointer(operands.write);
    const inPlace = write === undefined ? [] : inPlaceOf(reads, write, operands.inPlace(given));
    this.instructions.push({ group, name, args, reads, write, inPlace, key: undefined, operations });
  }
}

/** The buffers whose bytes may be those that are written: all reads of them are entry by entry with the writing. */
function inPlaceOf(reads: readonly Pointer[], write: Pointer, places: readonly number[]): readonly number[] {
  const isStepwise = ({ place, offset }: Pointer): boolean =>
    places.includes(place) && offset === write.offset;
  const buffers = reads.filter(isStepwise).map(({ buffer }) => buffer);
  return buffers.filter((buffer) => reads.every((read) => read.buffer !== buffer || isStepwise(read)));
}
