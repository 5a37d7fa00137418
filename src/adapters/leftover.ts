import { ChainError } from '../errors.js';

/** A step reads what is gone; `cause` is what the library says of it. */
export function leftover(where: string, cause: Error): ChainError {
  return new ChainError(
    `${where} reads an array that is gone, such as one that it has kept in a variable since an earlier run; ` +
      'a step keeps nothing and may run again: return what is needed later in the state or the output',
    { cause },
  );
}
