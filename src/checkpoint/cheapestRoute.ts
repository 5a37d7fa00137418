/** A held snapshot to restore, and the step to advance to from there, keeping that state in its place. */
export interface Stop {
  readonly place: number;
  readonly from: number;
}

/** What a reversal makes of the snapshots that are there. */
export interface Route {
  readonly advances: number;
  /** In ascending order; the steps from one stop to the next are reversed from there. */
  readonly stops: readonly Stop[];
}

/**
 * The fewest advances in which the reversals from some of the held snapshots can be done, as a function of the end. It is
 * convex, so it is known by how many steps cost how much: from `start` on, runs[1] more steps cost an advance each,
 * the next runs[2] cost two, and so on, as far as to the end of the chain.
 */
interface Course {
  readonly place: number;
  readonly before: Course | undefined;
  /** The slots left to what lies further right. */
  readonly free: number;
  readonly start: number;
  /** Those of an end at `start`. */
  readonly advances: number;
  readonly runs: readonly number[];
  /** What of the runs is the last snapshot moved right, at an advance a step beside what they cost further left. */
  readonly moved: readonly number[];
}

/**
 * How to reverse steps [0, end) with the fewest advances from the states held, at any places.
 *
 * A snapshot is either the start of a chain of its own, with all slots that the snapshots before it leave; or it is moved
 * right first; or it is dropped at once, since its slot is all that it is good for. Which ones to move how far is known
 * by convexity. Which ones to drop is searched for, by branch and bound.
 *
 * @param held - ascending states, 0 first, at most `slots`
 */
export function cheapestRoute(held: readonly number[], end: number, slots: number): Route {
  if (slots === 1) return { advances: (end * (end - 1)) / 2, stops: [{ place: 0, from: 0 }] };
  const initial: Course = {
    place: 0,
    before: undefined,
    free: slots - 1,
    start: 1,
    advances: 0,
    runs: joinedRuns(slots, [], end - 1),
    moved: [],
  };
  let best = initial;
  for (let place = 1; place < held.length; place += 1) best = extended(best, held, place, end);
  best = cheapestCourse(initial, best, held, end);
  return { advances: advancesTo(best, end), stops: stopsOf(best, held, end) };
}

// Enough for all subsets of twelve snapshots beside the first. With more, the search may end before the best is proved to
// be the best; where `OnlinePlacement` or Wang & Moin's levels put them, none was ever found to be better dropped.
const patience = 5000;

/** Tries one snapshot after the other from the left; leaves out what cannot become cheaper than the cheapest known. */
function cheapestCourse(initial: Course, known: Course, held: readonly number[], end: number): Course {
  let best = known;
  let fewest = advancesTo(best, end);
  let tried = 0;
  for (let layer = [initial]; layer.length > 0; ) {
    const next: Course[] = [];
    for (const course of layer) {
      if (leastAdvances(course, end) >= fewest) continue;
      if (advancesTo(course, end) < fewest) best = course;
      fewest = advancesTo(best, end);
      for (let place = course.place + 1; place < held.length; place += 1) {
        const candidate = extended(course, held, place, end);
        tried += 1;
        if (tried > patience) return best;
        if (!next.some((other) => isNeverDearer(other, candidate))) next.push(candidate);
      }
    }
    layer = next;
  }
  return best;
}

function extended(course: Course, held: readonly number[], place: number, end: number): Course {
  const start = held[place]! + 1;
  const { rest, advances } = spent(course.runs, held[place]! - course.start);
  const moved = [0, ...rest];
  return {
    place,
    before: course,
    free: course.free - 1,
    start,
    advances: course.advances + advances,
    runs: joinedRuns(course.free, moved, end - start),
    moved,
  };
}

/**
 * Those of a chain whose first state is held, joined with others, until there are `enough` steps. The chain's first step
 * is free, and β(slots - 1, q) steps cost q: as many as β(slots, q) is greater than β(slots, q - 1).
 */
function joinedRuns(slots: number, others: readonly number[], enough: number): number[] {
  const runs = [0];
  let run = 1;
  let sum = 0;
  for (let cost = 1; sum < enough; cost += 1) {
    run = Math.min(enough, (run * (slots - 1 + cost)) / cost);
    runs.push(run + (others[cost] ?? 0));
    sum += runs[cost]!;
  }
  return runs;
}

function advancesTo(course: Course, end: number): number {
  return course.advances + spent(course.runs, end - course.start).advances;
}

/** A bound for all that extends the course: as if further snapshots were wherever they are best, and there already. */
function leastAdvances(course: Course, end: number): number {
  if (course.free === 0) return advancesTo(course, end);
  const steps = end - course.start;
  // What is there already is not advanced to, which saves an advance for every step: hence the shift by one.
  const runs = joinedRuns(course.free, [0, ...course.runs], steps).slice(1);
  return course.advances + spent(runs, steps).advances;
}

/** Takes the cheapest steps first. */
function spent(runs: readonly number[], steps: number): { rest: number[]; advances: number } {
  let left = steps;
  let advances = 0;
  const rest = runs.map((run, cost) => {
    const taken = Math.min(run, left);
    left -= taken;
    advances += taken * cost;
    return run - taken;
  });
  return { rest, advances };
}

function isNeverDearer(course: Course, other: Course): boolean {
  if (course.place !== other.place || course.advances > other.advances) return false;
  let lead = 0;
  return course.runs.every((run, cost) => {
    lead += run - (other.runs[cost] ?? 0);
    return lead >= 0;
  });
}

function stopsOf(last: Course, held: readonly number[], end: number): Stop[] {
  const stops: Stop[] = [];
  let to = end;
  for (let course: Course | undefined = last; course !== undefined; course = course.before) {
    const from = held[course.place]! + move(course, to - course.start);
    stops.unshift({ place: course.place, from });
    to = from;
  }
  return stops;
}

/** How far the last snapshot is moved; not at all where that would only cost the same. */
function move({ runs, moved }: Course, steps: number): number {
  let left = steps;
  let sum = 0;
  for (let cost = 0; cost < moved.length && left > 0; cost += 1) {
    const stays = runs[cost]! - moved[cost]!;
    sum += Math.max(0, Math.min(moved[cost]!, left - stays));
    left -= runs[cost]!;
  }
  return sum;
}
