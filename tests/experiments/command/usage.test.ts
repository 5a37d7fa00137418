import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { program } from '../../../experiments/command/program.js';
import { BadUsage } from '../../../experiments/command/refused.js';

const registry = fileURLToPath(new URL('../../support/children/figures.ts', import.meta.url));

/** What is wrong with a command. */
async function objectionTo(...words: readonly string[]): Promise<string> {
  const command = program();
  for (const each of [command, ...command.commands]) each.configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(['node', 'sublinear', ...words]);
  } catch (error) {
    if (error instanceof CommanderError || error instanceof BadUsage) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('what makes no sense is refused:', () => {
  test.each([
    [['run', 'doubler-line'], "there is no experiment or paper 'doubler-line'; did you mean doubler-lines?"],
    [['run', 'morta-1901'], "there is no experiment or paper 'morta-1901'; did you mean mortal-1901?"],
    [['run', 'doubler'], "paper 'doubler'; did you mean doubler-lines or doubler-1900 or doubler-mistaken?"],
    [['run', 'xyzzy'], "there is no experiment or paper 'xyzzy'; `list` prints what there is"],
    [['run', 'all', 'xyzzy'], "there is no experiment or paper 'xyzzy'; `list` prints what there is"],
    [['run', 'mortal', '--shard', '3/2'], "it is '3/2'; i/n with 1 <= i <= n is needed, such as 2/8."],
    [['run', 'mortal', '--shard', '0/2'], "it is '0/2'; i/n with 1 <= i <= n is needed, such as 2/8."],
    [['run', 'mortal', '--shard', 'half'], "it is 'half'; i/n with 1 <= i <= n is needed, such as 2/8."],
    [['run', 'mortal', '--jobs', '0'], "it is '0'; a whole number of at least 1 is needed."],
    [['run', 'mortal', '--jobs', 'two'], "it is 'two'; a whole number of at least 1 is needed."],
    [['run', 'mortal', '--quick', '--full'], '--quick and --full were both given; give one'],
    [['report', '--quick', '--full'], '--quick and --full were both given; give one'],
    [['run', 'mortal', '--ful'], 'Did you mean --full?'],
    [['report', 'mortal'], 'too many arguments'],
  ])('%j', async (words, message) => {
    expect(await objectionTo(...words, '--registry', registry)).toContain(message);
  });

  test('no names, and a command that is none', async () => {
    expect(await objectionTo('run')).toContain("missing required argument 'names'");
    expect(await objectionTo('rum')).toContain("unknown command 'rum'");
  });

  test('a registry that is not there, or lists nothing', async () => {
    const none = join(import.meta.dirname, 'none.ts');
    expect(await objectionTo('list', '--registry', none)).toBe(
      `--registry is '${none}', which is not there; give a module that exports experiments`,
    );
    const other = fileURLToPath(new URL('../../support/page.ts', import.meta.url));
    expect(await objectionTo('list', '--registry', other)).toBe(
      `--registry is '${other}', which does not export a list of experiments under that name; add it`,
    );
  });
});
