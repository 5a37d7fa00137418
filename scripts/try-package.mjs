// Installs a packed tarball into an empty folder and runs the README's first example there with plain node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const tarball = resolve(process.argv[2] ?? '');
const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
if (example === undefined) throw new Error('README.md: there is no ```js example');

const folder = mkdtempSync(join(tmpdir(), 'sublinear-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  writeFileSync(join(folder, 'example.js'), example);
  const shell = process.platform === 'win32';
  execFileSync('npm', ['install', '--omit=dev', tarball], { cwd: folder, stdio: 'inherit', shell });
  const printed = execFileSync(process.execPath, ['example.js'], { cwd: folder, encoding: 'utf8' });
  console.log(printed);
  const command = join('node_modules', '.bin', 'sublinear');
  const drawn = execFileSync(command, ['draw', 'revolve', '--steps', '4'], {
    cwd: folder,
    encoding: 'utf8',
    shell,
  });
  if (!drawn.includes('ooo=')) throw new Error(`the command draws ${drawn}`);
  for (const entry of ['tape', 'checkpoint', 'randomized', 'train']) {
    const script = `import * as m from 'sublinear/${entry}'; if (Object.keys(m).length === 0) process.exit(1)`;
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, stdio: 'inherit' });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
