import type { TopLevelSpec } from 'vega-lite';
import { type Axis, channel, isLog } from './axis.js';
import { look } from './palette.js';

export type FigureRow = Readonly<Record<string, string | number | boolean | null>>;

export interface LineFigure {
  readonly title: string;
  readonly subtitle?: string;
  readonly rows: readonly FigureRow[];
  readonly x: Axis;
  readonly y: Axis;
  /** The column that says which line a row belongs to, and all lines of all figures in a fixed order. */
  readonly series: {
    readonly field: string;
    readonly order: readonly string[];
    /** In that order; those of the palette if absent. */
    readonly colours?: readonly string[];
    readonly title?: string;
  };
  /** One panel for each value of a column; the panel's heading is `title: value`. */
  readonly facet?: {
    readonly field: string;
    readonly title: string;
    readonly columns?: number;
    readonly width?: number;
    readonly height?: number;
  };
  /** Columns with the ends of a band around each line. */
  readonly band?: { readonly low: string; readonly high: string };
  /** A column with what theory says: a thin dashed line without points. */
  readonly prediction?: string;
}

/**
 * Lines with points: one colour and one shape for each series, axes with few labels.
 *
 * @throws {RangeError} if there are no rows, a series is not in the order, or a logarithmic axis has numbers up to 0
 */
export function lineFigure(figure: LineFigure): TopLevelSpec {
  requireDrawable(figure);
  const { title, subtitle, rows, facet } = figure;
  const panel =
    facet === undefined
      ? { width: 420, height: 300 }
      : { width: facet.width ?? 260, height: facet.height ?? 220 };
  const layers = { layer: layersOf(figure) };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, ...(subtitle === undefined ? {} : { subtitle }) },
    data: { values: rows.map((row) => ({ ...row })) },
    ...(facet === undefined
      ? { ...panel, ...layers }
      : {
          facet: {
            field: facet.field,
            header: {
              title: null,
              labelExpr: `${JSON.stringify(facet.title === '' ? '' : `${facet.title}: `)} + (datum.label)`,
            },
          },
          columns: facet.columns ?? 3,
          spec: { ...panel, ...layers },
        }),
    config: style,
  };
}

function requireDrawable(figure: LineFigure): void {
  const { title, rows, x, y, series } = figure;
  const where = `figure '${title}'`;
  if (rows.length === 0) throw new RangeError(`${where}: there are 0 rows; at least 1 is needed`);
  const logarithmic = [...(isLog(x) ? [x.field] : []), ...(isLog(y) ? verticalFields(figure) : [])];
  for (const row of rows) {
    const name = row[series.field];
    if (typeof name !== 'string' || !series.order.includes(name)) {
      throw new RangeError(
        `${where}: a row has ${series.field} '${name}', which is not in the order; add it there`,
      );
    }
    for (const field of logarithmic) {
      const value = row[field];
      if (typeof value !== 'number' || value > 0) continue;
      throw new RangeError(
        `${where}: ${field} is ${value} in a row; a logarithmic axis needs numbers above 0; use a linear one`,
      );
    }
  }
}

function verticalFields({ y, band, prediction }: LineFigure): readonly string[] {
  return [y.field, band?.low, band?.high, prediction].filter((field) => field !== undefined);
}

function layersOf(figure: LineFigure) {
  const { rows, x, y, series, band, prediction } = figure;
  const fields = verticalFields(figure);
  const xy = (field: string) => ({
    x: { ...channel(x, valuesOf(rows, [x.field])), field: x.field },
    y: { ...channel(y, valuesOf(rows, fields)), field },
  });
  const { color, shape } = looks(rows, series);
  const bands = band && {
    mark: { type: 'area' as const, opacity: 0.18 },
    encoding: { ...xy(band.low), y2: { field: band.high }, color },
  };
  const predictions = prediction && {
    mark: { type: 'line' as const, strokeWidth: 1, strokeDash: [4, 3] },
    encoding: { ...xy(prediction), color },
  };
  const lines = {
    mark: { type: 'line' as const, strokeWidth: 1.6 },
    encoding: { ...xy(y.field), color },
  };
  const points = {
    mark: { type: 'point' as const, filled: true, size: 42, opacity: 1 },
    encoding: { ...xy(y.field), color, shape },
  };
  return [...(bands ? [bands] : []), ...(predictions ? [predictions] : []), lines, points];
}

function looks(rows: readonly FigureRow[], { field, order, colours, title }: LineFigure['series']) {
  const found = new Set(rows.map((row) => row[field]));
  const domain = order.filter((name) => found.has(name));
  const shown = domain.map((name) => {
    const place = order.indexOf(name);
    return { ...look(place), ...(colours?.[place] === undefined ? {} : { colour: colours[place] }) };
  });
  // A band's legend would be as pale as the band.
  const legend = { title: title ?? null, symbolOpacity: 1 };
  return {
    color: { field, legend, scale: { domain, range: shown.map(({ colour }) => colour) } },
    shape: { field, legend, scale: { domain, range: shown.map(({ shape }) => shape) } },
  };
}

function valuesOf(rows: readonly FigureRow[], fields: readonly string[]): readonly number[] {
  return rows.flatMap((row) =>
    fields.map((field) => row[field]).filter((value) => typeof value === 'number'),
  );
}

const style = {
  font: 'DejaVu Sans, Verdana, sans-serif',
  background: 'white',
  title: { anchor: 'start', fontSize: 15, subtitleFontSize: 11.5, subtitleColor: '#444', offset: 12 },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: '#e4e4e4',
    titlePadding: 8,
  },
  legend: { labelFontSize: 11.5, titleFontSize: 11.5, symbolSize: 60, labelLimit: 0 },
  header: { labelFontSize: 12.5, labelFontWeight: 'bold' },
  view: { stroke: '#bbb' },
  facet: { spacing: 34 },
} as const;
