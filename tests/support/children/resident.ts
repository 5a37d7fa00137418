// Touches as many bytes as it is told to, lets go of them, and reports the greatest resident memory.
import { answer } from '../../../experiments/harness/answer.js';
import { measurePeakResident } from '../../../experiments/harness/residentMemory.js';

await answer(({ touchedBytes }: { readonly touchedBytes: number }) => {
  const peak = measurePeakResident();
  new Uint8Array(touchedBytes).fill(1);
  return peak();
});
