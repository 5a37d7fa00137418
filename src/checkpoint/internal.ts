// Gruslys, Munos, Danihelka, Lanctot & Graves (2016), Memory-efficient backpropagation through time, arXiv:1606.03401: the
// variant that stores internal states alone, which are our records. With m of them beside the one that is swept, the fewest
// forward runs of t steps are t_rev(t + 1, m + 1) of revolve, and the cuts are revolve's own.
import { checkOptions } from '../arguments/options.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { reverseByChoices } from './mixedReversal.js';
import { checkCount, checkExtent } from './options.js';
import type { Choices, OutlinedSchedule } from './outline.js';
import { binomialSplit } from './revolve.js';

export const gruslys: Citation = {
  authors: 'Gruslys, Munos, Danihelka, Lanctot & Graves',
  year: 2016,
  title: 'Memory-efficient backpropagation through time',
  doi: '10.48550/arXiv.1606.03401',
};

/**
 * Keeps records that wait instead of states: a record holds the state after its step, from which the chain is run again. As
 * many as there are steps but one make it store-all.
 *
 * @param options.records - records that wait at once, beside the one that is swept
 * @throws {RangeError} if records is not a whole number of at least 1
 * @example
 * tally(internal({ records: 50 }).schedule({ extent: 1000 }), 1000).advancedSteps; // 949
 */
export function internal(options: { records: number }): Strategy {
  checkOptions('internal', options, { records: 'any' });
  const records = options?.records;
  checkCount('internal', 'records', records, 'to wait beside the one that is swept');
  return {
    name: `internal(${records})`,
    source: gruslys,
    schedule: ({ extent }): OutlinedSchedule => {
      checkExtent('internal', extent);
      return {
        outline: { choices, units: records },
        [Symbol.iterator]: () => reverseByChoices(extent, { units: records, ...choices }),
      };
    },
    remarks: ({ extent }) => recordRemarks(records, extent),
  };
}

/** With none left to wait, the last step is recorded at once. */
function choose(length: number, records: number): number {
  const cut = binomialSplit(length + 1, records + 1);
  return cut === 0 ? length - 1 : -cut;
}

const choices: Choices = { weights: { state: 0, record: 1 }, choose };

function recordRemarks(records: number, extent: number): readonly string[] {
  if (records < extent) return [];
  const steps = extent === 1 ? '1 step' : `${extent} steps`;
  const given = records === 1 ? '1 record was' : `${records} records were`;
  return [`internal: ${given} asked for; a chain of ${steps} can use ${extent > 1 ? extent - 1 : 'none'}`];
}
