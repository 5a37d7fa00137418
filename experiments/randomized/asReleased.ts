// How the code that Oktay et al. (2021) released estimates the gradient of the control problem, which is not the estimator of
// its equation (7): both factors of a step have one sample, so that they are not independent.
import { type Keep, type RandomKey, type Sketching, sample } from 'sublinear';

/**
 * A sample without replacement where what a step's `second` primitive keeps is drawn by the key of its `first`. It has to
 * run uncompiled, since a compiled step knows every residual's own key alone. Theirs does not divide by the share that
 * is kept either: every term of the gradient has both factors, so that theirs is this one times the square of the share.
 */
export function asReleased(
  fraction: number,
  [first, second]: readonly [first: string, second: string],
): Keep {
  const independent = sample({ fraction, signal: true });
  const pairs = new Map<string, RandomKey>();
  let latest: RandomKey | undefined;
  return {
    ...independent,
    name: `as released(${fraction})`,
    sketchOf: (residual) => {
      const sketching = independent.sketchOf(residual);
      if (typeof sketching === 'string') return sketching;
      if (residual.primitive === first)
        return withKeys(sketching, (key) => {
          latest = key;
          return key;
        });
      if (residual.primitive !== second) return sketching;
      return withKeys(sketching, (key) => {
        const name = key.join();
        const known = pairs.get(name) ?? latest ?? key;
        pairs.set(name, known);
        return known;
      });
    },
  };
}

function withKeys(own: Sketching, keyFor: (key: RandomKey) => RandomKey): Sketching {
  return {
    kept: own.kept,
    remark: own.remark,
    keep: (x, key) => own.keep(x, keyFor(key)),
    recall: (y, key) => own.recall(y, keyFor(key)),
    addProduct: (sum, y, g, key) => own.addProduct(sum, y, g, keyFor(key)),
  };
}
