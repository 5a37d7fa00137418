import type { Frame } from './frame.js';
import { bytesInWords, colours } from './look.js';
import type { Scene } from './scene.js';
import { element, label, line, rounded } from './svg.js';

/** What is live over the same time, and where it is most; in bytes, or in states and records where no size is known. */
export function bytesPanel({ bytes }: Scene, frame: Frame, isSized: boolean): string[] {
  const { bytesLeft, bytesRight, top, bottom, y } = frame;
  const most = bytes.reduce((peak, each) => Math.max(peak, each), 0);
  const first = bytes.indexOf(most);
  const x = (value: number): number => bytesLeft + (value / Math.max(most, 1)) * (bytesRight - bytesLeft);
  const name = isSized ? 'live bytes →' : 'live states and records →';
  const text = `peak ${isSized ? bytesInWords(most) : most}`;
  return [
    label(bytesLeft, top - 26, name, { 'text-anchor': 'start' }),
    label(bytesLeft, top - 8, '0'),
    element('path', { d: outline(bytes, frame, x), fill: colours.bytes }),
    line(bytesLeft, top, bytesLeft, bottom, { stroke: colours.text, 'stroke-width': 0.8 }),
    ...(most > 0 ? peak(text, x(most), y(first + 0.5), frame) : []),
  ];
}

/** Where most is live, there and across the picture. */
function peak(text: string, x: number, y: number, { left, top }: Frame): string[] {
  const dashed = { stroke: colours.text, 'stroke-width': 0.8, 'stroke-dasharray': '2 3' };
  return [
    label(x, top - 8, text, { 'font-weight': 'bold' }),
    line(left, y, x, y, dashed),
    line(x, top - 3, x, y, dashed),
    element('circle', { cx: x, cy: y, r: 3, fill: colours.text }),
  ];
}

/** The most of each row of the page, where several units of time share one. */
function outline(
  bytes: readonly number[],
  { bytesLeft, row, y }: Frame,
  x: (value: number) => number,
): string {
  const units = Math.max(1, Math.ceil(1 / row));
  const parts = [`M${rounded(bytesLeft)} ${rounded(y(0))}`];
  for (let start = 0; start < bytes.length; start += units) {
    const most = Math.max(...bytes.slice(start, start + units));
    const end = Math.min(bytes.length, start + units);
    parts.push(`H${rounded(x(most))}V${rounded(y(end))}`);
  }
  return `${parts.join('')}H${rounded(bytesLeft)}Z`;
}
