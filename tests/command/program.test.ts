import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { program } from '../../src/command/program.js';
import { Refused } from '../../src/command/refused.js';
import {
  draw,
  drawSvg,
  formatPlan,
  fromJson,
  plan,
  revolve,
  rotor,
  sqrt,
  strategies,
  tally,
  toJson,
} from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'sublinear-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the command prints, on both streams. */
function run(...words: readonly string[]): string {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };
  const command = program({ write }, '1.2.3', new URL('../../', import.meta.url));
  for (const each of [command, ...command.commands.flatMap((child) => [child, ...child.commands])]) {
    each.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    command.parse(['node', 'sublinear', ...words]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return printed;
}

describe('plan', () => {
  const sizes = ['--steps', '100', '--state-bytes', '4KiB', '--record-bytes', '16384'];
  const profile = {
    extent: 100,
    stateBytes: 4096,
    recordBytes: 16384,
    advanceCost: 1,
    recordCost: 1,
    sweepCost: 1,
  };

  test('prints the table of strategies for a budget', () => {
    const found = plan(profile, { budgetBytes: 262144 });
    expect(run('plan', ...sizes, '--budget', '256KiB')).toBe(`${formatPlan(found)}\n`);
  });

  test('prints the same as JSON', () => {
    const { rows, best, ...rest } = plan(profile, { budgetBytes: 262144 });
    const printed = JSON.parse(run('plan', ...sizes, '--budget', '256KiB', '--json'));
    expect(printed).toMatchObject(JSON.parse(JSON.stringify(rest)));
    expect(printed.rows).toHaveLength(rows.length);
    expect(printed.best).toMatchObject({ name: best?.name, peakBytes: best?.peakBytes });
  });

  test('takes costs, which change what is best', () => {
    expect(run('plan', ...sizes, '--budget', '256KiB', '--record-cost', '40')).not.toBe(
      run('plan', ...sizes, '--budget', '256KiB'),
    );
  });

  test('says no where no strategy fits', () => {
    expect(() => run('plan', ...sizes, '--budget', '8KiB')).toThrow(
      new Refused('no strategy reverses the chain in 8192 bytes; 24576 are needed at least'),
    );
  });
});

describe('draw', () => {
  test('prints the drawing of a strategy at a size', () => {
    const schedule = revolve({ slots: 3 }).schedule({ extent: 10 });
    expect(run('draw', 'revolve', '--steps', '10', '--slots', '3')).toBe(
      `revolve(3), 10 steps\n${draw(schedule, 10)}\n`,
    );
  });

  test.each(Object.entries(strategies))('draws %s at its usual size', (name, row) => {
    const strategy = row.usual(12);
    expect(run('draw', name, '--steps', '12')).toBe(
      `${strategy.name}, 12 steps\n${draw(strategy.schedule({ extent: 12 }), 12)}\n`,
    );
  });

  test('of a strategy that takes bytes, at those', () => {
    const strategy = rotor({ bytes: 6 });
    expect(run('draw', 'rotor', '--steps', '9', '--bytes', '6')).toBe(
      `${strategy.name}, 9 steps\n${draw(strategy.schedule({ extent: 9 }), 9)}\n`,
    );
  });

  test('writes a picture', () => {
    const file = join(folder, 'sqrt.svg');
    run('draw', 'sqrt', '--steps', '25', '--svg', file);
    expect(readFileSync(file, 'utf8')).toBe(
      drawSvg(sqrt().schedule({ extent: 25 }), 25, { title: 'sqrt, 25 steps' }),
    );
    expect(run('draw', 'sqrt', '--steps', '25', '--svg', '-')).toBe(readFileSync(file, 'utf8'));
  });

  test('writes data that check and fromJson read', () => {
    const { extent, name, schedule } = fromJson(run('draw', 'bisect', '--steps', '16', '--json'));
    expect([extent, name]).toEqual([16, 'bisect']);
    expect(tally(schedule, extent).sweptSteps).toBe(16);
  });
});

describe('check', () => {
  const stored = (text: string): string => {
    const file = join(folder, 'schedule.json');
    writeFileSync(file, text);
    return file;
  };

  test('says what a schedule costs', () => {
    const schedule = [...sqrt().schedule({ extent: 100 })];
    const file = stored(toJson(schedule, { extent: 100, name: 'mine' }));
    expect(run('check', file).split('\n').slice(0, 2)).toEqual([
      'mine: a chain of 100 steps is reversed',
      '  advancedSteps    90',
    ]);
    expect(JSON.parse(run('check', file, '--json'))).toEqual({
      name: 'mine',
      extent: 100,
      ...tally(schedule, 100),
    });
  });

  test('says no to one that cannot be obeyed, at the action that is wrong', () => {
    const file = stored('{"format":"sublinear schedule","version":1,"extent":3,"actions":[["record",1,3]]}');
    expect(() => run('check', file)).toThrow(Refused);
    expect(() => run('check', file)).toThrow(/^action 0/);
  });

  test('says no to what is no schedule', () => {
    expect(() => run('check', stored('{'))).toThrow(/^fromJson: the text is no JSON/);
  });
});

describe('bad input', () => {
  test.each([
    [['drw'], "error: unknown command 'drw'\n(Did you mean draw?)"],
    [['draw', 'revolv', '--steps', '3'], "error: unknown command 'revolv'\n(Did you mean revolve?)"],
    [
      ['draw', 'sqrt', '--steps', '3', '--svgs', 'a'],
      "error: unknown option '--svgs'\n(Did you mean --svg?)",
    ],
    [['draw', 'sqrt'], "error: required option '--steps <n>' not specified"],
    [
      ['draw', 'revolve', '--steps', '3', '--slots', '0'],
      "error: option '--slots <n>' argument '0' is invalid. It is '0'; a whole number of at least 1 is needed.",
    ],
    [
      ['plan', '--steps', '3', '--state-bytes', 'much', '--record-bytes', '1'],
      "error: option '--state-bytes <bytes>' argument 'much' is invalid. It is 'much'; a number of bytes is needed, such as 4096 or 64MiB.",
    ],
    [
      ['plan', '--steps', '3', '--state-bytes', '1', '--record-bytes', '1', '--sweep-cost', '-1'],
      "error: option '--sweep-cost <cost>' argument '-1' is invalid. It is '-1'; a number of 0 or more is needed.",
    ],
  ])('%j', (words, message) => {
    expect(run(...words)).toContain(message);
  });

  test('a file that is not there, and one that cannot be written', () => {
    expect(() => run('check', join(folder, 'none'))).toThrow(
      `check: ${join(folder, 'none')} cannot be read (ENOENT: no such file or directory, open '${join(folder, 'none')}'); ` +
        'give a file that toJson wrote, or - for standard input',
    );
    const nowhere = join(folder, 'none', 'a.svg');
    expect(() => run('draw', 'sqrt', '--steps', '4', '--svg', nowhere)).toThrow(
      `draw: ${nowhere} cannot be written`,
    );
  });
});
