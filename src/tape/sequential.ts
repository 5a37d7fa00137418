import { checkOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import type { Tensor } from '../array/tensor.js';
import { empty, leavesAt, leavesOfPart, type Tree, type TreePart } from '../array/tree.js';
import { ChainError } from '../errors.js';
import { runChain } from './reversal.js';
import { hasBudget, scheduleBy } from './scan.js';
import { UnequalStates } from './stateForms.js';
import { inputsOnDemand } from './stepInputs.js';
import { checkStrategy, type Strategy } from './strategy.js';
import type { ParametersAt } from './userStep.js';

/** One layer of a chain of different ones. It must be a pure function: it may run more than once. */
export type Layer<P extends TreePart, X extends Tree = Tensor> = (parameters: P, x: X, index: number) => X;

/**
 * Layers one after another, each with parameters, a cost and an output of its own, as one chain: under a tape it keeps what
 * the strategy says and no more, and runs layers again when the tape is swept. `rotor` is the strategy made for it.
 *
 * @param layers - functions of their parameters and of what the layer before returned, tensors or trees of tensors
 * @param options.strategy - how this chain is reversed; as its tape says, if absent
 * @returns the function of all parameters, a list with one tree for each layer, and of the first layer's input
 * @throws {ChainError} if there is another number of parameters than of layers
 * @example
 * const dense = ({ W, b }, x) => tanh(add(matmul(x, W), b));
 * const network = sequential([dense, dense, ({ W }, x) => matmul(x, W)]);
 * const y = network([{ W: W1, b: b1 }, { W: W2, b: b2 }, { W: W3 }], x);
 */
export function sequential<P extends readonly TreePart[], X extends Tree = Tensor>(
  layers: { readonly [K in keyof P]: Layer<P[K], X> },
  options?: { readonly strategy?: Strategy },
): (parameters: P, x: X) => X;
export function sequential(
  layers: readonly Layer<TreePart, Tree>[],
  options: { readonly strategy?: Strategy } = {},
): (parameters: readonly TreePart[], x: Tree) => Tree {
  checkLayers(layers);
  checkOptions('sequential', options, { strategy: 'any' });
  const { strategy } = options;
  if (strategy !== undefined) checkStrategy('sequential', strategy);
  return (parameters, x) => {
    checkParameters(parameters, layers.length);
    leavesAt('sequential: x', x);
    const { state } = runChain<Tree, Tree, Tree, Tree>({
      where: 'sequential',
      step: (own, state, _, index) => ({
        state: layers[index]!(parameters[index] ? own : parameters[index], state, index),
      }),
      parameters,
      parametersAt: ownParameters(parameters),
      state: x,
      isUniform: false,
      statesFrom: (first) => new UnequalStates(first),
      inputs: inputsOnDemand({ extent: layers.length, at: () => [] }),
      outputs: 'none',
      keep: strategy?.keep,
      schedule: (profile, run) => scheduleBy(strategy ?? run.strategy, profile, run),
      isPlanned: (run) => hasBudget(strategy ?? run.strategy),
    });
    return state;
  };
}

/** Every step reads parameters of its own. */
function ownParameters(parameters: readonly TreePart[]): ParametersAt<Tree> {
  let next = 0;
  const each = parameters.map((tree, layer) => {
    const leaves = leavesOfPart(`sequential: parameters.${layer}`, tree);
    return { tree: tree ?? empty, places: leaves.map(() => next++) };
  });
  return (step) => each[step]!;
}

function checkLayers(layers: unknown): void {
  if (!Array.isArray(layers))
    throw new ChainError(`sequential: layers is ${shown(layers)}; a list of functions is needed`);
  const place = layers.findIndex((layer) => typeof layer !== 'function');
  if (place !== -1)
    throw new ChainError(
      `sequential: layer ${place} is ${shown(layers[place])}; a function (parameters, x) => y is needed`,
    );
}

function checkParameters(parameters: unknown, count: number): void {
  const found = Array.isArray(parameters) ? `a list of ${parameters.length}` : shown(parameters);
  if (Array.isArray(parameters) && parameters.length === count) return;
  throw new ChainError(
    `sequential: parameters is ${found}; a list of ${count} is needed, one tree for each layer (null for a layer without)`,
  );
}
