import { InvalidArgumentError } from 'commander';
import { parseShard, type Shard } from '../harness/shard.js';

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError(`it is '${text}'; a whole number of at least 1 is needed.`);
}

export function shard(text: string): Shard {
  try {
    return parseShard(text);
  } catch {
    throw new InvalidArgumentError(`it is '${text}'; i/n with 1 <= i <= n is needed, such as 2/8.`);
  }
}
