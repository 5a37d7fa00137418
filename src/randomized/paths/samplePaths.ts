// Oktay, McGreivy, Aduol, Beatson & Adams (2021), Randomized automatic differentiation, arXiv:2007.10412, section 3: path
// sampling. A path leaves every vertex by one edge at most, and vertices are sampled independently: the mean of a product of
// weights along it is 1. Its second moment is a product, too, which is why variance grows exponentially with depth.
import { type OptionsOf, requireOptions } from '../../arguments/options.js';
import { randomStream } from '../../array/random.js';
import { quoted } from '../fraction.js';
import { checkGraph, edgesOut, type LinearisedGraph } from './graph.js';
import { reverse } from './reverse.js';

export interface PathSampleOptions {
  /** How often an edge is drawn out of those that leave a vertex, with replacement. */
  readonly edgesPerVertex: number;
  /** 0 if absent. */
  readonly seed?: number | string;
}

export interface PathSample {
  /** An unbiased estimate. */
  readonly gradient: number[];
  /** How many edges were drawn at least once; all others need not be kept. */
  readonly keptEdges: number;
}

const known: OptionsOf<PathSampleOptions> = { edgesPerVertex: 'any', seed: 'any' };

/**
 * An estimate of the gradient from some of a graph's paths.
 *
 * @throws {TypeError} if an option is missing or of another type
 * @throws {RangeError} unless `edgesPerVertex` is whole and at least 1
 * @example
 * const graph = scalarGraph((g, x) => g.multiply(x, g.sin(x)), [1]);
 * samplePaths(graph, { edgesPerVertex: 1, seed: 7 }).keptEdges; // 2 of 3
 */
export function samplePaths(graph: LinearisedGraph, options: PathSampleOptions): PathSample {
  checkGraph('samplePaths', graph);
  const { edgesPerVertex, seed } = checked(options);
  const stream = randomStream(seed);
  const sparse = sparseGraph(graph, edgesPerVertex, (edges) => Math.floor(stream.number() * edges));
  return { gradient: reverse(sparse), keptEdges: sparse.edges.length };
}

/**
 * The graph with the edges that `pick` draws, k times out of those of every vertex: weighted by their number over k, and as
 * often as they are drawn.
 *
 * @param pick - a place from 0 to below the number of edges; it is asked in the order of the vertices
 */
export function sparseGraph(
  graph: LinearisedGraph,
  k: number,
  pick: (edges: number) => number,
): LinearisedGraph {
  const weights = new Map(
    edgesOut(graph).flatMap((edges) => {
      const times = new Array<number>(edges.length).fill(0);
      if (edges.length > 0) for (let draw = 0; draw < k; draw += 1) times[pick(edges.length)]! += 1;
      return edges.map((edge, place) => [edge, (times[place]! * edges.length) / k] as const);
    }),
  );
  const kept = graph.edges.filter((edge) => weights.get(edge)! > 0);
  return { ...graph, edges: kept.map((edge) => ({ ...edge, partial: edge.partial * weights.get(edge)! })) };
}

function checked(options: PathSampleOptions): Required<PathSampleOptions> {
  requireOptions('samplePaths', options, known);
  const { edgesPerVertex, seed = 0 } = options;
  if (edgesPerVertex === undefined)
    throw new TypeError(
      'samplePaths: edgesPerVertex is missing; write samplePaths(graph, { edgesPerVertex: 1 })',
    );
  if (typeof edgesPerVertex !== 'number')
    throw new TypeError(`samplePaths: edgesPerVertex is ${quoted(edgesPerVertex)}; a number is needed`);
  if (!Number.isSafeInteger(edgesPerVertex) || edgesPerVertex < 1)
    throw new RangeError(
      `samplePaths: edgesPerVertex is ${edgesPerVertex}; a whole number of at least 1 is needed`,
    );
  if (typeof seed !== 'string' && !Number.isFinite(seed))
    throw new TypeError(`samplePaths: seed is ${quoted(seed)}; a finite number or a string is needed`);
  return { edgesPerVertex, seed };
}
