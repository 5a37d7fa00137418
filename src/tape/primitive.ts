import { unfit } from '../arguments/options.js';
import { checkTensor } from '../array/checkTensor.js';
import type { DType } from '../array/dtype.js';
import type { Tensor } from '../array/tensor.js';
import type { Kept } from './kept.js';

/** What a VJP will need, as a primitive hands it to the tape. */
export interface Residual {
  readonly tensor: Tensor;
  /** Whether every cotangent is affine in it, so that an unbiased estimate of it gives an unbiased cotangent. */
  readonly estimable: boolean;
  /** The inputs whose cotangents are computed from it; all, if absent. */
  readonly readBy?: readonly number[] | undefined;
}

/**
 * A residual in which every cotangent of the VJP is affine: linear, or without it.
 *
 * @param readBy - the inputs whose cotangents are computed from it, by their places; all, if absent
 */
export function estimable(tensor: Tensor, readBy?: readonly number[]): Residual {
  checkTensor('estimable', 'tensor', tensor);
  if (readBy !== undefined && !(Array.isArray(readBy) && readBy.every(Number.isInteger)))
    throw unfit('estimable', 'readBy', readBy, 'a list of places of inputs is needed, such as [0]');
  return { tensor, estimable: true, readBy };
}

/** A residual that the VJP needs as it is. */
export function exactly(tensor: Tensor): Residual {
  checkTensor('exactly', 'tensor', tensor);
  return { tensor, estimable: false };
}

/** What a VJP may know beside its residuals; none of it costs bytes in the arena. */
export interface Setting<Options> {
  readonly options: Options;
  /** The inputs' shapes. */
  readonly shapes: readonly (readonly number[])[];
  /** The inputs' dtypes, where the primitive is none of the library's. */
  readonly dtypes?: readonly DType[];
}

/**
 * The cotangent of an input: computed, or still to be. A pending one is computed only if somebody needs it, and goes
 * straight into an accumulator where its primitive can add in place.
 */
export type Contribution = Tensor | Pending | undefined;

/** A primitive with the inputs it is to be applied to. */
export interface Pending {
  readonly compute: () => Tensor;
  /** Adds the result to a tensor in place, with no temporary. */
  readonly addTo?: (accumulator: Tensor) => void;
}

/**
 * An operation that the tape records as one entry. Everything about it is here; `save` is the only source of residuals,
 * so that what waits on the tape can be counted. A primitive without `vjp` has no derivative, and needs none.
 *
 * VJPs are written in primitives, so that derivatives of derivatives exist.
 */
export interface PrimitiveDefinition<
  Inputs extends readonly Tensor[],
  Saved extends readonly Tensor[],
  Options,
> {
  /** Its name in messages and reports. */
  readonly name: string;
  /** The value. */
  primal(inputs: Inputs, options: Options): Tensor;
  /** What `vjp` will need, each wrapped by `exactly` or `estimable`; nothing, if absent. */
  save?(inputs: Inputs, output: Tensor, options: Options): { readonly [K in keyof Saved]: Residual };
  /** The cotangents of the inputs, in their order, from that of the output; undefined is zero. */
  vjp?(g: Tensor, saved: Saved, setting: Setting<Options>): readonly Contribution[];
}

/** A primitive as the tape applies it. */
export interface Primitive<Inputs extends readonly Tensor[], Saved extends readonly Tensor[], Options>
  extends PrimitiveDefinition<Inputs, Saved, Options> {
  /** Whether a user has defined it: what it does is then looked at every time that a step is asked. */
  readonly isOwn?: true;
  /** The same where residuals may wait as sketches, if these are cheaper to use than to recall. */
  vjpOfSketches?(
    g: Tensor,
    kept: { readonly [K in keyof Saved]: Kept },
    setting: Setting<Options>,
  ): readonly Contribution[];
  /** y += primal(inputs), in place. */
  addTo?(y: Tensor, inputs: Inputs, options: Options): void;
}

export type One = readonly [Tensor];
export type Two = readonly [Tensor, Tensor];
export type Three = readonly [Tensor, Tensor, Tensor];
export type None = readonly [];
