/** How the program is reversed: with everything kept, at the level of its loop, or below it. */
export const ways = ['storeAll', 'loop', 'bisection'] as const;

export type Way = (typeof ways)[number];

/** Something of each. */
export type ByWay<T> = { readonly [way in Way]: T };

export function byWay<T>(of: (way: Way) => T): ByWay<T> {
  return { storeAll: of('storeAll'), loop: of('loop'), bisection: of('bisection') };
}
