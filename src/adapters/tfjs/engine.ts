import { TapeError } from '../../errors.js';

/** A tensor of TensorFlow.js, as far as it is used here. */
export interface TfTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly dataId: object;
  readonly isDisposed: boolean;
  /** Whether scopes leave it alone when they end. */
  kept: boolean;
  scopeId: number;
  dispose(): void;
  dataSync(): ArrayBufferView;
}

/** One operation that a gradient can be pulled back through. */
export interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, TfTensor>>;
  readonly outputs: readonly TfTensor[];
  /** What the engine disposes of when it is done with the tape. */
  saved?: { dispose(): void }[];
  gradient?(dys: readonly (TfTensor | null)[]): Record<string, () => TfTensor>;
}

interface ScopeState {
  readonly id: number;
  readonly track: TfTensor[];
}

/** What the engine is doing. TensorFlow.js 4.22 shows it as `tf.engine().state`. */
export interface EngineState {
  activeTape: TapeNode[] | null | undefined;
  gradientDepth: number;
  kernelDepth: number;
  activeScope: ScopeState | null | undefined;
  scopeStack: ScopeState[];
  readonly nextScopeId: number;
  nextTapeNodeId: number;
  /** Of all tensors, each counted by itself, also where two share their numbers. */
  numBytes: number;
}

/** The part of TensorFlow.js's engine that is used here. */
export interface Engine {
  readonly state: EngineState;
  isTapeOn(): boolean;
  tidy<R>(body: () => R): R;
  runKernel(name: string, inputs: object, attributes?: object): TfTensor;
  makeTensor(values: Float32Array | Int32Array, shape: readonly number[], dtype: string): TfTensor;
  gradients(
    f: () => TfTensor,
    xs: readonly TfTensor[],
    dy: TfTensor,
    allowNoGradients: boolean,
  ): { readonly grads: readonly (TfTensor | undefined)[] };
}

/**
 * The engine of the user's TensorFlow.js.
 *
 * @throws {TypeError} unless it is TensorFlow.js 4.22 or a later one whose engine is the same, with gradients registered
 */
export function engineOf(tf: unknown): Engine {
  const given = typeof tf === 'object' && tf !== null ? tf : {};
  const engine: unknown =
    'engine' in given && typeof given.engine === 'function' ? given.engine() : undefined;
  const version = 'version_core' in given ? String(given.version_core) : '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (!isEngine(engine) || major < 4 || (major === 4 && minor < 22)) {
    throw unfit(
      version === '0' ? 'what it was given is not TensorFlow.js' : `this is TensorFlow.js ${version}`,
    );
  }
  if ('getGradient' in given && typeof given.getGradient === 'function' && !given.getGradient('Add')) {
    throw unfit('no gradients are registered, as where @tensorflow/tfjs-core is used alone');
  }
  return engine;
}

function unfit(found: string): TypeError {
  return new TypeError(
    `adapt: ${found}; TensorFlow.js 4.22 is needed: npm install @tensorflow/tfjs@4.22, import * as tf from '@tensorflow/tfjs'`,
  );
}

function isEngine(engine: unknown): engine is Engine {
  if (typeof engine !== 'object' || engine === null || !('state' in engine)) return false;
  const { state } = engine;
  return (
    'runKernel' in engine &&
    'gradients' in engine &&
    typeof state === 'object' &&
    state !== null &&
    'scopeStack' in state &&
    'kernelDepth' in state
  );
}

export function isTensor(value: unknown): value is TfTensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'isDisposed' in value;
}

export function isVariable(tensor: TfTensor): tensor is TfTensor & { readonly name: string } {
  return 'assign' in tensor && 'name' in tensor;
}

/** Whether it can have a gradient. */
export function isFloat({ dtype }: TfTensor): boolean {
  return dtype === 'float32';
}

/** Whether a gradient may be asked for by it, as far as a tape can tell: its own variables, and what it made. */
export function isFollowed(tape: readonly TapeNode[], leaf: TfTensor): boolean {
  if (isVariable(leaf)) return true;
  return isFloat(leaf) && tape.some(({ outputs }) => outputs.some(({ id }) => id === leaf.id));
}

/**
 * Runs `body` as if nothing else were going on in the engine: on no tape or on `tape`, and in no scope, so that what it
 * returns belongs to the caller alone.
 */
export function isolated<R>({ state }: Engine, body: () => R, tape: TapeNode[] | null = null): R {
  const { activeTape, gradientDepth, kernelDepth, activeScope, scopeStack } = state;
  const apart = { activeTape: tape, gradientDepth: tape ? 1 : 0, kernelDepth: 0, activeScope: null };
  Object.assign(state, apart, { scopeStack: [] });
  try {
    return body();
  } finally {
    Object.assign(state, { activeTape, gradientDepth, kernelDepth, activeScope, scopeStack });
  }
}

/** Another tensor of the same numbers, which takes no memory of its own. */
export function alias(engine: Engine, x: TfTensor): TfTensor {
  return engine.runKernel('Identity', { x });
}

/** Row `index` of a tensor [steps, ...]; not by Slice, which copies all of the tensor first in wasm. */
export function row(engine: Engine, x: TfTensor, index: number): TfTensor {
  const indices = engine.makeTensor(Int32Array.of(index), [], 'int32');
  const found = engine.runKernel('GatherV2', { x, indices }, { axis: 0, batchDims: 0 });
  indices.dispose();
  return found;
}

/** The rows as one tensor. */
export function stacked(engine: Engine, rows: readonly TfTensor[]): TfTensor {
  return engine.runKernel('Pack', rows, { axis: 0 });
}

export function zeros(engine: Engine, shape: readonly number[]): TfTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return engine.makeTensor(new Float32Array(size), shape, 'float32');
}

/** Hands a tensor over to the scope that is open. */
export function handOver({ state: { activeScope } }: Engine, tensor: TfTensor): TfTensor {
  if (activeScope) {
    tensor.scopeId = activeScope.id;
    activeScope.track.push(tensor);
  }
  return tensor;
}

/** @throws {TapeError} where a derivative of a derivative is being recorded */
export function refuseSecondOrder(engine: Engine, where: string): void {
  if (!engine.isTapeOn()) return;
  throw new TapeError(
    `${where}: a derivative of a derivative through it is asked for, which is not supported; take the inner derivative of ` +
      'a program without it',
  );
}

/** What tensors occupy, as the engine counts it. */
export function bytesOf(tensors: readonly TfTensor[]): number {
  const sizeOf = ({ shape, dtype }: TfTensor): number =>
    shape.reduce((size, length) => size * length, dtype === 'bool' ? 1 : 4);
  return tensors.reduce((bytes, tensor) => bytes + sizeOf(tensor), 0);
}
