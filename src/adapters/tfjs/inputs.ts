import { ChainError, ShapeError } from '../../errors.js';
import { refuseLists } from '../../tape/listedInputs.js';
import { kindOf } from '../form.js';
import { isOnDemand, refuseIterables } from '../options.js';
import type { Flat, Trees } from '../trees.js';
import { type Engine, isFollowed, row, type TapeNode, type TfTensor } from './engine.js';

/** Where a chain's steps find what they read. */
export interface Inputs {
  readonly extent: number;
  /** The tensors [extent, ...] that are sliced; none where inputs are made on demand. */
  readonly whole: Flat<TfTensor>;
  /** What step `index` gets, made in the scope that is open. */
  at(index: number): unknown;
  /** @throws {ChainError} if what was made on demand would have to have a gradient; `tape` is of how it was made */
  refuseFollowed?(index: number, made: readonly TfTensor[], tape: readonly TapeNode[]): void;
}

export function inputsOf(engine: Engine, trees: Trees<TfTensor>, inputs: unknown): Inputs {
  if (isOnDemand(inputs)) {
    const { activeTape } = engine.state;
    return {
      extent: inputs.extent,
      whole: { leaves: [], paths: [] },
      at: (index) => inputs.at(index),
      refuseFollowed: (index, made, tape) =>
        refuseFollowed(
          index,
          [...made, ...tape.flatMap((node) => Object.values(node.inputs))],
          activeTape ?? [],
        ),
    };
  }
  if (!trees.rules.isLeaf(inputs)) refuseIterables(inputs);
  const whole = trees.flat('scan: inputs', inputs);
  refuseLists(inputs, { ...trees.rules, stack: 'tf.stack(list)' });
  return {
    extent: commonExtent(whole),
    whole,
    at: (index) =>
      trees.rebuilt(
        inputs,
        whole.leaves.map((leaf) => row(engine, leaf, index)),
      ),
  };
}

/** A gradient may be asked for by whatever the tape around the chain has made. */
function refuseFollowed(index: number, read: readonly TfTensor[], tape: readonly TapeNode[]): void {
  const followed = read.find((leaf) => isFollowed(tape, leaf));
  if (followed === undefined) return;
  throw new ChainError(
    `scan: input ${index} depends on ${kindOf(followed)} that is differentiated by, and inputs made on demand get no ` +
      'gradient; stack the inputs to one tensor [steps, ...], or pass it in parameters',
  );
}

function commonExtent({ leaves, paths }: Flat<TfTensor>): number {
  const [first] = leaves;
  if (first === undefined)
    throw new ShapeError('scan: inputs have no tensors; give tensors [steps, ...], or { extent, at(index) }');
  leaves.forEach((leaf, place) => {
    if (leaf.shape.length > 0 && leaf.shape[0] === first.shape[0]) return;
    throw new ShapeError(
      `scan: input '${paths[place]}' is ${kindOf(leaf)} and '${paths[0]}' is ${kindOf(first)}; all need the same first ` +
        'axis, the steps',
    );
  });
  return first.shape[0] ?? 0;
}
