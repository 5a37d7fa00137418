import type { FullTree, RandomStream, StepResult, Tensor, Tree } from 'sublinear';

export interface CellSizes {
  /** Features of an input. */
  readonly inputs: number;
  readonly hidden: number;
  readonly dtype?: 'float32' | 'float64';
}

/** A recurrent cell: parameters [..], a state of rows [batch, hidden], and a step for `scan`. */
export interface Cell<P extends Tree, S extends FullTree> {
  readonly name: string;
  /** Fresh parameters; the caller disposes of them. */
  parameters(stream: RandomStream, sizes: CellSizes): P;
  /** The state of zeros for a batch. */
  initialState(batch: number, sizes: CellSizes): S;
  /** One step on an input [batch, inputs]. */
  step(parameters: P, state: S, input: Tensor): StepResult<S, Tree>;
  /** The part of a state that a read-out sees: [batch, hidden]. */
  hidden(state: S): Tensor;
}
