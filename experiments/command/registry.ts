import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyExperiment } from '../experiment.js';
import { BadUsage } from './refused.js';

/** A module that lists experiments, and what it lists. */
export interface Registry {
  readonly url: URL;
  readonly experiments: readonly AnyExperiment[];
}

/** @param path - of a module that exports `experiments`; the project's own if absent */
export async function registryAt(path: string | undefined): Promise<Registry> {
  const url = path === undefined ? new URL('../index.ts', import.meta.url) : pathToFileURL(resolve(path));
  if (path !== undefined && !existsSync(url))
    throw new BadUsage(`--registry is '${path}', which is not there; give a module that exports experiments`);
  const { experiments }: { experiments?: readonly AnyExperiment[] } = await import(url.href);
  if (!Array.isArray(experiments))
    throw new BadUsage(
      `--registry is '${path}', which does not export a list of experiments under that name; add it`,
    );
  return { url, experiments };
}
