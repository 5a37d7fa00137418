import { ChainError } from '../errors.js';
import { type Flat, inWords, type Trees } from './trees.js';

/** What is asked of a framework's tensor: enough to say what it is. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** What a state or an output looks like: names, shapes and dtypes. */
export interface Form {
  readonly paths: readonly string[];
  readonly kinds: readonly string[];
}

export function formOf<T extends Shaped>({ leaves, paths }: Flat<T>): Form {
  return { paths, kinds: leaves.map(kindOf) };
}

export function kindOf({ dtype, shape }: Shaped): string {
  return `${dtype} [${shape.join(', ')}]`;
}

/** What a step returned, as leaves in the order of the forms. */
export interface StepEnds<T> {
  readonly after: readonly T[];
  readonly output: readonly T[];
}

/** What a step has to return; an output's form is known after the first one. */
export interface Expected {
  readonly state: Form;
  readonly wantsOutput: boolean;
  readonly output: Form | undefined;
}

/** @throws {ChainError} unless a step returned a state and an output of their forms */
export function checkedEnds<T extends Shaped>(
  trees: Trees<T>,
  result: unknown,
  expected: Expected,
  step: number,
): StepEnds<T> {
  if (typeof result !== 'object' || result === null || !('state' in result)) {
    throw new ChainError(
      `step ${step}: it returned ${inWords(result)}; { state } or { state, output } is needed`,
    );
  }
  const after = inForm(
    'state',
    trees.flatState(`scan, step ${step}: state`, result.state),
    expected.state,
    step,
  );
  if (!expected.wantsOutput) return { after, output: [] };
  const found = 'output' in result ? result.output : undefined;
  if (found === undefined) {
    throw new ChainError(
      `step ${step}: it returned no output, which 'sum' and 'stack' need; return { state, output }, or use outputs: 'none'`,
    );
  }
  const flat = trees.flat(`scan, step ${step}: output`, found);
  return { after, output: expected.output ? inForm('output', flat, expected.output, step) : flat.leaves };
}

function inForm<T extends Shaped>(what: string, { leaves, paths }: Flat<T>, form: Form, step: number): T[] {
  if (paths.length !== form.paths.length || paths.some((path) => !form.paths.includes(path))) {
    throw new ChainError(
      `step ${step}: its ${what} has ${named(paths)} but had ${named(form.paths)} before; a chain's ${what} keeps its names`,
    );
  }
  return form.paths.map((path, place) => {
    const leaf = leaves[paths.indexOf(path)]!;
    const [is, was] = [kindOf(leaf), form.kinds[place]];
    if (is === was) return leaf;
    const where = path === '' ? `its ${what}` : `${what} '${path}'`;
    throw new ChainError(
      `step ${step}: ${where} is ${is} but was ${was} before; a chain's ${what} keeps its shape and dtype`,
    );
  });
}

function named(paths: readonly string[]): string {
  if (paths.length === 0) return 'no tensors';
  return paths.map((path) => (path === '' ? 'one tensor' : `'${path}'`)).join(', ');
}
