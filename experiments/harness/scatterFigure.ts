import type { TopLevelSpec } from 'vega-lite';
import { type LineFigure, lineFigure } from './lineFigure.js';

interface Layer {
  readonly mark: { readonly type: string; readonly strokeDash?: unknown };
  readonly encoding: Readonly<Record<string, unknown>>;
}

/** Points without the lines between them, for what has no order. A prediction is one line through those of all series. */
export function scatterFigure(figure: LineFigure): TopLevelSpec {
  return withoutLines(lineFigure(figure));
}

function withoutLines<Spec extends object>(spec: Spec): Spec {
  if ('spec' in spec) return { ...spec, spec: withoutLines(spec.spec as object) };
  const { layer } = spec as unknown as { readonly layer: readonly Layer[] };
  const kept = layer.filter(({ mark }) => mark.type !== 'line' || mark.strokeDash !== undefined);
  return { ...spec, layer: kept.map(inGrey) };
}

function inGrey(layer: Layer): Layer {
  const { color: _, ...encoding } = layer.encoding;
  return layer.mark.type === 'line' ? { mark: { ...layer.mark, ...grey }, encoding } : layer;
}

const grey = { color: '#666' } as const;
