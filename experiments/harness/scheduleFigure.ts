import { type Action, draw, type Schedule } from 'sublinear';
import type { TopLevelSpec } from 'vega-lite';

/** A schedule as a picture: steps across, actions downwards, and the states that are held at each action. */
export function scheduleFigure(
  title: string,
  { schedule, extent, subtitle }: { schedule: Schedule; extent: number; subtitle?: string },
): TopLevelSpec {
  const actions = [...schedule];
  // Draws it for the sake of its checks: what cannot be obeyed is no picture.
  draw(actions, extent);
  const { runs, states } = played(actions);
  const x = {
    type: 'quantitative' as const,
    title: 'state',
    scale: { domain: [0, extent] },
    axis: axisOf(extent),
  };
  const y = { type: 'quantitative' as const, title: 'action', scale: { reverse: true, nice: false } };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, anchor: 'start', ...(subtitle === undefined ? {} : { subtitle }) },
    width: 380,
    height: Math.max(200, 11 * actions.length),
    layer: [
      {
        data: { values: runs },
        mark: { type: 'rule', strokeWidth: 5 },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { ...y, field: 'action' },
          color: {
            field: 'verb',
            scale: { domain: ['advance', 'record', 'sweep'], range: ['#56B4E9', '#009E73', '#D55E00'] },
            legend: { title: null },
          },
        },
      },
      {
        data: { values: states },
        mark: { type: 'point', filled: true, size: 22, color: '#000', opacity: 1 },
        encoding: { x: { ...x, field: 'state' }, y: { ...y, field: 'action' } },
      },
    ],
    config: { font: 'DejaVu Sans, Verdana, sans-serif', background: 'white', view: { stroke: '#bbb' } },
  };
}

interface Run {
  readonly action: number;
  readonly verb: string;
  readonly from: number;
  readonly to: number;
}

/** The actions that run steps, one below the other, and what is held beside each. */
function played(actions: readonly Action[]): {
  readonly runs: Run[];
  readonly states: { readonly action: number; readonly state: number }[];
} {
  const slots = new Map<number, number>();
  const runs: Run[] = [];
  const states: { action: number; state: number }[] = [];
  for (const each of actions) {
    if (each.verb === 'snapshot') slots.set(each.slot, each.step);
    else if (each.verb === 'release') slots.delete(each.slot);
    else if (each.verb === 'advance' || each.verb === 'record' || each.verb === 'sweep') {
      const action = runs.length;
      runs.push({ action, verb: each.verb, from: each.from, to: each.to });
      for (const state of slots.values()) states.push({ action, state });
    }
  }
  return { runs, states };
}

function axisOf(extent: number) {
  return { tickCount: Math.min(extent, 10), format: 'd', grid: true, gridColor: '#e4e4e4' };
}
