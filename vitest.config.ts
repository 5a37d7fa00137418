import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // Experiments import the package by its name; the tests run them on its source.
    alias: [
      { find: /^sublinear$/, replacement: source('index.ts') },
      { find: /^sublinear\/(\w+)$/, replacement: source('$1/index.ts') },
    ],
  },
  // A worker for every processor: left to itself, a run keeps one free.
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: '100%',
  },
});
