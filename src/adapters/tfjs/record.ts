import { ChainError } from '../../errors.js';
import { kindOf } from '../form.js';
import { isFloat, isTensor, isVariable, type TapeNode, type TfTensor } from './engine.js';
import type { Held } from './held.js';

/** A step of which TensorFlow.js's tape is kept. */
export interface TfRecord {
  readonly tape: readonly TapeNode[];
  readonly before: readonly TfTensor[];
  readonly after: readonly TfTensor[];
  readonly output: readonly TfTensor[];
  /** The rows of the inputs that it read. */
  readonly rows: readonly TfTensor[];
  /** What its tape reads and others may hold, too. */
  readonly held: readonly Held[];
}

export function freeRecord({ tape, held }: TfRecord): void {
  freeTape(tape);
  for (const each of held) each.free();
}

export function freeTape(tape: readonly TapeNode[]): void {
  for (const { saved = [] } of tape) for (const each of saved) each.dispose();
}

/** Gradients of these read nothing of what they saved but its shape (TensorFlow.js 4.22, src/gradients). */
const readShapesOnly = new Set('Add AddN Concat ExpandDims Mean Pack PadV2 Reshape Slice Sub Sum'.split(' '));

/**
 * Lets the tape read tensors that are held anyway in place of the copies that it saved, and disposes of those; and of all
 * whose shape only is read. The engine's gradients read the list in `saved`; it disposes of what the list there is then.
 */
export function shareSaved(tape: readonly TapeNode[], held: readonly TfTensor[]): void {
  const originals = new Map(held.map((tensor) => [tensor.id, tensor]));
  // The engine puts every copy that it saves on the tape.
  const copied = new Map(tape.map(({ inputs, outputs }) => [outputs[0]?.id, inputs.x?.id]));
  for (const node of tape) {
    const { saved = [], kernelName } = node;
    const readsValues = !readShapesOnly.has(kernelName);
    node.saved = saved.filter((each, place) => {
      if (!isTensor(each)) return true;
      const id = copied.get(each.id) ?? each.id;
      const shared = originals.get(id) ?? each;
      if (readsValues) {
        originals.set(id, shared);
        saved[place] = shared;
        if (shared === each) return true;
      }
      each.dispose();
      return false;
    });
  }
}

/**
 * @param known - what a step may read from outside: its parameters, its state and its input
 * @param firstScope - the first scope that was opened in the step
 * @throws {ChainError} if the step reads another tensor from outside, which would get no gradient
 */
export function refuseCaptured(
  tape: readonly TapeNode[],
  { known, firstScope, step }: { known: readonly TfTensor[]; firstScope: number; step: number },
): void {
  const ids = new Set(known.map(({ id }) => id));
  for (const { inputs } of tape) {
    for (const input of Object.values(inputs)) {
      if (ids.has(input.id) || input.scopeId >= firstScope || !isFloat(input)) continue;
      const found = isVariable(input) ? `the variable '${input.name}'` : 'a tensor';
      throw new ChainError(
        `step ${step}: it reads ${found} ${kindOf(input)} from outside, which would get no gradient; pass it in parameters ` +
          '(a constant costs nothing there), or in inputs, or make it in the step',
      );
    }
  }
}
