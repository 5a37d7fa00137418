import { discard, type Schedule } from '../../tape/action.js';
import type { Profile } from '../../tape/strategy.js';
import { Player, type Tally } from '../../tape/tally.js';
import { ByteCounter } from '../byteCounter.js';

/** A range of steps that is run or swept: time passes by one for every step. */
export interface Stroke {
  readonly verb: 'advance' | 'record' | 'sweep';
  /** States. */
  readonly from: number;
  readonly to: number;
  readonly start: number;
}

/** A state in a slot, from when it is written to when it is released. */
export interface Bar {
  readonly state: number;
  readonly slot: number;
  readonly start: number;
  end: number;
}

/** Neighbouring records that wait: step `from + k` is recorded k later, and swept k earlier, than the first. */
export interface Wait {
  readonly from: number;
  readonly to: number;
  /** When step `from` begins to be recorded. */
  readonly start: number;
  /** When step `from` has been swept, or discarded. */
  readonly end: number;
}

/** Everything that a picture of a schedule shows, in states across and steps run or swept down. */
export interface Scene {
  readonly extent: number;
  readonly duration: number;
  readonly strokes: readonly Stroke[];
  readonly bars: readonly Bar[];
  readonly waits: readonly Wait[];
  readonly restores: readonly { readonly state: number; readonly at: number }[];
  /** The most that is live in each unit of time. */
  readonly bytes: readonly number[];
  readonly tally: Tally;
}

/**
 * Plays a schedule and notes what is to be seen.
 *
 * @param longest - the most steps that may be run and swept
 * @throws {ScheduleError} at the first action that cannot be obeyed
 * @throws {RangeError} if more steps are run
 */
export function sceneOf(schedule: Schedule, profile: Profile, longest: number): Scene {
  checkDuration(2 * profile.extent, longest);
  const notes = new Notes(profile);
  const player = new Player(profile.extent);
  for (const action of schedule) {
    player.play(action);
    switch (action.verb) {
      case 'advance':
      case 'record':
      case 'sweep':
        notes.stroke({ verb: action.verb, from: action.from, to: action.to, start: notes.time });
        checkDuration(notes.time, longest);
        break;
      case 'discard':
        notes.drop(action.from, action.to);
        break;
      case 'snapshot':
      case 'restore':
      case 'release':
        notes.touch(action.verb, action.step, action.slot);
        break;
    }
  }
  player.finish();
  return { ...notes.found, extent: profile.extent, duration: notes.time, tally: player.counts };
}

function checkDuration(duration: number, longest: number): void {
  if (duration > longest)
    throw new RangeError(
      `drawSvg: more than ${longest} steps are run and swept; at most that many can be drawn; ` +
        'draw a shorter chain, or compare or tally this one',
    );
}

class Notes {
  readonly #counter: ByteCounter;
  readonly #open = new Map<number, Bar>();
  readonly #recordedAt = new Map<number, number>();
  readonly found = {
    strokes: [] as Stroke[],
    bars: [] as Bar[],
    waits: [] as Wait[],
    restores: [] as { state: number; at: number }[],
    bytes: [] as number[],
  };

  constructor(profile: Profile) {
    this.#counter = new ByteCounter(profile);
  }

  /** Now. */
  get time(): number {
    return this.found.bytes.length;
  }

  stroke(stroke: Stroke): void {
    const { verb, from, to } = stroke;
    this.found.strokes.push(stroke);
    if (verb === 'sweep') this.#noteWaits(from, to);
    const stride = from < to ? 1 : -1;
    for (let state = from; state !== to; state += stride) {
      if (verb === 'record') this.#recordedAt.set(state, this.time);
      this.found.bytes.push(this.#counter.play({ verb, from: state, to: state + stride }));
    }
  }

  /** Takes no time; what is discarded as soon as it is recorded has not waited. */
  drop(from: number, to: number): void {
    this.#counter.play(discard(from, to));
    for (let step = to - 1; step >= from; step -= 1) {
      const start = this.#recordedAt.get(step)!;
      this.#recordedAt.delete(step);
      if (start + 1 < this.time) this.found.waits.push({ from: step, to: step + 1, start, end: this.time });
    }
  }

  touch(verb: 'snapshot' | 'restore' | 'release', step: number, slot: number): void {
    this.#counter.play({ verb, step, slot });
    if (verb === 'restore') this.found.restores.push({ state: step, at: this.time });
    if (verb === 'release') this.#close(slot);
    if (verb !== 'snapshot') return;
    const bar = { state: step, slot, start: this.time, end: this.time };
    this.found.bars.push(bar);
    this.#open.set(slot, bar);
  }

  #close(slot: number): void {
    const bar = this.#open.get(slot);
    if (bar !== undefined) bar.end = this.time;
    this.#open.delete(slot);
  }

  /** Called when [to, from) begins to be swept: records made one after another are swept as one. */
  #noteWaits(from: number, to: number): void {
    let last = from;
    for (let step = from - 1; step >= to; step -= 1) {
      const start = this.#recordedAt.get(step)!;
      const isFirst = step === to || this.#recordedAt.get(step - 1) !== start - 1;
      this.#recordedAt.delete(step);
      if (!isFirst) continue;
      this.found.waits.push({ from: step, to: last, start, end: this.time + from - step });
      last = step;
    }
  }
}
