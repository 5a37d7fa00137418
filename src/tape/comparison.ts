import type { Figures } from './report.js';

/** Beyond so many steps the run that records them all is not measured beside: its records alone would take long. */
const mostCompared = 10_000;

/** Compares what a strategy takes with recording everything, once for every run that takes as much. */
export class Comparison {
  readonly #strategyName: string;
  readonly #known = new Map<string, readonly string[]>();

  constructor(strategyName: string) {
    this.#strategyName = strategyName;
  }

  /** What the user should hear; `recordAll` measures the same run with every step recorded once. */
  remarks(found: Figures, recordAll: () => Figures): readonly string[] {
    const { peakBytes, advancedSteps, recordedSteps } = found;
    if (advancedSteps === 0 || recordedSteps > mostCompared) return [];
    const name = [peakBytes, advancedSteps, recordedSteps].join(' ');
    const known = this.#known.get(name) ?? this.#compared(found, recordAll());
    this.#known.set(name, known);
    return known;
  }

  #compared({ peakBytes, advancedSteps }: Figures, all: Figures): readonly string[] {
    const extra = advancedSteps - all.advancedSteps;
    if (extra <= 0 || peakBytes < all.peakBytes) return [];
    const more = peakBytes === all.peakBytes ? 'no fewer than' : 'more than';
    return [
      `${this.#strategyName}: ${peakBytes} bytes at the peak and ${extra} extra ${extra === 1 ? 'step' : 'steps'}, ` +
        `${more} the ${all.peakBytes} bytes of recording everything`,
    ];
  }
}
