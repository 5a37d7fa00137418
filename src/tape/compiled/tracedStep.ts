import type { Tensor } from '../../array/tensor.js';
import type { Tree } from '../../array/tree.js';
import type { Settled } from '../estimation.js';
import type { Keep } from '../keep.js';
import type { Behaviour } from '../own/behaviour.js';
import type { Instruction } from './instruction.js';

/** The tensors that a step gets: leaves of its parameters, of its state and of its input. */
export interface StepLeaves {
  readonly parameters: readonly Tensor[];
  readonly before: readonly Tensor[];
  readonly input: readonly Tensor[];
}

/** What a step returned, with its leaves in the chain's order. */
export interface StepEnds {
  readonly state: Tree;
  readonly after: readonly Tensor[];
  readonly outputTree: Tree | undefined;
  readonly output: readonly Tensor[];
}

/** In what form residuals wait, and what it depends on. */
export interface Estimating {
  readonly keep: Keep;
  /** Whether a parameter's cotangent leads back to what comes before the chain. */
  readonly isSignal: readonly boolean[];
  /** Whether the step before keeps a leaf of the state exactly; as this step does of the state after it, if absent. */
  readonly isBeforeKept: readonly boolean[] | undefined;
  /** The paths of the step's own parameters. */
  readonly names: readonly string[];
}

/** A step to be traced, with tensors like those that it will get. */
export interface StepToTrace {
  readonly leaves: StepLeaves;
  readonly isFollowed: { readonly parameters: readonly boolean[]; readonly input: readonly boolean[] };
  readonly estimating: Estimating;
  /** Runs the user's step. */
  readonly call: (leaves: StepLeaves) => StepEnds;
  /** The cotangents of the state after it and of its output; as in the middle of a chain, if absent. */
  readonly seeds?: readonly SeedKind[];
}

/**
 * Whether a leaf has a cotangent, and whether that is nobody else's: then a sweep adds to it in place, which rounds
 * differently from adding two tensors.
 */
export type SeedKind = 'none' | 'shared' | 'own';

/** A tensor of the step's: where its entries are. */
export interface Slot {
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
  readonly size: number;
  readonly buffer: number;
  readonly offset: number;
}

/** One application of a primitive, as a step that does the same would make it again. */
export interface Application {
  readonly primitive: object;
  readonly options: unknown;
  readonly given: readonly Tensor[];
  /** Where they are from: the buffer of a tensor that the step made out of numbers, or one of these. */
  readonly origins: readonly number[];
  /** Which of the step's tensors they are, or -1. */
  readonly operands: readonly number[];
  readonly output: Tensor;
  /** Which of the step's tensors that is. */
  readonly number: number;
  /** Of an own primitive, which is known by what it does. */
  readonly behaviour: Behaviour | undefined;
}

/** Of a tensor that the step was given, or that an application returned. */
export const ofStep = -1;
/** Of a tensor from outside. */
export const fromOutside = -2;

/** Buffers by what they stand for. */
export interface StepBuffers {
  readonly parameters: readonly number[];
  readonly before: readonly number[];
  readonly input: readonly number[];
  /** Tensors from outside, by their buffers. */
  readonly captured: ReadonlyMap<number, Tensor>;
  /** The seeds that there are; undefined for a leaf without. */
  readonly seeds: readonly (number | undefined)[];
  readonly seedKinds: readonly SeedKind[];
  readonly parameterSums: readonly (number | undefined)[];
  readonly inputSums: readonly (number | undefined)[];
}

/** All that a step does, forward and backward, as kernel calls in order. */
export interface StepTrace {
  readonly given: StepLeaves;
  readonly estimating: Estimating;
  /** What becomes of its residuals. */
  readonly settled: Settled;
  readonly ends: StepEnds;
  /** Which of the step's tensors it left, or -1. */
  readonly endNumbers: { readonly after: readonly number[]; readonly output: readonly number[] };
  readonly after: readonly Slot[];
  readonly output: readonly Slot[];
  readonly applications: readonly Application[];
  /** Whether own primitives are among them: then the step is asked whenever it runs, since what they do may change. */
  readonly hasOwn: boolean;
  /** Instructions that made tensors out of numbers, outside of any primitive. */
  readonly makings: readonly Instruction[];
  /** How many keys it drew. */
  readonly draws: number;
  readonly forward: readonly Instruction[];
  readonly backward: readonly Instruction[];
  readonly bufferBytes: readonly number[];
  /** Buffers without entries. */
  readonly emptyBuffers: ReadonlySet<number>;
  readonly buffers: StepBuffers;
  /** Cotangents of the state before. */
  readonly results: readonly (Slot | undefined)[];
}
