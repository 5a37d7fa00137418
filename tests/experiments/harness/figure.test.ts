import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { afterAll, expect, test } from 'vitest';
import { saveFigure, toPng, toSvg } from '../../../experiments/harness/figure.js';
import { lineFigure } from '../../../experiments/harness/lineFigure.js';

const folder = mkdtempSync(join(tmpdir(), 'figure-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = lineFigure({
  title: 'Made up',
  rows: [1, 10, 100].map((extent) => ({ strategy: 'sqrt', extent, steps: 2 * extent })),
  x: { field: 'extent', title: 'steps of the chain', scale: 'log10' },
  y: { field: 'steps', title: 'steps run', scale: 'log10' },
  series: { field: 'strategy', order: ['sqrt'] },
});

test('a figure is saved as specification with its data, as SVG and as PNG', async () => {
  const files = await saveFigure(join(folder, 'deep', 'figure'), spec);
  expect(JSON.parse(readFileSync(files.spec, 'utf8'))).toMatchObject({
    data: { values: [{ extent: 1 }, {}, {}] },
  });
  expect(readFileSync(files.svg, 'utf8')).toMatch(/^<svg /);
  const png = readFileSync(files.png);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const width = Number(/width="(\d+)/.exec(readFileSync(files.svg, 'utf8'))?.[1]);
  expect(png.readUInt32BE(16)).toBe(2 * width);
});

test('the saved specification draws the same picture again', async () => {
  const files = await saveFigure(join(folder, 'again'), spec);
  expect(await toSvg(JSON.parse(readFileSync(files.spec, 'utf8')))).toBe(readFileSync(files.svg, 'utf8'));
});

test('letters are drawn without any font of the system', () => {
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="25" ` +
    `font-family="DejaVu Sans, Verdana, sans-serif" font-size="20">${text}</text></svg>`;
  expect(inked(svg(''))).toBe(0);
  expect(inked(svg('steps'))).toBeGreaterThan(500);
  expect(toPng(svg('steps'))).not.toEqual(toPng(svg('slots')));
  const fontless = new Resvg(svg('steps'), { font: { loadSystemFonts: false } }).getBBox();
  expect(fontless).toBeUndefined();
});

/** Pixels of the PNG that are not white. */
function inked(svg: string): number {
  const png = Buffer.from(toPng(svg)).toString('base64');
  const wrapped = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="80"><image width="400" height="80" href="data:image/png;base64,${png}"/></svg>`;
  const { pixels } = new Resvg(wrapped).render();
  let count = 0;
  for (let place = 0; place < pixels.length; place += 4) if (pixels[place]! < 250) count += 1;
  return count;
}
