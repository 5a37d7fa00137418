import { listed } from '../../src/arguments/shown.js';
import { type Argument, misspellings, unknownOf } from './argument.js';

type AnyFunction = (...args: never) => unknown;
type AnyClass = abstract new (...args: never) => unknown;

/** Whatever an entry of the package exports that can be called. */
export type Callable = AnyFunction | AnyClass;

/** How something that is exported is called rightly: what every wrong call of it is made from. */
export interface Signature {
  readonly of: Callable;
  /** The function, or the class and its method. */
  readonly name: string;
  /** What its messages may begin with; its name, if absent. */
  readonly heads: readonly string[];
  readonly args: readonly Argument[];
  /** Whether the right call can be made here; false where another library would be needed. */
  readonly isRunnable: boolean;
  call(args: readonly unknown[]): unknown;
}

interface Settings {
  readonly name?: string;
  readonly heads?: readonly string[];
  readonly isRunnable?: boolean;
  /** What is done with the result, where it is only then that an argument is looked at. */
  readonly use?: (result: unknown) => unknown;
}

/** A function and its arguments. */
export function called(of: AnyFunction, args: readonly Argument[], settings: Settings = {}): Signature {
  const { name = of.name, heads = [name], isRunnable = true, use = (result) => result } = settings;
  return { of, name, heads, args, isRunnable, call: (given) => use(Reflect.apply(of, undefined, given)) };
}

/** A class and the arguments of its constructor. */
export function constructed(
  of: new (...args: never) => object,
  head: string,
  args: readonly Argument[],
): Signature {
  const call = (given: readonly unknown[]): unknown => Reflect.construct(of, given);
  return { of, name: of.name, heads: [head], args, isRunnable: true, call };
}

/** A method of what `make` makes. */
export function method(
  of: Callable,
  name: string,
  make: () => object,
  args: readonly Argument[],
  heads: readonly string[] = [of.name],
): Signature {
  const call = (given: readonly unknown[]): unknown => {
    const receiver = make();
    return Reflect.apply(Reflect.get(receiver, name), receiver, given);
  };
  return { of, name: `${of.name}.${name}`, heads, args, isRunnable: true, call };
}

/** A call that has to be refused. */
export interface BadCall {
  readonly title: string;
  readonly signature: Signature;
  readonly args: () => readonly unknown[];
  /** What its message has to say, where that is known. */
  readonly says?: string;
}

/** Every wrong kind at every place, every option misspelt, and every wrong kind of every option. */
export function badCalls(signature: Signature): readonly BadCall[] {
  const { args, name } = signature;
  const good = (): unknown[] => args.map((argument) => argument.good());
  return args.flatMap((argument, place) => {
    const call = (found: string, value: () => unknown, says?: string): BadCall => ({
      title: `${name}(${'_, '.repeat(place)}${found})`,
      signature,
      args: () => good().with(place, value()),
      ...(says === undefined ? {} : { says }),
    });
    const wrong = argument.wrong.map(([found, value]) => call(found, value));
    const ofOptions = Object.entries(argument.options ?? {}).flatMap(([option, kind]) => [
      ...misspellings(option).map(({ misspelt, says }) =>
        call(`{ ${misspelt} }`, () => ({ ...Object(argument.good()), [misspelt]: kind.good() }), says),
      ),
      ...kind.wrong
        .filter(([found]) => found !== 'undefined')
        .map(([found, value]) =>
          call(`{ ${option}: ${found} }`, () => ({ ...Object(argument.good()), [option]: value() })),
        ),
    ]);
    const unknown =
      argument.options === undefined
        ? []
        : [
            call(
              `{ ${unknownOf} }`,
              () => ({ ...Object(argument.good()), [unknownOf]: 1 }),
              `there is no option '${unknownOf}'; ${argument.isPart ? '' : knownOf(argument.options)}`,
            ),
          ];
    return [...wrong, ...unknown, ...ofOptions];
  });
}

/** A function that takes an option more lacks it in its signature: the message names them all. */
function knownOf(options: Readonly<Record<string, Argument>>): string {
  const names = Object.keys(options);
  if (names.length === 0) return 'it takes none';
  return `${listed(names, 'and')} ${names.length === 1 ? 'is' : 'are'} known`;
}
