import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'sublinear-clone-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A clone whose commands say what they were asked. */
const clone = join(root, 'clone');
for (const folder of ['experiments', 'bench']) mkdirSync(join(clone, folder), { recursive: true });
for (const file of ['experiments/command.ts', 'bench/index.ts']) {
  copyFileSync(path('tests/support/children/obey.mjs'), join(clone, file));
}
writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
writeFileSync(join(clone, 'tsconfig.run.json'), '{}');
symlinkSync(path('node_modules'), join(clone, 'node_modules'));

/** The command, run as if it were installed in a folder. */
function started(folder: string, ...words: readonly string[]): ChildProcess {
  const program = pathToFileURL(path('src/command/program.ts')).href;
  const url = pathToFileURL(`${folder}/`).href;
  const code = `
    const { program } = await import(${JSON.stringify(program)});
    try {
      await program(process.stdout, '1.2.3', new URL(${JSON.stringify(url)})).parseAsync();
    } catch (error) {
      console.error(error.message);
      process.exitCode = 2;
    }`;
  const script = join(root, `start-${words.length}-${folders++}.mjs`);
  writeFileSync(script, code);
  return spawn(process.execPath, ['--import', 'tsx', script, ...words]);
}
let folders = 0;

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...said };
}

describe('in a clone', () => {
  test('the words are handed over as they are, options and --help too', async () => {
    const words = ['run', 'all', '--quick', '--shard', '1/2', '--out', 'a b', '--help'];
    const { code, out } = await ended(started(clone, ...words));
    expect([code, JSON.parse(out)]).toEqual([0, words]);
  });

  test('bench is handed over to the benches', async () => {
    const { code, out } = await ended(started(clone, 'bench', 'kernels', '--json'));
    expect([code, JSON.parse(out)]).toEqual([0, ['kernels', '--json']]);
  });

  test('the exit code comes back', async () => {
    expect((await ended(started(clone, 'run', 'exit', '3'))).code).toBe(3);
  });

  test('a signal is passed on', async () => {
    const child = started(clone, 'run', 'wait');
    child.stdout?.once('data', () => child.kill('SIGTERM'));
    expect((await ended(child)).code).toBe(143);
  });
});

describe('elsewhere', () => {
  test.each(['list', 'run', 'report', 'bench'])(
    '%s says that it needs a clone, and what to do',
    async (name) => {
      const { code, err } = await ended(started(root, name, 'all'));
      expect([code, err]).toEqual([
        2,
        `${name}: ${root}/ is no clone of the project; clone its repository, run npm ci there, and then npx sublinear ${name}\n`,
      ]);
    },
  );

  test('a clone without its packages says what to do', async () => {
    const bare = join(root, 'bare');
    mkdirSync(join(bare, 'experiments'), { recursive: true });
    copyFileSync(path('tests/support/children/obey.mjs'), join(bare, 'experiments/command.ts'));
    const { code, err } = await ended(started(bare, 'run', 'all'));
    expect([code, err]).toEqual([2, `run: ${bare}/ has no package tsx, which runs it; run npm ci there\n`]);
  });
});
