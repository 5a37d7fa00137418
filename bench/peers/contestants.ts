import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from './peer.js';

export const peerNames = ['builtin', 'native', 'torch1', 'torch2', 'tfjs', 'jaxjs'] as const;
export type PeerName = (typeof peerNames)[number];

/** One way of one peer: what takes part in a race. */
export interface Contestant {
  readonly name: string;
  readonly peer: PeerName;
  readonly way: string;
}

/** The same looks in all figures and the same order in all tables. */
export const contestants = {
  builtin: { name: 'sublinear', peer: 'builtin', way: 'all' },
  native: { name: 'sublinear, native product', peer: 'native', way: 'all' },
  hand: { name: 'hand-written loop, our kernels', peer: 'builtin', way: 'hand' },
  handNative: { name: 'hand-written loop, native product', peer: 'native', way: 'hand' },
  builtinSegments: { name: 'sublinear, periodic 16', peer: 'builtin', way: 'segments' },
  nativeSegments: { name: 'sublinear, native, periodic 16', peer: 'native', way: 'segments' },
  loop1: { name: 'PyTorch loop, 1 thread', peer: 'torch1', way: 'loop' },
  loop2: { name: 'PyTorch loop, 2 threads', peer: 'torch2', way: 'loop' },
  fused1: { name: 'PyTorch fused, 1 thread', peer: 'torch1', way: 'fused' },
  fused2: { name: 'PyTorch fused, 2 threads', peer: 'torch2', way: 'fused' },
  segments1: { name: 'PyTorch checkpoint 16, 1 thread', peer: 'torch1', way: 'segments' },
  segments2: { name: 'PyTorch checkpoint 16, 2 threads', peer: 'torch2', way: 'segments' },
  tfjs: { name: 'TensorFlow.js wasm', peer: 'tfjs', way: 'loop' },
  jaxSteps: { name: 'jax-js wasm, jitted step', peer: 'jaxjs', way: 'steps' },
  jaxWhole: { name: 'jax-js wasm, whole loop jitted', peer: 'jaxjs', way: 'whole' },
} as const satisfies Readonly<Record<string, Contestant>>;
export type ContestantName = keyof typeof contestants;

/** How each peer may be started; the first that can is taken. */
export const commands: Readonly<Record<PeerName, readonly Command[]>> = {
  builtin: [ours('builtin')],
  native: [ours('native')],
  torch1: torch(1),
  torch2: torch(2),
  tfjs: [node('tfjs.mjs')],
  // Its compiler calls itself once for every operation of the unrolled loop.
  jaxjs: [node('jaxjs.mjs', {}, ['--stack-size=6000'])],
};

function ours(product: string): Command {
  return node('ours.ts', {
    SUBLINEAR_PRODUCT: product,
    TSX_TSCONFIG_PATH: fileURLToPath(new URL('tsconfig.run.json', import.meta.url)),
  });
}

function node(
  script: string,
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Command {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return {
    file: process.execPath,
    words: [...flags, '--import', loader, fileURLToPath(new URL(script, import.meta.url))],
    environment,
  };
}

// Debian's torch is seen by Debian's python3 only, which need not be the first one on the path.
function torch(threads: number): readonly Command[] {
  const script = fileURLToPath(new URL('torch_peer.py', import.meta.url));
  const pythons = [process.env.SUBLINEAR_PYTHON, 'python3', '/usr/bin/python3'];
  const count = String(threads);
  return pythons
    .filter((python) => python !== undefined)
    .map((file) => ({
      file,
      words: [script, count],
      // OpenBLAS is not told of torch.set_num_threads.
      environment: { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
    }));
}
