// Chen, Xu, Zhang & Guestrin (2016), Training deep nets with sublinear memory cost, arXiv:1604.06174, Algorithm 1 with
// k = √n segments. As printed there, the last segment is run twice; here it is recorded on the first pass. Where the
// segments cannot be equal the longer ones come first, since memory peaks in the last.
import { checkOptions, type NoOptions } from '../arguments/options.js';
import type { Citation, Strategy } from '../tape/strategy.js';
import { checkExtent } from './options.js';
import type { Segments } from './outline.js';
import { scheduleBySegments } from './segments.js';

export const chen: Citation = {
  authors: 'Chen, Xu, Zhang & Guestrin',
  year: 2016,
  title: 'Training deep nets with sublinear memory cost',
  doi: '10.48550/arXiv.1604.06174',
};

/**
 * About √n segments of √n steps: 2 √n live values, one extra run of nearly every step.
 *
 * @example
 * tally(sqrt().schedule({ extent: 100 }), 100).advancedSteps; // 90
 */
export function sqrt(options?: NoOptions): Strategy {
  checkOptions('sqrt', options, {});
  return {
    name: 'sqrt',
    source: chen,
    schedule: ({ extent }) => {
      checkExtent('sqrt', extent);
      return scheduleBySegments(balanced(extent));
    },
  };
}

function balanced(extent: number): Segments {
  const count = Math.round(Math.sqrt(extent));
  const short = Math.floor(extent / count);
  const longer = extent % count;
  return { count, startOf: (segment) => segment * short + Math.min(segment, longer) };
}
