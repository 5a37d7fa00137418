// After the pebble pictures of Griewank & Walther (2000): a snapshot is a bar in the column of its state, from when it is
// written to when it is released.
import { checkOptions } from '../arguments/options.js';
import type { Schedule } from '../tape/action.js';
import type { Profile } from '../tape/strategy.js';
import { checkSchedule } from '../tape/tally.js';
import { bytesPanel } from './pebbles/bytesPanel.js';
import { chart, isRoomy } from './pebbles/chart.js';
import { type Frame, frameOf } from './pebbles/frame.js';
import { legend } from './pebbles/legend.js';
import { colours } from './pebbles/look.js';
import { type Scene, sceneOf } from './pebbles/scene.js';
import { element, escaped, label } from './pebbles/svg.js';
import { profileOf } from './profileOf.js';

const longest = 2_000_000;
const largest = 1_000_000;

/**
 * A picture of a schedule, as the text of an SVG file: states across, time down, and beside them what is live.
 *
 * @param options?.profile - sizes of the chain's states and records; without any, each counts as 1
 * @param options.title - its heading
 * @throws {ScheduleError} at the first action that cannot be obeyed
 * @throws {RangeError} if the picture would be larger than 1 MB, or more than two million steps are run and swept
 * @example
 * writeFileSync('revolve.svg', drawSvg(revolve({ slots: 3 }).schedule({ extent: 10 }), 10));
 */
export function drawSvg(
  schedule: Schedule,
  extent: number,
  options: { readonly profile?: Partial<Profile>; readonly title?: string } = {},
): string {
  checkOptions('drawSvg', options, { profile: 'object', title: 'string' });
  checkSchedule('drawSvg', schedule);
  const scene = sceneOf(schedule, profileOf('drawSvg', extent, options?.profile), longest);
  const frame = frameOf(scene);
  const title = options?.title ?? `A chain of ${counted(extent, 'step')}, reversed`;
  const svg = page(frame, [
    element('title', {}, escaped(title)),
    element('desc', {}, escaped(summary(scene))),
    element('rect', { width: frame.width, height: frame.height, fill: colours.paper }),
    heading(title, frame),
    label(frame.left, 50, summary(scene), { 'text-anchor': 'start' }),
    ...chart(scene, frame),
    ...bytesPanel(scene, frame, isSized(options?.profile)),
    ...legend(scene, frame, isRoomy(frame)),
  ]);
  if (svg.length <= largest) return svg;
  throw new RangeError(
    `drawSvg: the picture takes ${svg.length} bytes; at most ${largest} are allowed; shorten its title, or draw a ` +
      'shorter chain',
  );
}

function page({ width, height }: Frame, content: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    width: Math.ceil(width),
    height: Math.ceil(height),
    role: 'img',
    'font-family': 'Helvetica, Arial, sans-serif',
    'font-size': 12,
    fill: colours.text,
  };
  return `${element('svg', attributes, `\n${content.join('\n')}\n`)}\n`;
}

// A long title is set smaller: a letter is little more than half as wide as it is high.
function heading(title: string, { left, width }: Frame): string {
  const size = Math.min(17, (width - left - 20) / (0.62 * title.length));
  return label(left, 28, title, { 'text-anchor': 'start', 'font-size': size, 'font-weight': 'bold' });
}

function summary({ extent, tally }: Scene): string {
  const { advancedSteps, peakSlots, peakRecords } = tally;
  return (
    `${counted(extent, 'step')}, ${advancedSteps} advanced beside those recorded; at most ` +
    `${counted(peakSlots, 'slot')} and ${counted(peakRecords, 'record')} at once`
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function isSized({ stateBytes, recordBytes, steps }: Partial<Profile> = {}): boolean {
  return stateBytes !== undefined || recordBytes !== undefined || steps !== undefined;
}
