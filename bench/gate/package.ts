import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Figure } from './figure.js';

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

// Versions of it do not compress to the same number of bytes.
const compressor = `zlib ${process.versions.zlib}`;

/** How large the package is, as it is published, and what a program that imports one of its entries loads of it. */
export function packageFigures(folder: string): readonly Figure[] {
  const { size, unpackedSize } = packed(folder);
  const bytes = (name: string, value: number): Figure => ({ name: `package: ${name}`, unit: 'bytes', value });
  return [
    bytes('unpacked', unpackedSize),
    { ...bytes('packed', size), under: compressor },
    ...entriesOf(folder).map(([entry, path]) => ({
      ...bytes(`what '${entry}' loads, gzipped`, gzipSync(loadedBy(folder, path)).length),
      under: compressor,
    })),
  ];
}

function packed(folder: string): Packed {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const output = execFileSync('npm', words, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [found]: readonly Packed[] = JSON.parse(output);
  if (found === undefined) throw new Error(`package: npm pack in ${folder} named no package`);
  return found;
}

function entriesOf(folder: string): readonly (readonly [entry: string, path: string])[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(manifest.exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [[entry, target.default] as const],
  );
}

// `import './a.js'`, `import { b } from './a.js'` and `export { b } from './a.js'`, as the bundler writes them.
const imports = /^(?:import|export)\s*(?:[^;'"]*?\bfrom\s*)?['"](\.[^'"]+)['"]/gm;

/** A module and all modules of the package that it imports, each once, in the order in which they are met. */
function loadedBy(folder: string, entry: string): Buffer {
  const texts = new Map<string, string>();
  const load = (path: string): void => {
    if (texts.has(path)) return;
    const text = readFileSync(path, 'utf8');
    texts.set(path, text);
    for (const [, other] of text.matchAll(imports)) {
      load(join(path, '..', other!));
    }
  };
  load(join(folder, entry));
  return Buffer.from([...texts.values()].join('\n'));
}
