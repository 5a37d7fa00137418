// Builds the package into dist/: the kernels, the JavaScript and the types; does nothing where dist/ is newer than all
// that it is made from.
import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = [
  'assembly',
  'src',
  'scripts',
  'package.json',
  'tsup.config.ts',
  'tsconfig.json',
  'tsconfig.build.json',
];
const products = ['dist/index.js', 'dist/index.d.ts'];

const isBuilt = oldest(products) > newest(sources);
if (!isBuilt) {
  for (const command of ['node scripts/build-kernels.mjs', 'tsup --silent', 'tsc -p tsconfig.build.json']) {
    execSync(command, { cwd: root, stdio: 'inherit' });
  }
}

function newest(paths) {
  return Math.max(
    ...paths.flatMap((path) => filesIn(join(root, path))).map((file) => statSync(file).mtimeMs),
  );
}

function oldest(paths) {
  return Math.min(
    ...paths.map((path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => filesIn(join(path, entry.name)));
}
