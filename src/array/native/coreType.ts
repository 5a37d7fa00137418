import { nodeFiles } from './host.js';

// The processors that OpenBLAS takes an x86 for where it is older than the processor. Their kernels know no AVX: they
// are several times slower than what the machine can do, and slower than the built-in product.
const fallbacks: readonly string[] = ['generic', 'prescott', 'core2', 'penryn', 'nehalem'];

// Which kernels an x86 can run by what /proc/cpuinfo says of it, the fastest first.
const byFlags: readonly (readonly [string, readonly string[]])[] = [
  ['SkylakeX', ['avx512f', 'avx512dq', 'avx512bw', 'avx512vl', 'avx512cd', 'fma']],
  ['Haswell', ['avx2', 'fma']],
];

export function isFallback(core: string): boolean {
  return fallbacks.includes(core.toLowerCase());
}

/** What OpenBLAS should be told that the processor is, where it has not recognised it and Linux knows better. */
export function betterCore(core: string): string | undefined {
  if (!isFallback(core)) return undefined;
  const flags = processorFlags();
  return byFlags.find(([, needed]) => needed.every((flag) => flags.has(flag)))?.[0];
}

function processorFlags(): ReadonlySet<string> {
  try {
    const text = nodeFiles()?.readFileSync('/proc/cpuinfo', 'utf8') ?? '';
    return new Set(/^flags\s*:(.*)$/m.exec(text)?.[1]?.split(' '));
  } catch {
    return new Set();
  }
}
