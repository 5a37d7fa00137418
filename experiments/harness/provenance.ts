import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bitsVersion, defaultArena } from 'sublinear';

/** Where a result comes from. What cannot be known is null, so that it is written down as such. */
export interface Provenance {
  readonly commit: string | null;
  /** Whether files differed from the commit. */
  readonly changed: boolean | null;
  /** A hash of what differed from the commit: the same changes have the same; null where there are none, too. */
  readonly changes: string | null;
  readonly version: string | null;
  readonly node: string;
  readonly v8: string;
  readonly cpu: string | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  /** What multiplied matrices: the built-in product gives the same bits everywhere, another one need not. */
  readonly product: string;
  /** What differs where the same program may give other bits. */
  readonly bitsVersion: number;
  /** ISO 8601, UTC. */
  readonly date: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

export function provenance(folder: string = root): Provenance {
  return {
    ...cloneOf(folder),
    version: versionOf(folder),
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model.trim() || null,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()} ${release()}`,
    product: defaultArena().product,
    bitsVersion,
    date: new Date().toISOString(),
  };
}

// A folder inside somebody else's clone (a package in node_modules) has no commit of its own.
function cloneOf(folder: string): Pick<Provenance, 'commit' | 'changed' | 'changes'> {
  try {
    const top = git(folder, 'rev-parse', '--show-toplevel');
    if (realpathSync(top) !== realpathSync(folder)) return nowhere;
    const commit = git(folder, 'rev-parse', 'HEAD');
    const status = git(folder, 'status', '--porcelain');
    if (status === '') return { commit, changed: false, changes: null };
    const changes = createHash('sha256')
      .update(status)
      .update(git(folder, 'diff', 'HEAD'));
    return { commit, changed: true, changes: changes.digest('hex').slice(0, 16) };
  } catch {
    return nowhere;
  }
}

const nowhere = { commit: null, changed: null, changes: null };

function git(folder: string, ...words: readonly string[]): string {
  return execFileSync('git', ['--no-optional-locks', ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function versionOf(folder: string): string | null {
  try {
    const { version }: { version?: unknown } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
