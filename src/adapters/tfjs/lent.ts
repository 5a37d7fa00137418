import type { Flat } from '../trees.js';
import { refuseDisposed } from './borrowed.js';
import { alias, type Engine, isFloat, isolated, type TfTensor } from './engine.js';
import { Held } from './held.js';
import type { Wanted } from './pullback.js';

/** The kinds of what a chain is lent, as they are called in messages. */
type Kind = 'parameters' | 'state' | 'inputs';

/** What a user lends to a chain. */
export class Lent {
  readonly parameters: Flat<TfTensor>;
  readonly state: Flat<TfTensor>;
  readonly inputs: Flat<TfTensor>;
  /** All that there may be a gradient of, by keys such as `state 0`; a parameter that is there twice counts once. */
  readonly differentiable: ReadonlyMap<string, TfTensor>;
  readonly #where: string;

  constructor(where: string, { parameters, state, inputs }: Readonly<Record<Kind, Flat<TfTensor>>>) {
    this.#where = where;
    this.parameters = parameters;
    this.state = state;
    this.inputs = inputs;
    const keyed = (kind: Kind, { leaves }: Flat<TfTensor>) =>
      leaves.map((leaf, place) => [`${kind} ${place}`, leaf] as const);
    const once = keyed('parameters', parameters).filter(([, leaf], place, all) => {
      return all.findIndex(([, other]) => other === leaf) === place;
    });
    const all = [...once, ...keyed('state', state), ...keyed('inputs', inputs)];
    this.differentiable = new Map(all.filter(([, leaf]) => isFloat(leaf)));
    this.refuseDisposed();
  }

  get leaves(): TfTensor[] {
    return [this.parameters, this.state, this.inputs].flatMap(({ leaves }) => leaves);
  }

  /** Those that are to have gradients, of the keys of `differentiable`. */
  wanted(keys: readonly string[] = [...this.differentiable.keys()]): Wanted {
    const of = (kind: Kind) => keys.filter((key) => key.startsWith(kind));
    return {
      parameters: of('parameters').map((key) => [key, this.differentiable.get(key)!]),
      inputs: of('inputs').map((key) => [key, Number(key.split(' ')[1])]),
    };
  }

  /** State 0 is the user's, but each of its tensors has to be another one than what a step reads beside it. */
  initial(engine: Engine): Held {
    const seen = new Set(this.parameters.leaves);
    const own: TfTensor[] = [];
    const leaves = this.state.leaves.map((leaf) => {
      if (!seen.has(leaf)) {
        seen.add(leaf);
        return leaf;
      }
      const other = isolated(engine, () => alias(engine, leaf));
      own.push(other);
      return other;
    });
    return new Held(leaves, own);
  }

  /** @throws {TapeError} if one of them is gone */
  refuseDisposed(): void {
    for (const kind of ['parameters', 'state', 'inputs'] as const) {
      const { leaves, paths } = this[kind];
      refuseDisposed(this.#where, leaves, (place) => `${kind} '${paths[place]}'`);
    }
  }
}
