import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const MiB = 2 ** 20;

interface Answer {
  readonly ledgerPeak: number;
  readonly residentPeak: number;
}

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root });
});

// 5% for what the tape's entries take on JavaScript's own heap, 16 MiB for its young generation and compiled code.
test.each([
  { strategy: 'storeAll', steps: 60, batch: 1024, hidden: 1024, slots: 1 },
  { strategy: 'revolve', steps: 120, batch: 1024, hidden: 1024, slots: 50 },
])(
  'under $strategy, 200 MiB by the ledger are no more than 1.05 times as many of the process, and 16 MiB',
  (question) => {
    const empty = ask(question, 'empty');
    const full = ask(question, 'full');
    expect(full.ledgerPeak).toBeGreaterThanOrEqual(200 * MiB);
    expect(full.residentPeak - empty.residentPeak).toBeLessThanOrEqual(1.05 * full.ledgerPeak + 16 * MiB);
    // And the ledger does not make them up.
    expect(full.residentPeak - empty.residentPeak).toBeGreaterThanOrEqual(0.8 * full.ledgerPeak);
  },
);

function ask(question: object, mode: 'empty' | 'full'): Answer {
  const script = fileURLToPath(new URL('support/children/residentRun.ts', import.meta.url));
  const flags = ['--import', import.meta.resolve('tsx'), script, JSON.stringify(question), mode];
  const env = { ...process.env, TSX_TSCONFIG_PATH: `${root}/tsconfig.run.json` };
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8', env }));
}
