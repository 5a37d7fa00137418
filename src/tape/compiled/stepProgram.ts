import type { Purpose } from '../../array/ledger.js';
import { type Instruction, isConstant, pointersOf } from './instruction.js';
import { firstOwnBase, layoutOf, neededFor, recordLayout } from './layout.js';
import { Program } from './program.js';
import type { SeedKind, Slot, StepTrace } from './tracedStep.js';
import { NotTraceable } from './tracing.js';

/** Where a program finds the bytes of a base: the nth tensor of a kind, or the nth block that it makes. */
export interface Source {
  readonly kind:
    | 'parameter'
    | 'before'
    | 'input'
    | 'captured'
    | 'made'
    | 'held'
    | 'seed'
    | 'sum'
    | 'inputSum';
  readonly nth: number;
}

/** A block that a program makes and that outlives it. */
export interface Made {
  readonly buffer: number;
  readonly bytes: number;
  readonly purpose: Purpose;
}

/** A program with what it runs on. */
export interface BoundProgram {
  readonly program: Program;
  /** Of the bases from `firstOwnBase` on. */
  readonly sources: readonly Source[];
  readonly made: readonly Made[];
}

/** Tensors that a step leaves or gives back, each as an offset into what one of the bases points to. */
export interface Result extends Slot {
  readonly source: Source;
}

export interface ForwardProgram extends BoundProgram {
  readonly after: readonly Result[];
  readonly output: readonly Result[];
  readonly isRecording: boolean;
}

export interface SweepProgram extends BoundProgram {
  readonly results: readonly (Result | undefined)[];
}

/** A step as flat programs: forward, with or without a record, and backward from any set of cotangents. */
export class StepProgram {
  readonly trace: StepTrace;
  /** Bytes of what waits from the record to the sweep and is nobody else's. */
  readonly recordBytes: number;
  /** What the record holds beside: tensors that the step was given, or that it made for others. */
  readonly held: readonly Source[];
  readonly #heldBuffers: readonly number[];
  readonly #recorded: readonly number[];
  readonly #given: ReadonlyMap<number, Source>;
  readonly #forward = new Map<boolean, ForwardProgram>();
  readonly #sweeps = new Map<string, SweepProgram>();

  /** @param trace - of the step with all its cotangents: what the sweep of that reads is what any sweep may read */
  constructor(trace: StepTrace) {
    this.trace = trace;
    this.#given = givenBuffers(trace);
    const made = new Set(this.#outgoing([...trace.after, ...trace.output]));
    const written = buffersWritten(trace.forward);
    const readLater = [...buffersOf(trace.backward)].filter((buffer) => written.has(buffer));
    this.#recorded = readLater.filter((buffer) => !made.has(buffer));
    const given = [...buffersOf(trace.backward)].filter((buffer) => {
      const kind = this.#given.get(buffer)?.kind;
      return kind !== undefined && kind !== 'parameter';
    });
    this.#heldBuffers = [...given, ...readLater.filter((buffer) => made.has(buffer))];
    const outgoing = [...made];
    this.held = this.#heldBuffers.map(
      (buffer) => this.#given.get(buffer) ?? { kind: 'made', nth: outgoing.indexOf(buffer) },
    );
    this.recordBytes = recordLayout(this.#recorded, trace.bufferBytes).bytes;
    checkWritten(trace.forward, new Set([...this.#given.keys(), ...trace.emptyBuffers]));
  }

  /** Whether it reads nothing from outside, and nothing of it can change between two askings. */
  get isSelfContained(): boolean {
    return this.trace.buffers.captured.size === 0 && !this.trace.hasOwn;
  }

  forward(isRecording: boolean): ForwardProgram {
    const known = this.#forward.get(isRecording);
    if (known !== undefined) return known;
    const made = this.#makeForward(isRecording);
    this.#forward.set(isRecording, made);
    return made;
  }

  /** The sweep from cotangents of these kinds, if it was asked for before. */
  knownSweep(seeds: readonly SeedKind[]): SweepProgram | undefined {
    return this.#sweeps.get(seeds.join());
  }

  /** The sweep from the cotangents of a trace of the same step. */
  sweep(trace: StepTrace): SweepProgram {
    const { seeds, seedKinds } = trace.buffers;
    // What a step passes on is one of its results.
    const results = trace.results.map((slot) => slot?.buffer);
    const consumed = seeds.filter((buffer, nth) => seedKinds[nth] === 'own' && !results.includes(buffer));
    const program = this.#makeSweep(trace, new Set(consumed));
    this.#sweeps.set(seedKinds.join(), program);
    return program;
  }

  #makeForward(isRecording: boolean): ForwardProgram {
    const { trace } = this;
    const outgoing = this.#outgoing([...trace.after, ...trace.output]);
    const recorded = isRecording ? this.#recorded : [];
    const instructions = neededFor(trace.forward, [...outgoing, ...recorded]);
    const isState = (buffer: number): boolean => trace.after.some((slot) => slot.buffer === buffer);
    const made = outgoing.map((buffer) => ({
      buffer,
      bytes: trace.bufferBytes[buffer]!,
      purpose: isState(buffer) ? ('state' as const) : ('scratch' as const),
    }));
    const sources = [
      ...[...this.#given].map(([buffer, source]) => ({ buffer, source })),
      ...made.map(({ buffer }, nth) => ({ buffer, source: { kind: 'made', nth } as const })),
    ];
    const own = new Map(sources.map(({ buffer }, nth) => [buffer, firstOwnBase + nth]));
    const layout = layoutOf(instructions, trace.bufferBytes, {
      own,
      given: new Set(this.#given.keys()),
      consumed: new Set(),
      recorded,
      isRecording: true,
    });
    const sourceOf = new Map(sources.map(({ buffer, source }) => [buffer, source]));
    const result = (slot: Slot): Result => ({ ...slot, source: sourceOf.get(slot.buffer)! });
    return {
      program: new Program(instructions, layout),
      sources: sources.map(({ source }) => source),
      made,
      after: trace.after.map(result),
      output: trace.output.map(result),
      isRecording,
    };
  }

  #makeSweep(trace: StepTrace, consumed: ReadonlySet<number | undefined>): SweepProgram {
    const { backward, bufferBytes, buffers } = trace;
    const sources: { buffer: number; source: Source }[] = [];
    const list = (kind: Source['kind'], found: readonly (number | undefined)[]): void =>
      found.forEach((buffer, nth) => {
        if (buffer !== undefined) sources.push({ buffer, source: { kind, nth } });
      });
    list('parameter', buffers.parameters);
    list('held', this.#heldBuffers);
    list('seed', buffers.seeds);
    list('sum', buffers.parameterSums);
    list('inputSum', buffers.inputSums);
    const given = new Set(sources.map(({ buffer }) => buffer));
    for (const buffer of this.#recorded) given.add(buffer);
    checkWritten(backward, new Set([...given, ...trace.emptyBuffers]));
    const made: Made[] = [];
    for (const slot of trace.results) {
      if (slot === undefined || given.has(slot.buffer)) continue;
      if (made.some(({ buffer }) => buffer === slot.buffer)) continue;
      made.push({ buffer: slot.buffer, bytes: bufferBytes[slot.buffer]!, purpose: 'cotangent' });
    }
    list(
      'made',
      made.map(({ buffer }) => buffer),
    );
    const own = new Map(sources.map(({ buffer }, nth) => [buffer, firstOwnBase + nth]));
    const roles = { own, given, consumed, recorded: this.#recorded, isRecording: false };
    const layout = layoutOf(backward, bufferBytes, roles);
    const sourceOf = new Map(sources.map(({ buffer, source }) => [buffer, source]));
    const result = (slot: Slot): Result => {
      const source = sourceOf.get(slot.buffer);
      if (source === undefined) throw new NotTraceable('a cotangent is one of its residuals');
      return { ...slot, source };
    };
    return {
      program: new Program(backward, layout),
      sources: sources.map(({ source }) => source),
      made,
      results: trace.results.map((slot) => slot && result(slot)),
    };
  }

  /** Buffers of tensors that the step leaves, but for those that it was given. */
  #outgoing(slots: readonly Slot[]): number[] {
    const buffers = slots.map(({ buffer }) => buffer).filter((buffer) => !this.#given.has(buffer));
    return [...new Set(buffers)];
  }
}

function givenBuffers({ buffers }: StepTrace): Map<number, Source> {
  const of = (kind: Source['kind'], found: readonly number[]): (readonly [number, Source])[] =>
    found.map((buffer, nth) => [buffer, { kind, nth }] as const);
  return new Map([
    ...of('parameter', buffers.parameters),
    ...of('before', buffers.before),
    ...of('input', buffers.input),
    ...of('captured', [...buffers.captured.keys()]),
  ]);
}

function buffersOf(instructions: readonly Instruction[]): Set<number> {
  return new Set(instructions.flatMap((each) => pointersOf(each).map(({ buffer }) => buffer)));
}

function buffersWritten(instructions: readonly Instruction[]): Set<number> {
  return new Set(instructions.flatMap(({ write }) => (write === undefined ? [] : [write.buffer])));
}

/** @throws {NotTraceable} if something is read that was neither given nor written before */
function checkWritten(instructions: readonly Instruction[], given: ReadonlySet<number>): void {
  const written = new Set(given);
  for (const each of instructions) {
    const reads = isConstant(each) ? [] : each.reads;
    if (!reads.every(({ buffer }) => written.has(buffer))) {
      throw new NotTraceable('it reads what no primitive was given');
    }
    if (each.write !== undefined) written.add(each.write.buffer);
  }
}
