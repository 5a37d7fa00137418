import { checkPart } from '../arguments/notTree.js';
import type { Arena, Block } from '../array/arena.js';
import { openScope } from '../array/scope.js';
import { byteLengthOf, type Tensor } from '../array/tensor.js';
import { isPart, leavesAt, pathsOf, rebuilt, type Tree, treeRules } from '../array/tree.js';
import { ShapeError } from '../errors.js';
import { freeAll, holdAll } from './holding.js';
import { refuseLists } from './listedInputs.js';
import { admitted, constant } from './trace.js';

/** Inputs made on demand: `at(index)` is called again whenever the step runs again, and must give the same. */
export interface InputsAt<X extends Tree> {
  /** The number of steps; absent where a stopping rule tells. */
  readonly extent?: number;
  at(index: number): X;
}

/** Where the bytes of a step's input are. */
export interface InputPlace {
  readonly block: Block | undefined;
  readonly offset: number;
}

/** Inputs that are rows of tensors. */
export interface SlicedInputs<X> {
  /** The tensors, in the form of a step's input. */
  readonly tree: X;
  readonly arena: Arena | undefined;
  /** Where the rows of step `index` are; a list that is the same one at every call. */
  placesAt(index: number): readonly InputPlace[];
}

/** The inputs of a scan: where step t finds what it reads. */
export interface StepInputs<X extends Tree> {
  /** Infinity where it is not known. */
  readonly extent: number;
  /** Where the extent is not known: whether there is no input for step `index`. It is asked of one step after another. */
  endsAt?(index: number): boolean;
  /** The tensors [extent, ...] that are sliced; none where inputs are made on demand. */
  readonly whole: readonly Tensor[];
  /** The same without tensors, where inputs are rows of tensors. */
  readonly sliced?: SlicedInputs<X>;
  /** Step `index`'s input, owned by the open scope, and its leaves if they were sliced from `whole`. */
  at(index: number): { readonly input: X; readonly slices: readonly Tensor[] };
  free(): void;
}

export function isOnDemand<X extends Tree>(inputs: X | InputsAt<X>): inputs is InputsAt<X> {
  return !Array.isArray(inputs) && 'at' in inputs && typeof inputs.at === 'function';
}

export function inputsOnDemand<X extends Tree>(inputs: InputsAt<X>): StepInputs<X> {
  const { extent = Number.POSITIVE_INFINITY } = inputs;
  if (inputs.extent !== undefined && (!Number.isInteger(extent) || extent < 0)) {
    throw new RangeError(`scan: extent is ${extent}; a whole number of at least 0 is needed`);
  }
  return {
    extent,
    whole: [],
    at: (index) => ({ input: checkedInput(inputs.at(index), index), slices: [] }),
    free: () => {},
  };
}

function checkedInput<X extends Tree>(input: X, index: number): X {
  if (!isPart(input)) checkPart(`scan: inputs.at(${index})`, input, treeRules);
  return input;
}

/** Slices of tensors [extent, ...], as views. Holds the tensors as the run's input. */
export function slicedInputs<X extends Tree>(tree: X): StepInputs<X> {
  const given = leavesAt('scan: inputs', tree);
  refuseLists(tree, { ...treeRules, stack: 'stack(list)' });
  const extent = commonExtent(given, pathsOf(tree));
  const whole = given.map((leaf) => admitted('scan', [leaf] as const)[0]);
  const held = holdAll(whole, () => 'input');
  return {
    extent,
    whole,
    sliced: new Rows(tree, held),
    at: (index) => {
      const slices = held.map((leaf) => row(leaf, index));
      return { input: rebuilt(tree, slices), slices };
    },
    free: () => freeAll(held),
  };
}

class Rows<X extends Tree> implements SlicedInputs<X> {
  readonly tree: X;
  readonly arena: Arena | undefined;
  readonly #whole: readonly { readonly leaf: Tensor; readonly rowBytes: number }[];
  readonly #places: { block: Block | undefined; offset: number }[];

  constructor(tree: X, whole: readonly Tensor[]) {
    this.tree = tree;
    this.arena = whole[0]?.arena;
    this.#whole = whole.map((leaf) => ({ leaf, rowBytes: byteLengthOf(leaf.shape.slice(1), leaf.dtype) }));
    this.#places = whole.map((leaf) => ({ block: leaf.block, offset: 0 }));
  }

  placesAt(index: number): readonly InputPlace[] {
    const whole = this.#whole;
    for (let nth = 0; nth < whole.length; nth += 1) {
      const { leaf, rowBytes } = whole[nth]!;
      this.#places[nth]!.offset = leaf.offset + index * rowBytes;
    }
    return this.#places;
  }
}

/** Row `index` of a tensor [extent, ...], as a view in the open scope. */
export function row(x: Tensor, index: number): Tensor {
  const shape = x.shape.slice(1);
  const scope = openScope();
  const slice = x.handle(scope?.purpose ?? 'outside', shape, index * byteLengthOf(shape, x.dtype));
  slice.marks = constant;
  scope?.own(slice);
  return slice;
}

function commonExtent(leaves: readonly Tensor[], paths: readonly string[]): number {
  const [first] = leaves;
  if (first === undefined) {
    throw new ShapeError('scan: inputs have no tensors; give tensors [steps, ...], or { extent, at(index) }');
  }
  leaves.forEach((leaf, place) => {
    if (leaf.shape.length > 0 && leaf.shape[0] === first.shape[0]) return;
    throw new ShapeError(
      `scan: input '${paths[place]}' is ${leaf} and '${paths[0]}' is ${first}; ` +
        'all inputs need the same first axis, the steps',
    );
  });
  return first.shape[0] ?? 0;
}
