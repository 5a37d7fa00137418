export * from './checkpoint/index.js';
export { sqrt } from './checkpoint/index.js';
// Paths of scalar programs, whose names are those of graphs, are in `sublinear/randomized` alone.
export {
  combine,
  type Estimate,
  type EstimateOptions,
  type Estimates,
  estimateVariance,
  exact,
  type Keep,
  project,
  type SampleOptions,
  sample,
  type VarianceOfGradient,
  type VarianceOptions,
} from './randomized/index.js';
export * from './tape/index.js';
// The function of this name is here as squareRoot, since `sqrt` is the strategy; `sublinear/tape` has it as `sqrt`.
export { sqrt as squareRoot } from './tape/index.js';
export * from './train/index.js';
