import { checkPart } from '../arguments/notTree.js';
import { checkKind, checkOptions, type NoOptions } from '../arguments/options.js';
import { empty, isPart, type Tree, type TreePart, treeRules } from '../array/tree.js';
import { advance, release, restore, type Schedule, snapshot, turn } from './action.js';
import { sameParameters } from './chainSetup.js';
import { runChain } from './reversal.js';
import { UnequalStates } from './stateForms.js';
import { inputsOnDemand } from './stepInputs.js';
import { innermostListener } from './trace.js';

/**
 * The same function, but nothing of its inside waits on the tape: it runs once more when the tape is swept. It must be
 * a pure function of its arguments, which are trees of tensors or nothing (null, undefined), and returns a tree of tensors.
 *
 * What it uses from outside must be an argument: a captured tensor of the tape is refused, since it would get no
 * gradient.
 *
 * @example
 * const layer = checkpoint((x, W) => tanh(matmul(x, W)));
 * const y = layer(x, W); // only x and W are kept
 */
export function checkpoint<A extends readonly TreePart[], R extends Tree>(
  f: (...args: A) => R,
  options?: NoOptions,
): (...args: A) => R {
  checkKind('checkpoint', 'f', f, 'function', 'a function of tensors is needed');
  checkOptions('checkpoint', options, {});
  function checkpointed(...args: A): Tree {
    args.forEach((given, place) => {
      if (!isPart(given)) checkPart(`checkpoint: argument ${place}`, given, treeRules);
    });
    if (innermostListener() === undefined) return f(...args);
    return runChain<A, Tree, Tree, Tree>({
      where: 'checkpoint',
      step: (given: A) => ({ state: f(...given) }),
      userFunction: f,
      parameters: args,
      parametersAt: sameParameters(args),
      state: empty,
      statesFrom: (state) => new UnequalStates(state),
      inputs: inputsOnDemand({ extent: 1, at: () => empty }),
      outputs: 'none',
      isUniform: false,
      isWrapped: true,
      schedule: again,
      isPlanned: () => false,
    }).state;
  }
  return checkpointed as (...args: A) => R;
}

/** Runs the one step, forgets how, and runs it again to sweep it. */
function again(): Schedule {
  return [snapshot(0, 0), advance(0, 1), restore(0, 0), ...turn(0, 1), release(0, 0)];
}
