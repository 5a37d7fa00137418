import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJson, toJson } from '../../src/checkpoint/json.js';
import { revolve } from '../../src/checkpoint/revolve.js';
import { storeAll } from '../../src/checkpoint/storeAll.js';
import { ScheduleError } from '../../src/errors.js';
import { strategies } from '../../src/strategies.js';
import { type Action, record, snapshot, sweep } from '../../src/tape/action.js';
import { verbs } from '../../src/tape/inWords.js';
import { tally } from '../../src/tape/tally.js';

test.each(Object.entries(strategies))('what %s does is read as it was written', (name, row) => {
  for (const extent of [0, 1, 2, 3, 10, 17, 64, 200]) {
    const schedule = [...row.usual(extent).schedule({ extent })];
    expect(fromJson(toJson(schedule, { extent, name }))).toEqual({ extent, name, schedule });
    expect(fromJson(toJson(schedule, { extent }))).toEqual({ extent, schedule });
  }
});

test('any list of actions is read as it was written, legal or not', () => {
  const whole = fc.maxSafeInteger();
  const actions = fc.array(
    fc
      .tuple(fc.constantFrom(...verbs), whole, whole)
      .map(
        ([verb, first, second]): Action =>
          verb === 'advance' || verb === 'record' || verb === 'sweep' || verb === 'discard'
            ? { verb, from: first, to: second }
            : { verb, step: first, slot: second },
      ),
  );
  fc.assert(
    fc.property(actions, fc.string(), fc.nat(), (schedule, name, extent) => {
      expect(fromJson(toJson(schedule, { extent, name }))).toEqual({ extent, name, schedule });
    }),
    { seed: 6, numRuns: 200 },
  );
});

test('a schedule is stored as one line that can be read', () => {
  expect(toJson([snapshot(0, 2), record(0, 1), sweep(1, 0)], { extent: 1, name: 'by hand' })).toBe(
    '{"format":"sublinear schedule","version":1,"name":"by hand","extent":1,' +
      '"actions":[["snapshot",0,2],["record",0,1],["sweep",1,0]]}',
  );
});

test('the example is what is written', () => {
  expect(toJson(storeAll().schedule({ extent: 3 }), { extent: 3 })).toBe(
    '{"format":"sublinear schedule","version":1,"extent":3,"actions":[["record",0,3],["sweep",3,0]]}',
  );
});

test('what is read can be tallied', () => {
  const { schedule, extent } = fromJson(
    toJson(revolve({ slots: 3 }).schedule({ extent: 10 }), { extent: 10 }),
  );
  expect(tally(schedule, extent).advancedSteps).toBe(15);
});

test('what could not be read is not written', () => {
  expect(() => toJson([record(0, 1), sweep(1, Number.NaN)], { extent: 1 })).toThrow(
    new ScheduleError('toJson: action 1, ["sweep",1,null]: to is NaN; a whole number is needed'),
  );
  expect(() => toJson([], { extent: -1 })).toThrow(
    new RangeError('toJson: extent is -1; a whole number of steps, 0 or more, is needed'),
  );
});

const head = '"format":"sublinear schedule","version":1';
const list = 'advance, record, sweep, discard, snapshot, restore, release';

describe('refused is', () => {
  test.each([
    [
      'a text that is no JSON',
      '{"format":}',
      "the text is no JSON; in line 1, column 11, there is '}', and a value is needed",
    ],
    [
      'a text that ends early',
      '{"format":\n  [1,',
      'the text is no JSON; in line 2, column 6, the text ends, and a value is needed',
    ],
    ['a list', '[["record",0,1]]', 'the text is [["record",0,1]]; an object is needed, as toJson makes it'],
    ['null', 'null', 'the text is null; an object is needed, as toJson makes it'],
    [
      'a text without a format',
      '{}',
      'format is missing; "sublinear schedule" is needed, as toJson writes it',
    ],
    [
      'another format',
      '{"format":"tape"}',
      'format is "tape"; "sublinear schedule" is needed, as toJson writes it',
    ],
    [
      'another version',
      '{"format":"sublinear schedule","version":2}',
      'version is 2; 1 is needed, the one that is known here',
    ],
    ['a missing extent', `{${head}}`, 'extent is missing; a whole number of steps, 0 or more, is needed'],
    ['half a step', `{${head},"extent":1.5}`, 'extent is 1.5; a whole number of steps, 0 or more, is needed'],
    [
      'a missing list of actions',
      `{${head},"extent":1}`,
      'actions is missing; a list is needed, such as [["record",0,1],["sweep",1,0]]',
    ],
    [
      'a name that is no text',
      `{${head},"extent":0,"actions":[],"name":7}`,
      'name is 7; a text is needed, or no name',
    ],
  ])('%s', (_, text, message) => {
    expect(() => fromJson(text)).toThrow(new ScheduleError(`fromJson: ${message}`));
  });

  test.each([
    [
      'an unknown verb',
      '["fly",0,1]',
      ` is ["fly",0,1]; a list is needed whose first entry is one of ${list}`,
    ],
    [
      'an action that is no list',
      '{"verb":"record"}',
      ` is {"verb":"record"}; a list is needed whose first entry is one of ${list}`,
    ],
    ['an empty action', '[]', ` is []; a list is needed whose first entry is one of ${list}`],
    ['a number too few', '["record",0]', ' is ["record",0]; ["record",from,to] is needed'],
    ['a number too many', '["restore",0,1,2]', ' is ["restore",0,1,2]; ["restore",step,slot] is needed'],
    ['a fraction', '["advance",0,1.5]', ', ["advance",0,1.5]: to is 1.5; a whole number is needed'],
    [
      'a text for a number',
      '["snapshot","0",1]',
      ', ["snapshot","0",1]: step is "0"; a whole number is needed',
    ],
  ])('%s', (_, action, message) => {
    expect(() => fromJson(`{${head},"extent":1,"actions":[["record",0,1],${action}]}`)).toThrow(
      new ScheduleError(`fromJson: action 1${message}`),
    );
  });

  test('what is no text', () => {
    expect(() => fromJson(undefined as never)).toThrow(
      new TypeError('fromJson: the text is undefined; a string is needed, as toJson makes it'),
    );
  });
});

test('what is found is quoted in part where it is long', () => {
  expect(() => fromJson(`"${'x'.repeat(100)}"`)).toThrow(
    new ScheduleError(`fromJson: the text is "${'x'.repeat(59)}…; an object is needed, as toJson makes it`),
  );
});
