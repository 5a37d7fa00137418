import type { FullTree, Tensor, Tree } from 'sublinear';
import type { Cell } from '../models/cell.js';

/** Cells on top of one another as one cell: each reads the hidden state of the one below, in the same step. */
export function stacked<P extends Tree, S extends FullTree>(
  cell: Cell<P, S>,
  layers: number,
): Cell<readonly P[], readonly S[]> {
  return {
    name: `${layers} ${cell.name} layers`,
    parameters: (stream, sizes) =>
      Array.from({ length: layers }, (_, layer) =>
        cell.parameters(stream, layer === 0 ? sizes : { ...sizes, inputs: sizes.hidden }),
      ),
    initialState: (batch, sizes) => Array.from({ length: layers }, () => cell.initialState(batch, sizes)),
    step: (parameters, states, input) => {
      const after: S[] = [];
      let below: Tensor = input;
      for (const [layer, own] of parameters.entries()) {
        const { state } = cell.step(own, states[layer]!, below);
        after.push(state);
        below = cell.hidden(state);
      }
      return { state: after };
    },
    hidden: (states) => cell.hidden(states[layers - 1]!),
  };
}
