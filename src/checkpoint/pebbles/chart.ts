import { type Frame, ticks } from './frame.js';
import { colours } from './look.js';
import { Pen } from './pen.js';
import type { Scene } from './scene.js';
import { element, label, line } from './svg.js';

/** Below, strokes are joined where they fall on the same points. */
const many = 4000;

/** The steps run and swept, and the states and records that wait meanwhile. */
export function chart(scene: Scene, frame: Frame): string[] {
  const grid = scene.strokes.length + scene.bars.length > many ? 0.5 : 0.1;
  return [
    ...axes(scene, frame),
    waits(scene, frame, new Pen(grid)),
    bars(scene, frame, new Pen(grid)),
    ...(['sweep', 'advance', 'record'] as const).map((verb) => strokes(scene, frame, verb, new Pen(grid))),
    ...(isRoomy(frame) ? pebbles(scene, frame) : []),
  ];
}

/** Whether there is room for single marks. */
export function isRoomy({ cell, row }: Frame): boolean {
  return cell >= 14 && row >= 8;
}

function axes({ extent, duration }: Scene, frame: Frame): string[] {
  const { left, right, top, bottom, x, y } = frame;
  const states = ticks(extent, Math.floor((right - left) / 36));
  const times = ticks(duration, Math.floor((bottom - top) / 40));
  const grid = { stroke: colours.faint, 'stroke-width': 0.7 };
  return [
    ...states.map((state) => line(x(state), top, x(state), bottom, grid)),
    ...times.map((time) => line(left, y(time), right, y(time), grid)),
    ...states.map((state) => label(x(state), top - 8, String(state))),
    ...times.map((time) => label(left - 9, y(time) + 4, String(time), { 'text-anchor': 'end' })),
    label(left, top - 26, 'state →', { 'text-anchor': 'start' }),
    label(left - 9, top - 26, 'time ↓', { 'text-anchor': 'end' }),
  ];
}

function strokes(scene: Scene, { x, y, row, cell }: Frame, verb: keyof typeof colours, pen: Pen): string {
  for (const { from, to, start, verb: own } of scene.strokes)
    if (own === verb)
      pen.stroke({ x: x(from), y: y(start) }, { x: x(to), y: y(start + Math.abs(to - from)) });
  return element('path', {
    d: pen.path,
    fill: 'none',
    stroke: colours[verb],
    'stroke-width': Math.max(1.2, Math.min(2.6, row / 3, cell / 3)),
    'stroke-linecap': 'round',
  });
}

function waits(scene: Scene, { x, y }: Frame, pen: Pen): string {
  for (const { from, to, start, end } of scene.waits) {
    const steps = to - from;
    pen.shape([
      { x: x(from), y: y(start) },
      { x: x(to), y: y(start + steps) },
      { x: x(to), y: y(end - steps) },
      { x: x(from), y: y(end) },
    ]);
  }
  return element('path', { d: pen.path, fill: colours.record, 'fill-opacity': 0.22 });
}

function bars(scene: Scene, { x, y, cell }: Frame, pen: Pen): string {
  for (const { state, start, end } of scene.bars)
    pen.stroke({ x: x(state), y: y(start) }, { x: x(state), y: y(end) });
  const width = Math.max(1, Math.min(5, cell / 3));
  return element('path', { d: pen.path, fill: 'none', stroke: colours.snapshot, 'stroke-width': width });
}

/** Where a state is written, with its slot, and where it is restored. */
function pebbles(scene: Scene, { x, y }: Frame): string[] {
  return [
    ...scene.restores.map(({ state, at }) =>
      element('circle', {
        cx: x(state),
        cy: y(at),
        r: 3,
        fill: colours.paper,
        stroke: colours.snapshot,
        'stroke-width': 1.6,
      }),
    ),
    ...scene.bars.flatMap(({ state, slot, start }) => [
      element('circle', { cx: x(state), cy: y(start), r: 6.5, fill: colours.snapshot }),
      label(x(state), y(start) + 3.2, String(slot), { 'font-size': 9, 'font-weight': 'bold' }),
    ]),
  ];
}
