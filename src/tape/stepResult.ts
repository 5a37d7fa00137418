import { checkTree, notTree } from '../arguments/notTree.js';
import { sameShape, stepThatEnded, Tensor } from '../array/tensor.js';
import {
  isTree,
  leavesLike,
  leavesOf,
  missingIn,
  pathsOf,
  skeletonOf,
  type Tree,
  treeRules,
} from '../array/tree.js';
import { ChainError } from '../errors.js';

/** What a user's step returns. */
export interface StepResult<S extends Tree, Y extends Tree> {
  readonly state: S;
  readonly output?: Y;
}

/** What a state or an output looks like: names, shapes and dtypes. */
export interface Form {
  /** The tree without its tensors. */
  readonly tree: Tree;
  readonly paths: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  readonly dtypes: readonly string[];
}

export function formOf(tree: Tree): Form {
  const leaves = leavesOf(tree);
  return {
    tree: skeletonOf(tree),
    paths: pathsOf(tree),
    shapes: leaves.map((leaf) => leaf.shape),
    dtypes: leaves.map((leaf) => leaf.dtype),
  };
}

/** Which step of which chain it is, for messages. */
export interface StepName {
  /** The chain's name. */
  readonly where: string;
  readonly step: number;
}

/** @throws {ChainError} unless the step returned { state }, with a state of the chain's form where that is given */
export function checkedState(
  result: unknown,
  form: Form | undefined,
  name: StepName,
): { tree: Tree; leaves: Tensor[] } {
  if (typeof result !== 'object' || result === null || !('state' in result)) {
    throw new ChainError(
      `step ${name.step}: it returned ${described(result)}; { state } or { state, output } is needed`,
    );
  }
  const found = treeOf(result.state, 'state', name);
  if (form === undefined) return { tree: found, leaves: leavesOf(found) };
  return { tree: form.tree, leaves: checkedLeaves('state', found, form, name) };
}

/** The leaves in the form's order. @throws {ChainError} unless they are those of the form */
export function checkedLeaves(what: 'state' | 'output', tree: Tree, form: Form, name: StepName): Tensor[] {
  const { step } = name;
  const leaves = leavesLike(tree, form.tree);
  if (leaves === undefined) {
    refuseNothing(what, tree, form, name);
    throw new ChainError(
      `step ${step}: its ${what} has ${named(pathsOf(tree))} but had ${named(form.paths)} before; ` +
        `a chain's ${what} keeps its names`,
    );
  }
  for (let place = 0; place < leaves.length; place += 1) checkLeaf(what, leaves[place]!, form, place, step);
  return leaves;
}

/** @throws {ChainError} if there is nothing where there was something before, or no such place */
function refuseNothing(what: 'state' | 'output', tree: Tree, form: Form, name: StepName): void {
  const path = missingIn(tree, form.tree);
  if (path === undefined) return;
  const place = placeOf(what, name);
  if (what === 'state' && name.where === 'scan') checkTree(place, tree, { ...treeRules, isFull: true });
  throw new ChainError(
    `${place}.${path} is nothing and was a tensor before, or not there; a chain's ${what} keeps its names: ` +
      'give a tensor there at every step, or at none',
  );
}

function checkLeaf(what: string, leaf: Tensor, form: Form, place: number, step: number): void {
  const path = form.paths[place];
  const where = (): string => `step ${step}: ${path === '' ? `its ${what}` : `${what} '${path}'`}`;
  if (leaf.fate !== undefined) {
    const ended = stepThatEnded(leaf);
    const fate = ended === undefined ? `was ${leaf.fate}` : `is left from a run of ${ended} that is over`;
    throw new ChainError(`${where()} ${fate}; a step returns tensors that are alive`);
  }
  if (sameShape(leaf.shape, form.shapes[place] ?? []) && leaf.dtype === form.dtypes[place]) return;
  const was = `${form.dtypes[place]} [${form.shapes[place]?.join(', ')}]`;
  throw new ChainError(
    `${where()} is ${leaf} but was ${was} before; a chain's ${what} keeps its shape and dtype`,
  );
}

/** @throws {ChainError} if the step returned no output */
export function checkedOutput(result: unknown, name: StepName): Tree {
  const output =
    typeof result === 'object' && result !== null && 'output' in result ? result.output : undefined;
  if (output === undefined) {
    throw new ChainError(
      `step ${name.step}: it returned no output, which 'sum' and 'stack' need; return { state, output }, ` +
        "or use outputs: 'none'",
    );
  }
  return treeOf(output, 'output', name);
}

function treeOf(value: unknown, what: 'state' | 'output', name: StepName): Tree {
  if (isTree(value)) return value;
  throw notTree(placeOf(what, name), value, treeRules);
}

/** What a step returned, as messages call it. */
function placeOf(what: 'state' | 'output', { where, step }: StepName): string {
  if (where === 'checkpoint') return 'checkpoint: result';
  return where === 'sequential' ? `sequential, layer ${step}: result` : `${where}, step ${step}: ${what}`;
}

function named(paths: readonly string[]): string {
  if (paths.length === 0) return 'no tensors';
  return paths.map((path) => (path === '' ? 'one tensor' : `'${path}'`)).join(', ');
}

function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Promise) return 'a promise (a step cannot be asynchronous)';
  if (value instanceof Tensor) return String(value);
  if (value === null || typeof value !== 'object') return `${typeof value} ${String(value)}`;
  return `an object with ${named(Object.keys(value))}`;
}
