import { InvalidArgumentError } from 'commander';
import { parseBytes } from '../tape/byteCount.js';

/** A parser of an option that is a whole number of at least `least`. */
export function whole(least: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It is '${text}'; a whole number of at least ${least} is needed.`);
  };
}

/** A parser of an option that is a number of bytes. */
export function bytes(text: string): number {
  try {
    return parseBytes('it', text);
  } catch {
    throw new InvalidArgumentError(`It is '${text}'; a number of bytes is needed, such as 4096 or 64MiB.`);
  }
}

/** A parser of an option that is a cost. */
export function cost(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError(`It is '${text}'; a number of 0 or more is needed.`);
}
