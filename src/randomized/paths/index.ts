export { bauer, pathsIn } from './bauer.js';
export type { Edge, LinearisedGraph } from './graph.js';
export { reverse } from './reverse.js';
export { type PathSample, type PathSampleOptions, samplePaths } from './samplePaths.js';
export { type Dependence, Scalar, type ScalarOperand, ScalarOperations, scalarGraph } from './scalarGraph.js';
