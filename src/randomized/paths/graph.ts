import { checkKind } from '../../arguments/options.js';

/** An edge of a linearised graph. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** The derivative of the vertex `to` by the vertex `from`, where all other vertices are as they are. */
  readonly partial: number;
}

/**
 * A program at one point: a vertex for every number that it computes, in the order in which it does, and the derivatives
 * between neighbours. Its inputs are the first vertices.
 */
export interface LinearisedGraph {
  readonly inputs: number;
  readonly vertices: number;
  /** The vertex that is differentiated. */
  readonly output: number;
  /** What the output is. */
  readonly value: number;
  /** In the order of the vertices that they lead to, which is that of the computation. */
  readonly edges: readonly Edge[];
}

/** Of every vertex, the edges that leave it. */
export function edgesOut({ vertices, edges }: LinearisedGraph): readonly (readonly Edge[])[] {
  const out: Edge[][] = Array.from({ length: vertices }, () => []);
  for (const edge of edges) out[edge.from]!.push(edge);
  return out;
}

/** @throws {TypeError} unless `graph` is one */
export function checkGraph(where: string, graph: LinearisedGraph): void {
  const needed = 'what scalarGraph has made is needed';
  checkKind(where, 'the graph', graph, 'object', needed);
  for (const name of ['inputs', 'vertices', 'output'] as const)
    checkKind(where, `the graph's ${name}`, graph[name], 'number', needed);
  checkKind(where, "the graph's edges", graph.edges, 'list', needed);
}
