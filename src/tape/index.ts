export * from '../array/index.js';
export {
  BudgetError,
  ChainError,
  LedgerError,
  NumbersError,
  PurityError,
  ScheduleError,
  ShapeError,
  TapeError,
} from '../errors.js';
export {
  type Action,
  advance,
  discard,
  record,
  release,
  restore,
  type Schedule,
  snapshot,
  sweep,
  turn,
  type Verb,
} from './action.js';
export { bitsVersion } from './bitsVersion.js';
export { chainProfiles } from './chainProfiles.js';
export { checkpoint } from './checkpointed.js';
export { Driver, type DriverOptions } from './driver.js';
export { Executor, type Reversible } from './executor.js';
export type { GradientSumming } from './gradientSums.js';
export { exact, type Keep } from './keep.js';
export { type Kept, Sketch } from './kept.js';
export { costedAs, knownProfile, type StepCosts, withCosts } from './knownProfile.js';
export { type Applicable, apply, definePrimitive, later, type OwnPrimitive } from './own/definePrimitive.js';
export {
  type Contribution,
  estimable,
  exactly,
  type Pending,
  type Primitive,
  type PrimitiveDefinition,
  type Residual,
  type Setting,
} from './primitive.js';
export { type Activation, biasActivation } from './primitives/activation.js';
export {
  add,
  divide,
  exp,
  log,
  multiply,
  negate,
  power,
  sqrt,
  square,
  subtract,
} from './primitives/arithmetic.js';
export { broadcastTo } from './primitives/broadcasting.js';
export { cast } from './primitives/casting.js';
export { maximum, minimum, where } from './primitives/comparing.js';
export { copy, copyTree } from './primitives/copying.js';
export type { Binary, Operand, Row, Unary } from './primitives/define.js';
export { dropout } from './primitives/dropout.js';
export { type Combination, reaction, squaredDeviation } from './primitives/fields.js';
export { abs, cos, relu, sigmoid, sign, sin, softplus, tanh } from './primitives/functions.js';
export { gruCell, gruGates } from './primitives/gruCell.js';
export { primitives } from './primitives/index.js';
export { gather } from './primitives/indexing.js';
export { matmul } from './primitives/linear.js';
export { crossEntropy } from './primitives/losses.js';
export { lstmCell, lstmGates } from './primitives/lstmCell.js';
export {
  logSoftmax,
  logSumExp,
  max,
  mean,
  type ReductionOptions,
  softmax,
  sum,
} from './primitives/reductions.js';
export {
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
} from './primitives/relations.js';
export { concatenate, reshape, slice, stack, stopGradient, transpose } from './primitives/shaping.js';
export { laplacian } from './primitives/stencil.js';
export { type Figures, formatReport, type Report } from './report.js';
export type { ResidualRow } from './residuals.js';
export type { Check } from './run.js';
export { type ScanOptions, scan } from './scan.js';
export { type Layer, sequential } from './sequential.js';
export type { ResidualKind, Sketching } from './sketch.js';
export type { InputsAt } from './stepInputs.js';
export type { StepResult } from './stepResult.js';
export type { Citation, Profile, StepFigures, Strategy } from './strategy.js';
export { tally } from './tally.js';
export { Tape, type ValueAndGradient } from './tape.js';
export type { TapeOptions } from './tapeOptions.js';
export type { Step } from './userStep.js';
export { valueAndGradient } from './valueAndGradient.js';
