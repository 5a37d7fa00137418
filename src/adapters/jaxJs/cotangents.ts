import { ChainError } from '../../errors.js';
import { kindOf } from '../form.js';
import { type Engine, isFloat, type JaxArray } from './engine.js';

/** What cotangents are of: names and arrays, which may be used up. */
export interface Like {
  readonly paths: readonly string[];
  readonly leaves: readonly JaxArray[];
}

/**
 * The cotangents of a tree, in its order; none, if absent. Nothing is used up.
 *
 * @throws {ChainError} if one is missing, or of another shape or dtype than what it is of
 */
export function checkedCotangents(
  engine: Engine,
  what: string,
  { given, like }: { given: unknown; like: Like },
): readonly JaxArray[] | undefined {
  if (given === undefined) return undefined;
  const where = `pullback: the cotangent of the ${what}`;
  const { leaves, paths } = engine.arrays(where, engine.trees.flat(where, given));
  return like.paths.map((path, place) => {
    const leaf = leaves[paths.indexOf(path)];
    const name = path === '' ? where : `${where} '${path}'`;
    const wanted = like.leaves[place]!;
    if (leaf === undefined || paths.length !== like.paths.length) {
      throw new ChainError(
        `${where} has ${listed(paths)}; ${listed(like.paths)} ${like.paths.length === 1 ? 'is' : 'are'} needed, as in the ${what}`,
      );
    }
    if (isFloat(wanted) && kindOf(leaf) !== kindOf(wanted))
      throw new ChainError(`${name} is ${kindOf(leaf)}; ${kindOf(wanted)} is needed, as in the ${what}`);
    return leaf;
  });
}

/** Cotangents of floating point alone: those given, or zeros. Uses up those given. */
export function ownFloats(
  engine: Engine,
  { given, like }: { given: readonly JaxArray[] | undefined; like: readonly JaxArray[] },
): JaxArray[] {
  return like.flatMap((each, place) => {
    const leaf = given?.[place];
    if (isFloat(each)) return [leaf ?? engine.zerosLike(each)];
    leaf?.dispose();
    return [];
  });
}

function listed(paths: readonly string[]): string {
  if (paths.length === 0) return 'no arrays';
  return paths.map((path) => (path === '' ? 'one array' : `'${path}'`)).join(', ');
}
