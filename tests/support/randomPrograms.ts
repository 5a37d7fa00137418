import {
  add,
  empty,
  matmul,
  mean,
  multiply,
  normal,
  type RandomKey,
  scan,
  sequential,
  square,
  stopGradient,
  sum,
  type Tensor,
  type Tree,
  tanh,
  zeros,
} from '../../src/index.js';
import { Dice } from './dice.js';
import { computed, type Operations, randomOperations, type StepValues } from './randomSteps.js';

/** A loss with its parameters. What it makes belongs to the open scope. */
export interface RandomProgram {
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly loss: (parameters: Readonly<Record<string, Tensor>>) => Tensor;
  readonly chainCount: number;
  /** What it is, for whoever reads of a failure. */
  readonly text: string;
}

interface ChainForm {
  readonly kind: 'scan' | 'sequential';
  readonly extent: number;
  readonly operations: Operations;
  readonly inputs: 'none' | 'data' | 'followed' | 'below';
  readonly outputs: 'none' | 'sum' | 'stack';
  readonly output: 'state' | 'loss';
  readonly start: 'zeros' | 'parameter' | 'below';
  /** A second leaf of the state: none, one that every step passes on, or one that changes. */
  readonly second: 'none' | 'fixed' | 'running';
  readonly reads: 'state' | 'outputs' | 'both';
  readonly hasSkip: boolean;
}

interface Form {
  readonly batch: number;
  readonly width: number;
  readonly wide: number;
  readonly chains: readonly ChainForm[];
  readonly isFrozenBy: 'constant' | 'stopGradient';
  /** Entries of a product of the loss itself, after the chains. */
  readonly after: number;
}

function randomChain(dice: Dice, nth: number, extent: number, below: ChainForm | undefined): ChainForm {
  const kind = dice.chance(0.8) ? 'scan' : 'sequential';
  const isScan = kind === 'scan';
  const canStack = isScan && below?.outputs === 'stack' && below.output === 'state';
  const inputs = isScan
    ? dice.one<ChainForm['inputs']>(canStack ? ['below', 'data'] : ['none', 'data', 'followed'])
    : 'none';
  const outputs = isScan ? dice.one<ChainForm['outputs']>(['none', 'none', 'sum', 'stack']) : 'none';
  return {
    kind,
    extent,
    operations: randomOperations(dice, { hasInput: inputs !== 'none' }),
    inputs,
    outputs,
    output: dice.one(['state', 'loss']),
    start: dice.one(nth > 0 ? ['zeros', 'parameter', 'below', 'below'] : ['zeros', 'parameter']),
    second: isScan ? dice.one(['none', 'none', 'none', 'fixed', 'running']) : 'none',
    reads: outputs === 'none' ? 'state' : dice.one(['state', 'outputs', 'both']),
    hasSkip: dice.chance(0.3),
  };
}

function randomForm(dice: Dice): Form {
  const extent = dice.count(1, 9);
  const chains: ChainForm[] = [];
  const count = dice.one([1, 1, 1, 2, 3]);
  for (let nth = 0; nth < count; nth += 1) {
    const below = chains.at(-1);
    const length = below?.outputs === 'stack' || dice.chance(0.5) ? extent : dice.count(1, 9);
    chains.push(randomChain(dice, nth, length, below?.extent === length ? below : undefined));
  }
  const width = dice.one([1, 4, 16, 33]);
  return {
    batch: dice.count(1, 4),
    width,
    wide: dice.one([2, 50, 90]),
    chains,
    isFrozenBy: dice.one(['constant', 'stopGradient']),
    after: dice.one([0, 0, 200]),
  };
}

/** A program of a seed: scans and layers, one or several, with all that a plan has to know of. */
export function randomProgram(seed: number): RandomProgram {
  const dice = new Dice(seed);
  const form = randomForm(dice);
  let drawn = 0;
  const key = (): RandomKey => [seed, drawn++];
  const { batch, width, wide, chains, after } = form;
  const made = (...shape: number[]): Tensor => normal(shape, { key: key(), deviation: 0.5 });
  const parameters: Record<string, Tensor> = {
    W: made(width, width),
    up: made(width, wide),
    down: made(wide, width),
    b: made(width),
    h: made(batch, width),
    frozen: made(width, width),
  };
  if (after > 0) parameters.out = made(width, after);
  const frozen = parameters.frozen!;
  if (form.isFrozenBy === 'constant') delete parameters.frozen;
  const data = chains.map(({ extent }) => made(extent, batch, width));
  chains.forEach(({ inputs }, nth) => {
    if (inputs === 'followed') parameters[`x${nth}`] = data[nth]!;
  });
  const captured = [made(batch, width), made(width), made(batch, width)];
  const loss = (p: Readonly<Record<string, Tensor>>): Tensor => {
    const inner = { ...p, frozen: p.frozen === undefined ? frozen : stopGradient(p.frozen) };
    return lossOf(form, { parameters: inner, data, captured });
  };
  return { parameters, loss, chainCount: chains.length, text: JSON.stringify(form) };
}

interface Given {
  readonly parameters: Readonly<Record<string, Tensor>>;
  readonly data: readonly Tensor[];
  readonly captured: readonly Tensor[];
}

function lossOf(form: Form, given: Given): Tensor {
  const terms: Tensor[] = [];
  let below: Ends | undefined;
  form.chains.forEach((chain, nth) => {
    const ends = chain.kind === 'scan' ? scanned(chain, nth, below, given) : layered(chain, below, given);
    if (chain.reads !== 'outputs') terms.push(mean(square(ends.state)));
    if (chain.reads !== 'state' && ends.outputs !== undefined) terms.push(mean(square(ends.outputs)));
    below = ends;
  });
  const { out } = given.parameters;
  if (out !== undefined && below !== undefined) terms.push(mean(square(tanh(matmul(below.state, out)))));
  return terms.reduce((sum, term) => add(sum, term));
}

interface Ends {
  readonly state: Tensor;
  readonly outputs: Tensor | undefined;
}

function startOf({ start }: ChainForm, below: Ends | undefined, { parameters }: Given): Tensor {
  const { h } = parameters;
  if (start === 'below' && below !== undefined) return below.state;
  return start === 'zeros' ? zeros(h!.shape) : tanh(h!);
}

function scanned(chain: ChainForm, nth: number, below: Ends | undefined, given: Given): Ends {
  const { operations, extent, inputs, outputs, output, second, hasSkip } = chain;
  type State = { readonly h: Tensor; readonly more: readonly Tensor[] };
  const step = (p: Readonly<Record<string, Tensor>>, { h, more }: State, x: Tree, index: number) => {
    const input = 'shape' in x ? (x as Tensor) : undefined;
    const y = computed(operations, h, { parameters: p, input, captured: given.captured }, index);
    const next = hasSkip ? add(h, multiply(y, 0.5)) : multiply(y, 0.5);
    const others = second === 'running' ? more.map((each) => add(multiply(each, 0.9), mean(next))) : more;
    const state = { h: second === 'fixed' ? add(next, more[0]!) : next, more: others };
    return { state, output: output === 'loss' ? mean(square(y)) : y };
  };
  const h = startOf(chain, below, given);
  const source: Record<ChainForm['inputs'], Tree> = {
    none: empty,
    data: given.data[nth]!,
    followed: given.parameters[`x${nth}`] ?? given.data[nth]!,
    below: below?.outputs ?? given.data[nth]!,
  };
  const options = {
    parameters: given.parameters,
    state: { h, more: second === 'none' ? [] : [sum(h)] },
    inputs: inputs === 'none' ? { extent, at: () => empty } : source[inputs],
  };
  if (outputs === 'none') return { state: scan(step, options).state.h, outputs: undefined };
  const found = scan(step, { ...options, outputs });
  return { state: found.state.h, outputs: found.outputs };
}

/** The widths of the layers alternate. */
function layered(
  { operations, extent, hasSkip, ...rest }: ChainForm,
  below: Ends | undefined,
  given: Given,
): Ends {
  const layers = Array.from({ length: extent }, (_, place) => {
    const isWide = place % 3 === 1 && place < extent - 1;
    const narrow = place % 3 === 2 && place > 1;
    return (p: Readonly<Record<string, Tensor>>, x: Tensor, index: number): Tensor => {
      const values: StepValues = { parameters: p, input: undefined, captured: given.captured };
      if (isWide) return tanh(matmul(x, p.up!));
      const from = narrow ? matmul(x, p.down!) : x;
      const y = computed(operations, from, values, index);
      return hasSkip ? add(from, multiply(y, 0.5)) : y;
    };
  });
  const start = startOf({ operations, extent, hasSkip, ...rest }, below, given);
  return {
    state: sequential(layers)(
      layers.map(() => given.parameters),
      start,
    ),
    outputs: undefined,
  };
}
