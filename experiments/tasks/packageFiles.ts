import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * The folder of an installed package.
 *
 * @throws {Error} if it is not installed; the message says how to install it
 */
export function packageFolder(task: string, name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    throw new Error(
      `${task}: the package '${name}' is not installed, and its data are needed; ` +
        `run npm install --save-dev ${name}`,
    );
  }
}
