import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { writeWhole } from '../../src/command/writeWhole.js';
import { results } from './writer.js';

/** The files a figure is saved in. */
export interface FigureFiles {
  /** Vega-Lite with its data: the figure can be drawn again, and changed, without this project. */
  readonly spec: string;
  readonly svg: string;
  readonly png: string;
}

/**
 * Saves a figure as `path`.vl.json, `path`.svg and `path`.png.
 *
 * The letters of the PNG come from the package `dejavu-fonts-ttf`: a machine without fonts draws the same picture.
 */
export async function saveFigure(path: string, spec: TopLevelSpec): Promise<FigureFiles> {
  const files = { spec: `${path}.vl.json`, svg: `${path}.svg`, png: `${path}.png` };
  const svg = await toSvg(spec);
  writeWhole(files.spec, `${JSON.stringify(spec, null, 2)}\n`, results);
  writeWhole(files.svg, svg, results);
  writeWhole(files.png, toPng(svg), results);
  return files;
}

export async function toSvg(spec: TopLevelSpec): Promise<string> {
  estimateWidths();
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

// Without a canvas Vega takes a letter to be 0.8 of the font's size wide, and leaves room for text that is not there.
// Sentences in DejaVu Sans have 0.48, bold ones 0.61, digits 0.63. The setting is meant for this, but Vega's types leave
// it out.
function estimateWidths(): void {
  const metrics: unknown = 'textMetrics' in vega ? vega.textMetrics : undefined;
  if (typeof metrics !== 'object' || metrics === null || !('width' in metrics)) return;
  metrics.width = (item: { readonly fontSize?: number }, text: unknown) =>
    Math.ceil(0.63 * (item.fontSize ?? 11) * String(text ?? '').length);
}

/** Two pixels a unit: sharp in print at the size of a column. */
export function toPng(svg: string): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
    resolve(`dejavu-fonts-ttf/ttf/${name}`),
  );
  return new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
  })
    .render()
    .asPng();
}
