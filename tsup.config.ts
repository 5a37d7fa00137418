import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    tape: 'src/tape/index.ts',
    checkpoint: 'src/checkpoint/index.ts',
    randomized: 'src/randomized/index.ts',
    train: 'src/train/index.ts',
    command: 'src/command/index.ts',
    tfjs: 'src/adapters/tfjs.ts',
    'jax-js': 'src/adapters/jaxJs.ts',
  },
  format: 'esm',
  target: 'es2022',
  treeshake: true,
  splitting: true,
  clean: true,
});
