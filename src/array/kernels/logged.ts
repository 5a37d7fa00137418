import type { FloatType } from '../dtype.js';
import type { Kernels } from '../kernels.js';

export type KernelGroup = FloatType | 'bytes';

/** Told of every call of a kernel, after it was made. */
export type KernelLog = (group: KernelGroup, name: string, args: readonly number[]) => void;

/** Any kernel, by its arguments as they are listed in `Kernels`. */
export type Kernel = (...args: readonly number[]) => unknown;

/** The same kernels, every call of which is written down. */
export function logged(kernels: Kernels, log: KernelLog): Kernels {
  const group = <G extends KernelGroup>(name: G): Kernels[G] =>
    new Proxy(kernels[name], {
      get: (target, kernel) => {
        const run: unknown = Reflect.get(target, kernel);
        if (!isKernel(run)) return run;
        return (...args: readonly number[]): unknown => {
          const answer = run(...args);
          log(name, String(kernel), args);
          return answer;
        };
      },
    });
  return { float32: group('float32'), float64: group('float64'), bytes: group('bytes') };
}

/** A kernel by its name. */
export function kernelNamed(kernels: Kernels, group: KernelGroup, name: string): Kernel {
  const found: unknown = Reflect.get(kernels[group], name);
  if (!isKernel(found)) throw new RangeError(`kernels: there is no '${name}' for ${group}`);
  return found;
}

function isKernel(value: unknown): value is Kernel {
  return typeof value === 'function';
}
