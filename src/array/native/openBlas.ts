import { type Blas, bound, inWords } from './blas.js';
import { betterCore } from './coreType.js';
import { environment, platform, withEnvironment } from './host.js';
import { type Koffi, koffiHere, type Library, textOf } from './koffi.js';
import { objection } from './trial.js';

const usual: readonly string[] = [
  'libopenblas.so.0',
  'libopenblas.so.3',
  'libopenblas.so',
  'libmkl_rt.so.2',
  'libmkl_rt.so',
];
const usualElsewhere: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
    'libopenblas.dylib',
  ],
  win32: ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll', 'mkl_rt.dll'],
};

// Libraries stay loaded, and their threads are the whole process's, so each is opened once.
const opened = new Map<string, Blas | { readonly missing: string }>();

/**
 * The library of this name, or the first that is found where they usually are; or why there is none.
 *
 * @throws {RangeError} if it runs on another number of threads in this process already
 */
export function openBlas(threads: number, library?: string): Blas | { readonly missing: string } {
  const here = koffiHere();
  if ('missing' in here) return here;
  const names = library === undefined ? (usualElsewhere[platform()] ?? usual) : [library];
  const reasons: string[] = [];
  for (const name of names) {
    const found = opened.get(name) ?? open(here.koffi, name, threads);
    if (found === undefined) continue;
    opened.set(name, found);
    if ('missing' in found) reasons.push(found.missing);
    else return onSoManyThreads(found, threads);
  }
  return { missing: reasons[0] ?? `there is no BLAS named ${names.join(', ')}` };
}

function onSoManyThreads(blas: Blas, threads: number): Blas {
  if (blas.threads === threads) return blas;
  throw new RangeError(
    `arena: the native product runs on ${inWords(blas.threads)} in this process, and ${threads} were asked for; ` +
      'a process has one number of them. Ask for the same number everywhere',
  );
}

function open(koffi: Koffi, name: string, threads: number): Blas | { readonly missing: string } | undefined {
  const count = String(threads);
  const settings = {
    OPENBLAS_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    VECLIB_MAXIMUM_THREADS: count,
    // Without it, MKL's bits depend on how operands are aligned.
    MKL_CBWR: environment('MKL_CBWR') ?? 'AUTO,STRICT',
  };
  return withEnvironment(settings, () => {
    const library = loaded(koffi, name);
    if (library === undefined) return undefined;
    const blas = bound(koffi, name, library, threads);
    if (blas === undefined) return { missing: `${name} has no cblas_sgemm and cblas_dgemm` };
    const wrong = objection(blas);
    return wrong === undefined ? blas : { missing: `${name} cannot be used, for ${wrong}` };
  });
}

function loaded(koffi: Koffi, name: string): Library | undefined {
  const library = load(koffi, name);
  const core = library && textOf(library, 'openblas_get_corename');
  const better = core && betterCore(core);
  if (!better || environment('OPENBLAS_CORETYPE') !== undefined) return library;
  library?.unload();
  return withEnvironment({ OPENBLAS_CORETYPE: better }, () => load(koffi, name));
}

function load(koffi: Koffi, name: string): Library | undefined {
  try {
    return koffi.load(name);
  } catch {
    return undefined;
  }
}
