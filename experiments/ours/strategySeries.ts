import { type StrategyName, strategies } from 'sublinear';
import type { LineFigure } from '../harness/lineFigure.js';

/** How a strategy is called, without the number that the table has as an example. */
export function nameOf(strategy: StrategyName): string {
  return strategies[strategy].call.replace(/: '[^']*'/, '');
}

/** Every strategy as a series of a figure, in the colour that it has everywhere. */
export function strategySeries(field: string): LineFigure['series'] {
  const names = Object.keys(strategies) as StrategyName[];
  return { field, order: names.map(nameOf), colours: names.map((name) => strategies[name].colour) };
}
