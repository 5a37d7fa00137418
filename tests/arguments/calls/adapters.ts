import * as jaxJs from '../../../src/adapters/jaxJs.js';
import * as tfjs from '../../../src/adapters/tfjs.js';
import { kind, options } from '../argument.js';
import { flag, func, strategy } from '../kinds.js';
import { called, type Signature } from '../signature.js';

// As much of the two libraries as is looked at before anything is done with them.
const tensorFlow = {
  version_core: '4.22.0',
  engine: () => ({ state: { scopeStack: [], kernelDepth: 0 }, runKernel: () => {}, gradients: () => {} }),
};
const jax = { Array: class {}, numpy: {}, jit: () => {}, vjp: () => {}, makeJaxpr: () => {} };

const library = (good: () => unknown) =>
  kind(good, 'undefined', 'null', 'number', 'text', 'empty', 'list', 'function');
const step = func(() => () => ({ state: [] }));
const anything = kind(() => []);
const known = {
  parameters: anything,
  state: anything,
  inputs: anything,
  // It is known in order to be refused with what to do.
  until: kind(() => undefined),
  outputs: kind(() => 'sum', 'null', 'number', 'text', 'flag', 'empty', 'symbol'),
  strategy,
  check: kind(() => 'boundaries', 'null', 'number', 'text', 'flag', 'empty'),
  onReport: kind(() => () => {}, 'null', 'number', 'text', 'empty'),
};
const good = (): object => ({ parameters: [], state: [], inputs: { extent: 1, at: () => [] } });
const f = func(() => (x: unknown) => x);

function of(adapt: (library: never) => object, make: () => unknown, own: object): readonly Signature[] {
  const adapted =
    (name: string) =>
    (...args: readonly unknown[]): unknown =>
      Reflect.apply(Reflect.get(Reflect.apply(adapt, undefined, [make()]), name), undefined, args);
  return [
    called(adapt, [library(make)], { name: 'adapt' }),
    called(adapted('scan'), [step, options({ ...known, ...own }, good)], { name: 'scan', isRunnable: false }),
    called(adapted('checkpoint'), [f, options({})], { name: 'checkpoint', isRunnable: false }),
  ];
}

export const ofAdapters: readonly Signature[] = [
  ...of(tfjs.adapt, () => tensorFlow, {}),
  ...of(jaxJs.adapt, () => jax, { inputGradient: flag }),
];
