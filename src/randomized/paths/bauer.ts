// Bauer (1974), Computational graphs and rounding error, SIAM J. Numer. Anal. 11(1): a derivative is the sum, over all
// paths, of the products of the derivatives along them.
import { checkOptions } from '../../arguments/options.js';
import { checkGraph, edgesOut, type LinearisedGraph } from './graph.js';
import { cotangentsOf } from './reverse.js';

/**
 * The gradient of a graph's output by its inputs, path by path: what other ways are compared with.
 *
 * @param options.mostPaths - a million if absent
 * @throws {RangeError} if there are more paths, whose number grows exponentially with the graph
 * @example
 * bauer(scalarGraph((g, x) => g.multiply(x, g.sin(x)), [0])); // [0], of two paths
 */
export function bauer(graph: LinearisedGraph, options: { readonly mostPaths?: number } = {}): number[] {
  checkGraph('bauer', graph);
  checkOptions('bauer', options, { mostPaths: 'number' });
  const { mostPaths = 1e6 } = options;
  const counts = pathsFrom(graph);
  const paths = sumOf(counts.slice(0, graph.inputs));
  if (!(paths <= mostPaths))
    throw new RangeError(
      `bauer: the graph has ${paths} paths; at most ${mostPaths} are summed, one by one. reverse has no such limit`,
    );
  const out = edgesOut(graph);
  const sumFrom = (vertex: number, product: number): number => {
    if (vertex === graph.output) return product;
    const onward = out[vertex]!.filter(({ to }) => counts[to]! > 0);
    return sumOf(onward.map(({ to, partial }) => sumFrom(to, product * partial)));
  };
  return counts.slice(0, graph.inputs).map((count, input) => (count > 0 ? sumFrom(input, 1) : 0));
}

/** How many paths lead from the inputs to the output. */
export function pathsIn(graph: LinearisedGraph): number {
  checkGraph('pathsIn', graph);
  return sumOf(pathsFrom(graph).slice(0, graph.inputs));
}

/** The same from every vertex: where every derivative is 1, their sum over paths counts them. */
function pathsFrom(graph: LinearisedGraph): number[] {
  return cotangentsOf({ ...graph, edges: graph.edges.map((edge) => ({ ...edge, partial: 1 })) });
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
