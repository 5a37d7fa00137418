import { usableSlots } from './binomial.js';

/** Says so where a chain cannot use all slots. */
export function slotRemarks(where: string, slots: number, extent: number): readonly string[] {
  const usable = usableSlots(extent, slots);
  if (slots <= usable) return [];
  const steps = extent === 1 ? '1 step' : `${extent} steps`;
  return [
    `${where}: ${slots} slots were asked for; a chain of ${steps} can use ${extent > 1 ? usable : 'none'}`,
  ];
}
