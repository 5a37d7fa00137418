// What of Node is needed to reach a system's libraries. In a browser none of it is there, and importing it by name
// would keep the package from loading; so it is asked for, when it is wanted.

/** As much of `node:fs` as is needed here. */
export interface Files {
  readFileSync(path: string, encoding: 'utf8'): string;
}

/** As much of `node:module` as is needed here. */
export interface Modules {
  createRequire(from: string): (name: string) => unknown;
}

// From Node 20.16 and 22.3 on.
export function nodeFiles(): Files | undefined {
  return host()?.getBuiltinModule?.('node:fs');
}

export function nodeModules(): Modules | undefined {
  return host()?.getBuiltinModule?.('node:module');
}

export function environment(name: string): string | undefined {
  return host()?.env?.[name];
}

export function platform(): string {
  return host()?.platform ?? 'browser';
}

/** Runs `body` with environment variables set, which a library reads when it is loaded, and sets them back. */
export function withEnvironment<T>(settings: Readonly<Record<string, string>>, body: () => T): T {
  const variables = host()?.env ?? {};
  const before = Object.keys(settings).map((name) => [name, variables[name]] as const);
  Object.assign(variables, settings);
  try {
    return body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete variables[name];
      else variables[name] = value;
    }
  }
}

function host(): Partial<NodeJS.Process> | undefined {
  return globalThis.process;
}
