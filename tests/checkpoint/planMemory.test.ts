import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// What is compiled meanwhile takes some of it. The tables of the first case took 129 MB, as long as the strategy lived.
test.each([
  { strategy: 'withinBudget', extent: 5000, bytes: 4_194_304, isUniform: true },
  { strategy: 'withinBudget', extent: 200, bytes: 150_000, isUniform: false },
  { strategy: 'rotor', extent: 1000, bytes: 2_000_000, isUniform: true },
  { strategy: 'rotor', extent: 200, bytes: 150_000, isUniform: false },
])('once $strategy has planned $extent steps, less than 2 MiB stay of how it was found', (question) => {
  const script = fileURLToPath(new URL('../support/children/planMemory.ts', import.meta.url));
  const flags = ['--expose-gc', '--import', import.meta.resolve('tsx'), script, JSON.stringify(question)];
  const env = { ...process.env, TSX_TSCONFIG_PATH: `${root}/tsconfig.run.json` };
  const found = JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8', env }));
  expect(found.actions).toBeGreaterThan(0);
  expect(found.held).toBeLessThan(2 ** 21);
});
