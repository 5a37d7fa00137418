import { checkOptions, type OptionsOf } from '../../arguments/options.js';
import { shown } from '../../arguments/shown.js';
import { environment } from './host.js';

const productNames = ['builtin', 'native', 'auto'] as const;
export type ProductName = (typeof productNames)[number];

/** What multiplies matrices. */
export interface ProductOptions {
  /**
   * `builtin`, the product that gives the same bits on every machine; `native`, a system's BLAS through koffi, for all
   * but small products; `auto`, the native one where it is there and knows the processor.
   */
  readonly use: ProductName;
  /** Of the native product, in the whole process; 1 if absent. */
  readonly threads?: number;
  /** The file of a BLAS with C's interface; looked for under the usual names if absent. */
  readonly library?: string;
  /** Products of fewer multiply-adds (rows times columns times what is summed over) are left to the built-in one. */
  readonly fromMultiplyAdds?: number;
}

// Where the native product overtakes the built-in one, a call of which takes a hundredth of the time.
const overtaking = 8192;

const known: OptionsOf<ProductOptions> = {
  use: 'any',
  threads: 'number',
  library: 'string',
  fromMultiplyAdds: 'number',
};

/**
 * What is asked for, or else what the environment variable SUBLINEAR_PRODUCT says, or else the built-in product: a
 * result should not change with what else a machine has installed.
 *
 * @throws {RangeError} if there is no such product, or a number is not a count
 */
export function productAsked(asked: ProductName | ProductOptions | undefined) {
  const options =
    typeof asked === 'object' && asked !== null
      ? asked
      : { use: asked === undefined ? fromEnvironment() : asked };
  checkOptions('arena: product', options, known);
  const { use, threads = 1, library, fromMultiplyAdds = overtaking } = options;
  if (!isProduct(use)) throw new RangeError(`arena: product is ${shown(use)}; ${choice} is needed`);
  checkCount('threads', threads);
  checkCount('fromMultiplyAdds', fromMultiplyAdds);
  return { use, threads, library, fromMultiplyAdds };
}

function fromEnvironment(): ProductName {
  const value = environment('SUBLINEAR_PRODUCT');
  if (value === undefined || value === '') return 'builtin';
  if (isProduct(value)) return value;
  throw new RangeError(
    `arena: the environment variable SUBLINEAR_PRODUCT is '${value}'; ${choice} is needed`,
  );
}

const choice = "'builtin', 'native' or 'auto'";

function isProduct(name: string): name is ProductName {
  return productNames.some((known) => known === name);
}

function checkCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`arena: the product's ${name} is ${value}; a whole number of at least 1 is needed`);
}
