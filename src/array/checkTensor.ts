import { unfit } from '../arguments/options.js';
import { Tensor } from './tensor.js';

/** @throws {TypeError} unless `value`, the argument of that name, is a tensor */
export function checkTensor(where: string, name: string, value: unknown): asserts value is Tensor {
  if (!(value instanceof Tensor)) throw unfit(where, name, value, 'a tensor is needed');
}
