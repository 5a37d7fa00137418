import {
  add,
  apply,
  checkpoint,
  defaultArena,
  estimable,
  exactly,
  greater,
  later,
  leavesOf,
  multiply,
  negate,
  online,
  type PrimitiveDefinition,
  periodic,
  recomputeAll,
  revolve,
  type Setting,
  type Strategy,
  scan,
  sequential,
  sigmoid,
  sin,
  square,
  storeAll,
  subtract,
  sum,
  Tape,
  type Tensor,
  tanh,
  tensor,
  tidy,
  where,
} from '../../src/index.js';
import type { One, Two } from '../../src/tape/primitive.js';

/** What primitives and steps read from outside; it changes between gradients, and between steps. */
interface World {
  number: number;
  isOther: boolean;
  tensor: Tensor;
}

interface Scaling {
  readonly by: number;
}

type OwnOne = (x: Tensor) => Tensor;

/** Primitives that read the world in one way or another, each a function of a tensor of three entries. */
function ownFunctions(world: World): readonly OwnOne[] {
  const one = <S extends readonly Tensor[]>(definition: PrimitiveDefinition<One, S, undefined>): OwnOne => {
    return (x) => apply(definition, [x], undefined);
  };
  const scaled = one({
    name: 'scaled',
    primal: ([x]) => multiply(x, world.number),
    vjp: (g) => [multiply(g, world.number)],
  });
  const surrogate = one<One>({
    name: 'surrogate',
    primal: ([x]) => multiply(greater(x, 0), 1),
    save: ([x]) => [exactly(sigmoid(multiply(x, 2)))],
    vjp: (g, [s]) => [multiply(multiply(g, world.number), multiply(s, subtract(1, s)))],
  });
  return [
    scaled,
    one({ name: 'vjpOnly', primal: ([x]) => multiply(x, 1), vjp: (g) => [multiply(g, world.number)] }),
    one({ name: 'primalOnly', primal: ([x]) => multiply(x, world.number), vjp: (g) => [negate(g)] }),
    surrogate,
    one<One>({
      name: 'branching',
      primal: ([x]) => (world.isOther ? sin(x) : tanh(x)),
      save: ([x], y) => [exactly(world.isOther ? x : y)],
      vjp: (g, [r]) => [multiply(g, world.isOther ? add(r, 0.5) : subtract(1, square(r)))],
    }),
    one<One>({
      name: 'more',
      primal: ([x]) => multiply(x, 0.5),
      save: ([x]) => (world.isOther ? [exactly(x)] : [exactly(square(x))]),
      vjp: (g, [r]) => [world.isOther ? multiply(multiply(g, r), r) : multiply(g, r)],
    }),
    one({ name: 'same', primal: ([x]) => x, vjp: (g) => [world.isOther ? undefined : g] }),
    one<One>({
      name: 'estimable',
      primal: ([x]) => square(x),
      save: ([x]) => [estimable(x)],
      vjp: (g, [x]) => [multiply(multiply(g, x), 2)],
    }),
    (x) => {
      const number = world.number;
      return one({
        name: 'closure',
        primal: ([y]) => add(y, number),
        vjp: (g) => [multiply(g, number)],
      })(x);
    },
    (x) =>
      apply(
        {
          name: 'options',
          primal: ([y]: One, { by }: Scaling) => multiply(y, by),
          vjp: (g: Tensor, _: readonly [], { options }: Setting<Scaling>) => [multiply(g, options.by)],
        },
        [x],
        { by: world.number },
      ),
    (x) =>
      apply(
        {
          name: 'two',
          primal: ([a, b]: Two) => multiply(a, b),
          save: ([a, b]: Two) => [exactly(a), exactly(b)],
          vjp: (g: Tensor, [a, b]: Two) => [
            later(multiply, [g, b], undefined),
            world.isOther ? undefined : multiply(g, a),
          ],
        },
        [x, tanh(x)],
        undefined,
      ),
    one({
      name: 'outside',
      primal: ([x]) => multiply(x, world.tensor),
      vjp: (g) => [multiply(g, world.tensor)],
    }),
    one({ name: 'nested', primal: ([x]) => scaled(surrogate(x)), vjp: (g) => [scaled(g)] }),
    one({
      name: 'opaque',
      primal: ([x]) => tensor([...x.toArray()].map((each) => Math.round(each * world.number * 8) / 8)),
      vjp: (g) => [multiply(g, world.number)],
    }),
    one({
      name: 'opaqueVjp',
      primal: ([x]) => multiply(x, world.number),
      vjp: (g) => [tensor([...g.toArray()].map((each) => each * 0.5))],
    }),
    one({ name: 'unfit', primal: ([x]) => multiply(x, 1), vjp: (g) => [world.isOther ? sum(g) : g] }),
    (x) => where(greater(x, 0), x, multiply(x, world.number)),
  ];
}

/** A stream of whole numbers below a bound, the same for the same seed. */
function below(seed: number): (bound: number) => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const strategiesTried: readonly Strategy[] = [
  storeAll(),
  recomputeAll(),
  periodic({ every: 2 }),
  online({ slots: 3 }),
  revolve({ slots: 2 }),
];

export interface Outcome {
  /** Losses and gradients, or what was thrown, call by call. */
  readonly calls: readonly (readonly number[] | string)[];
  readonly remarks: readonly string[];
  /** Whether every peak was the predicted one, where one was predicted. */
  readonly isPredicted: boolean;
  readonly bytesLeft: number;
}

/** Several gradients of a random program with primitives of its own, whose world changes in between. */
export function outcomeOf(seed: number, compile: boolean): Outcome {
  const before = defaultArena().liveBytes;
  const found = tidy(() => callsOf(seed, compile));
  return { ...found, bytesLeft: defaultArena().liveBytes - before };
}

function callsOf(seed: number, compile: boolean): Omit<Outcome, 'bytesLeft'> {
  const pick = below(seed);
  const world: World = { number: 1, isOther: false, tensor: tensor([1, 2, 3]) };
  const own = ownFunctions(world);
  const chosen = Array.from({ length: 1 + pick(3) }, () => own[pick(own.length)]!);
  const loss = lossOf(pick, world, chosen);
  const strategy = strategiesTried[pick(strategiesTried.length)]!;
  const tape = new Tape({ compile, strategy, check: pick(4) === 0 ? 'boundaries' : 'off' });
  const calls: (readonly number[] | string)[] = [];
  const remarks = new Set<string>();
  let isPredicted = true;
  for (let call = 0; call < 4; call += 1) {
    if (call > 0) change(pick, world);
    try {
      const { value, gradient, report } = tape.gradient(loss, {
        a: tensor([0.5, -0.25, 1.5]),
        b: tensor(0.75),
      });
      calls.push([value.item(), ...leavesOf(gradient).flatMap((leaf) => [...leaf.toArray()])]);
      for (const remark of report.remarks) remarks.add(remark);
      if (report.predicted !== undefined && report.predicted.peakBytes !== report.peakBytes)
        isPredicted = false;
    } catch (error) {
      calls.push(String(error));
    }
  }
  return { calls, remarks: [...remarks], isPredicted };
}

function change(pick: (bound: number) => number, world: World): void {
  const what = pick(4);
  if (what === 0) world.number = 1 + pick(3) / 4;
  if (what === 1) world.isOther = !world.isOther;
  if (what === 2) world.tensor = tensor([1 + pick(2), 2, 3]);
}

type Parameters = { readonly a: Tensor; readonly b: Tensor };

function lossOf(pick: (bound: number) => number, world: World, chosen: readonly OwnOne[]) {
  const extent = 1 + pick(5);
  const kind = pick(5);
  // What a step itself changes is an error where a vjp reads it, and counts where none does.
  const changed = pick(6);
  const body = ({ a, b }: Parameters, h: Tensor, index: number): Tensor => {
    if (changed === 0) world.number = 1 + index / 4;
    if (changed === 1) world.isOther = index % 2 === 1;
    return chosen.reduce((x, f, nth) => f(nth % 2 === 0 ? multiply(x, b) : add(x, a)), h);
  };
  const again = checkpoint((a: Tensor, b: Tensor, h: Tensor) => body({ a, b }, h, 0));
  const layers = Array.from({ length: extent }, (_, nth) => (p: Parameters, h: Tensor) => body(p, h, nth));
  const start = [1, 0.5, -0.5];
  return (p: Parameters): Tensor => {
    const state = tensor(start);
    const inputs = { extent, at: () => [] };
    if (kind === 0) return sum(square(again(p.a, p.b, again(p.a, p.b, add(state, p.a)))));
    if (kind === 1)
      return sum(
        square(
          sequential(layers)(
            layers.map(() => p),
            add(state, p.a),
          ),
        ),
      );
    if (kind === 2) return sum(chosen[0]!(body(p, add(state, p.a), 0)));
    const step = (q: Parameters, h: Tensor, _: unknown, index: number) => {
      const after = body(q, h, index);
      return { state: after, output: sum(after) };
    };
    const ending =
      kind === 3
        ? { inputs }
        : { inputs: { at: () => [] }, until: (_: Tensor, nth: number) => nth === extent };
    const options = { parameters: p, state, outputs: 'sum', ...ending } as const;
    const { state: last, outputs } = scan(step, options);
    return add(outputs, sum(square(last)));
  };
}
