import { type NotFinite, notFiniteIn } from '../../array/notFinite.js';
import type { Tensor } from '../../array/tensor.js';
import { leavesOf, pathsOf, type Tree } from '../../array/tree.js';
import { NumbersError } from '../../errors.js';
import { explanation } from './explanation.js';
import type { NumberWatch } from './numberWatch.js';

interface Results {
  readonly value: Tensor;
  readonly gradient: Tree;
}

/**
 * What is to be said of results that are not finite: nothing where they all are.
 *
 * @param options.rerun - runs the same program once more, with somebody looking; absent where that cannot be
 * @throws {NumbersError} instead, if numbers are checked: the results are disposed of then
 */
export function remarksOnNumbers(
  results: Results & { readonly parameters: Tree },
  options: {
    readonly isChecked: boolean;
    readonly rerun: ((watch: NumberWatch) => Results) | undefined;
  },
): readonly string[] {
  if (areFinite(results)) return none;
  const found = inWords(results);
  const { isChecked, rerun } = options;
  const again = rerun && ((watch: NumberWatch) => disposeOf(rerun(watch)));
  const from = again && explanation(results.parameters, again, isChecked);
  const told = from === undefined ? found : `${found}; ${from.words}`;
  if (!isChecked) return [told];
  disposeOf(results);
  throw new NumbersError(`tape: ${told}`, { cause: from?.cause });
}

const none: readonly string[] = [];

function disposeOf({ value, gradient }: Results): void {
  for (const leaf of [value, ...leavesOf(gradient)]) leaf.dispose();
}

function areFinite({ value, gradient }: Results): boolean {
  if (notFiniteIn(value) !== undefined) return false;
  for (const leaf of leavesOf(gradient)) if (notFiniteIn(leaf) !== undefined) return false;
  return true;
}

/** What of them is not finite, such as `the loss is NaN`. */
function inWords({ value, gradient }: Results): string {
  const kinds = leavesOf(gradient).map(notFiniteIn);
  const ofLoss = notFiniteIn(value);
  const loss = ofLoss === undefined ? [] : [`the loss is ${ofLoss}`];
  const paths = pathsOf(gradient);
  const ofKind = (kind: NotFinite): string[] => {
    const names = paths.filter((_, place) => kinds[place] === kind);
    return names.length === 0 ? [] : [`the gradient${by(names)} is ${kind}`];
  };
  return [...loss, ...ofKind('NaN'), ...ofKind('Infinity'), ...ofKind('-Infinity')].join(' and ');
}

function by(names: readonly string[]): string {
  if (names[0] === '') return '';
  const few = names.slice(0, 3).map((name) => `'${name}'`);
  const rest = names.length - few.length;
  return ` of ${few.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
