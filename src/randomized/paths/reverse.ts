import { checkGraph, type LinearisedGraph } from './graph.js';

/**
 * The gradient of a graph's output by its inputs, in reverse mode: every edge once, last first.
 *
 * @example
 * reverse(scalarGraph((g, x) => g.square(x), [3])); // [6]
 */
export function reverse(graph: LinearisedGraph): number[] {
  checkGraph('reverse', graph);
  return cotangentsOf(graph).slice(0, graph.inputs);
}

/** The derivatives of a graph's output by all of its vertices. */
export function cotangentsOf({ vertices, output, edges }: LinearisedGraph): number[] {
  const cotangents = new Array<number>(vertices).fill(0);
  cotangents[output] = 1;
  for (let place = edges.length - 1; place >= 0; place -= 1) {
    const { from, to, partial } = edges[place]!;
    cotangents[from]! += cotangents[to]! * partial;
  }
  return cotangents;
}
