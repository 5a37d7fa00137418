import * as all from '../../../src/checkpoint/index.js';
import { kind, options } from '../argument.js';
import { bytes, count, extent, profile, profileOptions, schedule, strategy, text } from '../kinds.js';
import { called, type Signature } from '../signature.js';

const slots = options({ slots: count }, () => ({ slots: 3 }));
const weight = { good: () => 1, wrong: count.wrong.filter(([found]) => found !== 'fraction') };
const profiled = { ...profile, options: { ...profileOptions } };
const costs = { ...profile, wrong: profile.wrong.filter(([found]) => found !== 'undefined') };
const budget = { ...bytes, good: () => 1000 };
const planned = (): object => all.plan({ extent: 3 });
const compared = (): object => all.compare(list(), list(), 3);
const list = (): all.Schedule => all.storeAll().schedule({ extent: 3 });

export const ofSchedules: readonly Signature[] = [
  ...[all.bisect, all.sqrt, all.storeAll, all.recomputeAll].map((f) => called(f, [options({})])),
  ...[all.revolve, all.treeverse, all.online, all.wangMoin].map((f) => called(f, [slots])),
  called(all.internal, [options({ records: count }, () => ({ records: 3 }))]),
  called(all.mixed, [options({ units: count, recordUnits: weight }, () => ({ units: 3 }))]),
  called(all.periodic, [options({ every: count, segments: count }, () => ({ every: 3 }))]),
  called(all.recursive, [options({ branching: count })]),
  called(all.twoLevel, [options({ every: count, inner: strategy }, () => ({ every: 3, inner: all.sqrt() }))]),
  called(all.segmented, [options({ segmentBytes: bytes })]),
  called(all.rotor, [options({ bytes, units: count, costs }, () => ({ bytes: 1000 }))]),
  called(all.withinBudget, [options({ bytes, costs }, () => ({ bytes: 1000 }))]),
  called(all.maxExtent, [
    { ...count, wrong: whole() },
    { ...count, wrong: whole() },
  ]),
  called(all.repetitionNumber, [extent, count]),
  called(all.optimalAdvances, [extent, count]),
  called(all.optimalSnapshots, [extent, count]),
  called(all.mixedForwards, [extent, count, weight]),
  called(all.draw, [schedule, extent]),
  called(all.drawSvg, [schedule, extent, options({ profile: costs, title: text })]),
  called(all.compare, [schedule, schedule, extent, options({ profile: costs })]),
  called(all.formatComparison, [
    kind(compared, 'undefined', 'null', 'number', 'text', 'empty', 'list'),
    options({ a: text, b: text }),
  ]),
  called(all.plan, [profiled, options({ budgetBytes: budget })]),
  called(all.formatPlan, [kind(planned, 'undefined', 'null', 'number', 'text', 'empty', 'list')]),
  called(all.toJson, [schedule, options({ extent, name: text }, () => ({ extent: 3 }))]),
  called(all.fromJson, [
    kind(() => all.toJson(list(), { extent: 3 }), 'undefined', 'null', 'number', 'text', 'empty', 'list'),
  ]),
  called(all.liveBytes, [schedule, profiled], { use: (bytes) => [...Object(bytes)] }),
  called(all.peakBytes, [schedule, profiled]),
];

/** β(s, r) is 0 where a number is negative. */
function whole() {
  return count.wrong.filter(([found]) => found !== 'zero' && found !== 'negative');
}
