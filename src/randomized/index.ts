export { exact, type Keep } from '../tape/keep.js';
export { combine } from './combine.js';
export type { EstimateOptions } from './estimateOptions.js';
export {
  type Estimate,
  type Estimates,
  estimateVariance,
  type VarianceOfGradient,
} from './estimateVariance.js';
export * from './paths/index.js';
export { project } from './project.js';
export { type SampleOptions, sample } from './sample.js';
export type { VarianceOptions } from './varianceOptions.js';
export {
  projectedGradientVariance,
  projectionVariance,
  type Rows,
  type SampleSize,
  sampledGradientVariance,
  sampleVariance,
} from './variances.js';
