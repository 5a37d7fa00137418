import type { Frame } from './frame.js';
import { colours } from './look.js';
import type { Scene } from './scene.js';
import { element, label, line } from './svg.js';

const note = 'Step t runs from state t to state t + 1. Time counts the steps that are run and swept.';

interface Entry {
  readonly name: string;
  readonly isShown: boolean;
  mark(x: number, y: number): string;
}

/** What each mark in the picture stands for, below it. */
export function legend(scene: Scene, { left, bottom }: Frame, isRoomy: boolean): string[] {
  const shown = entriesOf(scene, isRoomy).filter(({ isShown }) => isShown);
  const below = bottom + 34 + Math.ceil(shown.length / 3) * 24;
  return [
    ...shown.flatMap(({ name, mark }, place) => {
      const [x, y] = [left + (place % 3) * 170, bottom + 30 + Math.floor(place / 3) * 24];
      return [mark(x, y), label(x + 30, y + 4, name, { 'text-anchor': 'start' })];
    }),
    label(left, below, note, { 'text-anchor': 'start' }),
  ];
}

function entriesOf({ extent, tally, bars, restores }: Scene, isRoomy: boolean): Entry[] {
  const hasBars = bars.length > 0;
  return [
    { name: 'advance', isShown: tally.advancedSteps > 0, mark: (x, y) => stroke(x, y, colours.advance) },
    { name: 'record', isShown: extent > 0, mark: (x, y) => stroke(x, y, colours.record) },
    { name: 'sweep', isShown: extent > 0, mark: (x, y) => stroke(x + 22, y, colours.sweep, -22) },
    { name: 'record that waits', isShown: extent > 0, mark: patch },
    { name: 'snapshot in a slot', isShown: hasBars && !isRoomy, mark: bar },
    { name: 'snapshot, with its slot', isShown: hasBars && isRoomy, mark: pebble },
    { name: 'restore', isShown: restores.length > 0 && isRoomy, mark: ring },
  ];
}

function stroke(x: number, y: number, colour: string, across = 22): string {
  return line(x, y - 5, x + across, y + 5, {
    stroke: colour,
    'stroke-width': 2.6,
    'stroke-linecap': 'round',
  });
}

function patch(x: number, y: number): string {
  return element('rect', { x, y: y - 6, width: 22, height: 12, fill: colours.record, 'fill-opacity': 0.22 });
}

function bar(x: number, y: number): string {
  return line(x + 11, y - 8, x + 11, y + 8, { stroke: colours.snapshot, 'stroke-width': 3 });
}

function pebble(x: number, y: number): string {
  const stem = line(x + 11, y - 2, x + 11, y + 10, { stroke: colours.snapshot, 'stroke-width': 5 });
  return stem + element('circle', { cx: x + 11, cy: y - 2, r: 6.5, fill: colours.snapshot });
}

function ring(x: number, y: number): string {
  const look = { fill: colours.paper, stroke: colours.snapshot, 'stroke-width': 1.6 };
  return element('circle', { cx: x + 11, cy: y, r: 3, ...look });
}
