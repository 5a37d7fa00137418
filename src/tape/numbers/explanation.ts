import { leavesOf, pathsOf, type Tree } from '../../array/tree.js';
import { type Finding, NaNFound, NumberWatch } from './numberWatch.js';

/** Where the numbers of a run that are not finite come from. */
export interface Explanation {
  readonly words: string;
  /** Made where the operation was applied. */
  readonly cause?: Error | undefined;
}

/**
 * Finds out where the numbers of a run that are not finite come from, by running it once more while somebody looks; and,
 * where the operation is wanted, once again with the steps in question run as they are written.
 *
 * @param rerun - runs the same program once more, with somebody looking
 */
export function explanation(
  parameters: Tree,
  rerun: (watch: NumberWatch) => void,
  isThorough: boolean,
): Explanation {
  const found = searched(new NumberWatch({ isThorough }), parameters, rerun);
  if (found.findings.length === 0) return { words: unexplained(found.failure) };
  const steps = found.findings.flatMap(({ step }) => step ?? []);
  const { words, cause } = told(found.findings);
  if (steps.length === 0) return { words, cause };
  if (!isThorough) return { words: `${words}; new Tape({ check: 'numbers' }) tells by which operation` };
  const closer = searched(new NumberWatch({ isThorough, sought: steps }), parameters, rerun);
  if (closer.findings.length === 0)
    return { words: `${words}; by which operation is not known, ${whyNot(closer.failure)}` };
  const byOperation = told(closer.findings);
  return { words: `${words}. By operations, ${byOperation.words}`, cause: byOperation.cause };
}

interface Searched {
  readonly findings: readonly Finding[];
  /** Why the run did not come to its end. */
  readonly failure: unknown;
}

function searched(watch: NumberWatch, parameters: Tree, rerun: (watch: NumberWatch) => void): Searched {
  let failure: unknown;
  try {
    const paths = pathsOf(parameters);
    leavesOf(parameters).forEach((leaf, place) => {
      watch.see(leaf, () => ({
        where: paths[place] === '' ? 'the parameter' : `parameter '${paths[place]}'`,
      }));
    });
    rerun(watch);
  } catch (error) {
    if (!(error instanceof NaNFound)) failure = error;
  }
  return { findings: watch.findings, failure };
}

function told(findings: readonly Finding[]): Explanation {
  const words = findings.map(({ kind, where }) => `the first ${kind} is in ${where}`).join(', and ');
  return { words, cause: findings.at(-1)?.cause };
}

function unexplained(failure: unknown): string {
  if (failure === undefined)
    return 'run once more, the loss was finite: it is no pure function of its parameters, so where it began is not known';
  return `where it began is not known, ${whyNot(failure)}`;
}

function whyNot(failure: unknown): string {
  if (failure === undefined) return 'since the step, run as it is written, gave finite numbers';
  return `since the loss could not be run once more: ${failure instanceof Error ? failure.message : String(failure)}`;
}
