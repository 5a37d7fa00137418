import {
  add,
  checkpoint,
  dropout,
  matmul,
  multiply,
  relu,
  sigmoid,
  softmax,
  square,
  type Tensor,
  tanh,
} from '../../src/index.js';
import type { Dice } from './dice.js';

/** What a random step computes with, [batch, width] and [width, width]. */
export interface StepValues {
  readonly parameters: Readonly<Record<string, Tensor>>;
  /** Absent where a chain has no inputs. */
  readonly input: Tensor | undefined;
  /** Made before the run, and read from outside. */
  readonly captured: readonly Tensor[];
}

const shapes = ['tanh', 'relu', 'sigmoid', 'softmax', 'square', 'scale', 'dropout'] as const;
const mixing = ['product', 'frozen', 'wide', 'checkpoint', 'bias'] as const;
const reading = ['addInput', 'multiplyInput', 'bendInput', 'inputProduct'] as const;
const capturing = ['captured', 'capturedByIndex'] as const;

type Kind =
  | (typeof shapes)[number]
  | (typeof mixing)[number]
  | (typeof reading)[number]
  | (typeof capturing)[number];

/** One operation of a step, and the steps that it is in. */
interface Operation {
  readonly kind: Kind;
  readonly every: number;
  readonly from: number;
}

/** A list of operations, most of them in every step. */
export type Operations = readonly Operation[];

export function randomOperations(dice: Dice, options: { hasInput: boolean }): Operations {
  const dependsOnIndex = dice.chance(0.35);
  const capturesAny = dice.chance(0.35);
  const operation = (): Operation => {
    const kinds = [
      dice.one(shapes),
      dice.one(mixing),
      ...(options.hasInput ? [dice.one(reading)] : []),
      ...(capturesAny ? [dice.one(capturing)] : []),
    ] as const;
    const isSometimes = dependsOnIndex && dice.chance(0.5);
    return {
      kind: dice.one(kinds),
      every: isSometimes ? dice.count(1, 3) : 1,
      from: isSometimes ? dice.count(0, 3) : 0,
    };
  };
  return Array.from({ length: dice.count(1, 6) }, operation);
}

/** Computes the operations one after another, from a state [batch, width] to another. */
export function computed(operations: Operations, x: Tensor, values: StepValues, index: number): Tensor {
  return operations.reduce(
    (y, { kind, every, from }) => (index >= from && index % every === 0 ? means[kind](y, values, index) : y),
    x,
  );
}

const means: Readonly<Record<Kind, (x: Tensor, values: StepValues, index: number) => Tensor>> = {
  tanh: (x) => tanh(x),
  relu: (x) => relu(x),
  sigmoid: (x) => sigmoid(x),
  softmax: (x) => softmax(x),
  square: (x) => square(tanh(x)),
  scale: (x) => multiply(x, 0.9),
  dropout: (x) => dropout(x, { rate: 0.3 }),
  product: (x, { parameters }) => matmul(x, parameters.W!),
  frozen: (x, { parameters }) => matmul(x, parameters.frozen!),
  wide: (x, { parameters }) => matmul(tanh(matmul(x, parameters.up!)), parameters.down!),
  checkpoint: (x, { parameters }) => again(x, parameters.W!),
  bias: (x, { parameters }) => add(x, parameters.b!),
  addInput: (x, { input }) => (input === undefined ? x : add(x, input)),
  multiplyInput: (x, { input }) => (input === undefined ? x : multiply(x, input)),
  bendInput: (x, { input }) => (input === undefined ? x : add(x, tanh(tanh(tanh(input))))),
  inputProduct: (x, { input, parameters }) =>
    input === undefined ? x : add(x, matmul(softmax(input), parameters.W!)),
  captured: (x, { captured }) => multiply(x, captured[0]!),
  capturedByIndex: (x, { captured }, index) => multiply(x, captured[index % captured.length]!),
};

const again = checkpoint((x: Tensor, W: Tensor) => tanh(tanh(matmul(x, W))));
