import { usableSlots } from './binomial.js';

/** Says so where a chain cannot use all slots. */
export function slotRemarks(where: string, slots: number, extent: number): readonly string[] {
  const usable = usableSlots(extent, slots);
  if (slots <= usable) return [];
  return [
    `${where}: ${slots} slots were asked for and a chain of ${extent} steps can use ${usable}; that many are`,
  ];
}
