import { nodeModules } from './host.js';

/** The part of koffi, a foreign function interface, that is used here. It is optional, and not among our types. */
export interface Koffi {
  load(path: string): Library;
  address(bytes: ArrayBufferView): bigint;
}

export interface Library {
  /** @throws if the library has no such function */
  func(name: string, result: string, parameters: readonly string[]): ForeignFunction;
  unload(): void;
}

export type ForeignFunction = (...args: readonly number[]) => unknown;

/** koffi, or why there is none. */
export function koffiHere(): { readonly koffi: Koffi } | { readonly missing: string } {
  const modules = nodeModules();
  if (modules === undefined) return { missing: 'this is not Node 20.16, 22.3 or later' };
  try {
    const koffi: unknown = modules.createRequire(import.meta.url)('koffi');
    // Version 2 throws here: its addresses are objects, which cannot be added to.
    if (isKoffi(koffi) && typeof koffi.address(new Uint8Array(8)) === 'bigint') return { koffi };
  } catch {}
  return { missing: 'koffi is not installed, or not in version 3, or not for this platform' };
}

function isKoffi(found: unknown): found is Koffi {
  return typeof found === 'object' && found !== null && 'load' in found && 'address' in found;
}

/** A function of a library, if it has it. */
export function functionOf(
  library: Library,
  name: string,
  result: string,
  parameters: readonly string[],
): ForeignFunction | undefined {
  try {
    return library.func(name, result, parameters);
  } catch {
    return undefined;
  }
}

/** What a function without parameters says in words, if the library has it. */
export function textOf(library: Library, name: string): string | undefined {
  const answer = functionOf(library, name, 'str', [])?.();
  return typeof answer === 'string' ? answer : undefined;
}
