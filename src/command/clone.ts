import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';

const handedOver = {
  list: ['experiments/command.ts', 'List the experiments: the figures of the papers, on real runs.'],
  run: ['experiments/command.ts', 'Measure experiments, and draw their figures.'],
  report: ['experiments/command.ts', 'Write one HTML page of all that was measured.'],
  bench: ['bench/index.ts', 'Time parts of this project.'],
} as const;

type Name = keyof typeof handedOver;

/** Commands that a clone of the project has; the package has neither their data nor what draws their figures. */
export function cloneCommands(root: URL): Command[] {
  return (['list', 'run', 'report', 'bench'] as const).map((name) =>
    new Command(name)
      .description(`${handedOver[name][1]} From a clone of the project.`)
      .argument('[words...]')
      .usage('...')
      .helpOption(false)
      .allowUnknownOption()
      .action(async (words: readonly string[]) => {
        process.exitCode = await handOver(name, words, root);
      }),
  );
}

/** Runs the command that a clone has; its exit code. */
async function handOver(name: Name, words: readonly string[], root: URL): Promise<number> {
  const script = new URL(handedOver[name][0], root);
  if (!existsSync(script)) {
    throw new Error(
      `${name}: ${fileURLToPath(root)} is no clone of the project; clone its repository, run npm ci there, ` +
        `and then npx sublinear ${name}`,
    );
  }
  const asked = name === 'bench' ? words : [name, ...words];
  const child = spawn(process.execPath, ['--import', loaderOf(name, root), fileURLToPath(script), ...asked], {
    stdio: 'inherit',
    // There the package's name means what was built, as it does for its users.
    env: { ...process.env, TSX_TSCONFIG_PATH: fileURLToPath(new URL('tsconfig.run.json', root)) },
  });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', passOn).on('SIGTERM', passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    });
  } finally {
    process.off('SIGINT', passOn).off('SIGTERM', passOn);
  }
}

function loaderOf(name: Name, root: URL): string {
  try {
    return pathToFileURL(createRequire(new URL('package.json', root)).resolve('tsx')).href;
  } catch (error) {
    const where = fileURLToPath(root);
    throw new Error(`${name}: ${where} has no package tsx, which runs it; run npm ci there`, {
      cause: error,
    });
  }
}
