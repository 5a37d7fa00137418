import { checkOptions } from '../arguments/options.js';
import { shown } from '../arguments/shown.js';
import { ScheduleError } from '../errors.js';
import type { Action, Schedule, Verb } from '../tape/action.js';
import { verbs } from '../tape/inWords.js';
import { checkSchedule } from '../tape/tally.js';
import { firstFault } from './jsonFault.js';
import { checkExtent } from './options.js';

/** A schedule that was stored, with the extent of the chain that it is for. */
export interface StoredSchedule {
  readonly extent: number;
  readonly name?: string;
  readonly schedule: readonly Action[];
}

const format = 'sublinear schedule';
const version = 1;

/**
 * A schedule as one line of JSON, each action as its verb and its two numbers.
 *
 * @throws {RangeError} if the extent is no number of steps
 * @throws {ScheduleError} at the first action that could not be read again
 * @example
 * toJson(storeAll().schedule({ extent: 3 }), { extent: 3 });
 * // {"format":"sublinear schedule","version":1,"extent":3,"actions":[["record",0,3],["sweep",3,0]]}
 */
export function toJson(schedule: Schedule, options: { extent: number; name?: string }): string {
  checkOptions('toJson', options, { extent: 'any', name: 'string' });
  const { extent, name } = options ?? {};
  checkExtent('toJson', extent);
  checkSchedule('toJson', schedule);
  const actions: (readonly unknown[])[] = [];
  for (const action of schedule) {
    const entry = entryOf(action);
    actionFrom(entry, `toJson: action ${actions.length}`);
    actions.push(entry);
  }
  return JSON.stringify({ format, version, ...(name === undefined ? {} : { name }), extent, actions });
}

/**
 * The schedule in a text that `toJson` made, or that is written by hand in the same form. Whether it can be obeyed is not
 * asked here: `tally` does.
 *
 * @throws {ScheduleError} if the text is no JSON, or not of this form
 * @example
 * const { schedule, extent } = fromJson(text);
 * tally(schedule, extent); // throws if the schedule cannot be obeyed
 */
export function fromJson(text: string): StoredSchedule {
  const stored = parsed(text);
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored))
    throw new ScheduleError(
      `fromJson: the text is ${quoted(stored)}; an object is needed, as toJson makes it`,
    );
  const fields = new Map<string, unknown>(Object.entries(stored));
  checkFormat(fields);
  const extent = extentFrom(fields.get('extent'));
  const schedule = actionsFrom(fields.get('actions'));
  const name = fields.get('name');
  if (name === undefined) return { extent, schedule };
  if (typeof name !== 'string')
    throw new ScheduleError(`fromJson: name is ${quoted(name)}; a text is needed, or no name`);
  return { extent, name, schedule };
}

function entryOf(action: Action): readonly unknown[] {
  if (typeof action !== 'object' || action === null) return [action];
  if ('from' in action) return [action.verb, action.from, action.to];
  return [action.verb, action.step, action.slot];
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string')
    throw new TypeError(`fromJson: the text is ${shown(text)}; a string is needed, as toJson makes it`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = firstFault(text);
    if (fault === undefined) throw error;
    const found =
      fault.at === text.length ? 'the text ends' : `there is '${text.slice(fault.at, fault.at + 8)}'`;
    throw new ScheduleError(
      `fromJson: the text is no JSON; ${placeOf(text, fault.at)}, ${found}, and ${fault.needed} is needed`,
    );
  }
}

function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `in line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}

function checkFormat(fields: ReadonlyMap<string, unknown>): void {
  if (fields.get('format') !== format)
    throw new ScheduleError(
      `fromJson: format is ${quoted(fields.get('format'))}; "${format}" is needed, as toJson writes it`,
    );
  if (fields.get('version') !== version)
    throw new ScheduleError(
      `fromJson: version is ${quoted(fields.get('version'))}; ${version} is needed, the one that is known here`,
    );
}

function extentFrom(extent: unknown): number {
  if (typeof extent === 'number' && Number.isSafeInteger(extent) && extent >= 0) return extent;
  throw new ScheduleError(
    `fromJson: extent is ${quoted(extent)}; a whole number of steps, 0 or more, is needed`,
  );
}

function actionsFrom(actions: unknown): Action[] {
  if (!Array.isArray(actions))
    throw new ScheduleError(
      `fromJson: actions is ${quoted(actions)}; a list is needed, such as [["record",0,1],["sweep",1,0]]`,
    );
  return actions.map((entry: unknown, place) => actionFrom(entry, `fromJson: action ${place}`));
}

function actionFrom(entry: unknown, where: string): Action {
  const [verb, ...numbers]: unknown[] = Array.isArray(entry) ? entry : [];
  if (!isVerb(verb))
    throw new ScheduleError(
      `${where} is ${quoted(entry)}; a list is needed whose first entry is one of ${verbs.join(', ')}`,
    );
  const names = isOfSteps(verb) ? (['from', 'to'] as const) : (['step', 'slot'] as const);
  if (numbers.length !== 2)
    throw new ScheduleError(`${where} is ${quoted(entry)}; ["${verb}",${names.join(',')}] is needed`);
  const first = whole(numbers[0], `${where}, ${quoted(entry)}: ${names[0]}`);
  const second = whole(numbers[1], `${where}, ${quoted(entry)}: ${names[1]}`);
  return isOfSteps(verb) ? { verb, from: first, to: second } : { verb, step: first, slot: second };
}

function isOfSteps(verb: Verb): verb is 'advance' | 'record' | 'sweep' | 'discard' {
  return verb === 'advance' || verb === 'record' || verb === 'sweep' || verb === 'discard';
}

function isVerb(verb: unknown): verb is Verb {
  return verbs.some((each) => each === verb);
}

function whole(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new ScheduleError(`${where} is ${quoted(value)}; a whole number is needed`);
}

function quoted(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
