// Compiles assembly/ and writes the module, as text, to src/array/kernels/wasm.generated.ts, unless that is newer.
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'assembly');
const output = join(root, 'src', 'array', 'kernels', 'wasm.generated.ts');

const names = (await readdir(sources)).filter((name) => name.endsWith('.ts'));
const inputs = [...names.map((name) => join(sources, name)), fileURLToPath(import.meta.url)];

if (await newerThanAll(output, inputs)) {
  console.log('kernels: up to date');
} else {
  const wasm = await compile();
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, sourceOf(wasm));
  console.log(`kernels: ${wasm.length} bytes of WebAssembly`);
}

async function newerThanAll(file, others) {
  const written = await stat(file).catch(() => undefined);
  if (written === undefined) return false;
  const times = await Promise.all(others.map(async (other) => (await stat(other)).mtimeMs));
  return times.every((time) => time < written.mtimeMs);
}

// The compiler is loaded only where it is needed: that takes longer than to find that it is not.
async function compile() {
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr, binary } = await inMemory(asc);
  if (error || binary === undefined) throw new Error(`kernels: assembly/ does not compile\n${stderr}`);
  return binary;
}

async function inMemory(asc) {
  let binary;
  const { error, stderr } = await asc.main(options(), {
    writeFile: (_name, contents) => {
      binary = contents;
    },
  });
  return { error, stderr: stderr.toString(), binary };
}

// AS112 and AS201 warn of vectors crossing to JavaScript and of 64-bit addresses: neither occurs here.
function options() {
  return [
    ...['assembly/index.ts', '--baseDir', root, '--outFile', 'kernels.wasm'],
    ...['--runtime', 'stub', '--importMemory', '--zeroFilledMemory', '--noExportMemory'],
    ...['--noAssert', '-O3', '--converge', '--enable', 'simd', '--disableWarning', '112,201'],
  ];
}

// The module itself says where its own bytes end, once it runs; a memory of 4 MiB is enough to ask.
function firstFreeByte(wasm) {
  const memory = new WebAssembly.Memory({ initial: 64 });
  return new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } }).exports.heapBase();
}

function sourceOf(wasm) {
  return [
    '// Made from assembly/ by scripts/build-kernels.mjs.',
    `export const heapBase = ${firstFreeByte(wasm)};`,
    `export const wasmBase64 = '${Buffer.from(wasm).toString('base64')}';`,
    '',
  ].join('\n');
}
