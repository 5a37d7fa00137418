import { BudgetError } from '../errors.js';

/**
 * What a byte is held for. A block with several holders is paid for once, by the account that comes first here:
 * what outlives the run before what is kept during it, what is kept before what passes.
 */
export const accounts = [
  'parameter',
  'input',
  'snapshot',
  'residual',
  'state',
  'gradient',
  'cotangent',
  'scratch',
] as const;
export type Account = (typeof accounts)[number];

/** An account, or `outside` for what belongs to the user alone: in the arena, but in nobody's run. */
export type Purpose = Account | 'outside';

export const purposes = [...accounts, 'outside'] as const;
const outside = accounts.length;
const places: Readonly<Record<Purpose, number>> = {
  parameter: 0,
  input: 1,
  snapshot: 2,
  residual: 3,
  state: 4,
  gradient: 5,
  cotangent: 6,
  scratch: 7,
  outside,
};

export function isPurpose(purpose: Purpose): boolean {
  return places[purpose] !== undefined;
}

/** The holders of one block of bytes, counted by purpose. */
export class Holders {
  /** As many as the block occupies, its padding to the alignment included. */
  bytes: number;
  readonly counts: number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  total = 0;
  /** The place of the account that pays, or -1 where there is no holder. */
  payer = -1;

  constructor(bytes: number) {
    this.bytes = bytes;
  }
}

/** Where a run stands: an action of a schedule, or a phase between schedules. */
export interface Moment {
  readonly phase: string;
  readonly step?: number;
}

/** The peak of a run, while another one is counted. */
export interface Peak {
  readonly peakBytes: number;
  readonly peakMoment: Moment;
  readonly moment: Moment;
  readonly byPlace: readonly number[];
}

/**
 * Counts the bytes that a run holds, at the moment they are held and never by sampling. Blocks are counted by
 * identity: held twice, paid for once, until the last holder lets go. The accounts add up to the total at all times.
 */
export class Ledger {
  readonly #live = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  #peakByPlace = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  #liveBytes = 0;
  #peakBytes = 0;
  #peakPhase = 'start';
  #peakStep: number | undefined = undefined;
  /** The most that may be live; a hold beyond it is refused. */
  limitBytes: number = Number.POSITIVE_INFINITY;
  #phase = 'start';
  #step: number | undefined = undefined;

  /** Kept up to date by whoever drives the run, so that the peak can say when it was. */
  get moment(): Moment {
    return momentOf(this.#phase, this.#step);
  }

  set moment({ phase, step }: Moment) {
    this.mark(phase, step);
  }

  /** Says what the moment is, at every step: no object is made for it. */
  mark(phase: string, step: number | undefined): void {
    this.#phase = phase;
    this.#step = step;
  }

  /** Bytes that any account pays for now; what is `outside` is not among them. */
  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** Bytes in the arena that belong to the user alone. */
  get outsideBytes(): number {
    return this.#live[outside] ?? 0;
  }

  /** The most that was ever live since the last `restart`. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  get peakMoment(): Moment {
    return momentOf(this.#peakPhase, this.#peakStep);
  }

  get liveByAccount(): Readonly<Record<Account, number>> {
    return byAccount(this.#live);
  }

  /** The accounts at the moment of the peak; they add up to `peakBytes`. */
  get peakByAccount(): Readonly<Record<Account, number>> {
    return byAccount(this.#peakByPlace);
  }

  /** Forgets the peak, so that a new run can find its own; returns it for `resume`. */
  restart(): Peak {
    const { peakBytes, peakMoment, moment } = this;
    const peak = { peakBytes, peakMoment, moment, byPlace: [...this.#peakByPlace] };
    this.#peakBytes = this.#liveBytes;
    this.#notePeak();
    return peak;
  }

  /** Goes on with the run that was interrupted: its peak is the higher of the two. */
  resume(peak: Peak): void {
    this.moment = peak.moment;
    if (peak.peakBytes < this.#peakBytes) return;
    this.#peakBytes = peak.peakBytes;
    this.#peakPhase = peak.peakMoment.phase;
    this.#peakStep = peak.peakMoment.step;
    this.#peakByPlace = [...peak.byPlace];
  }

  /** @throws {BudgetError} if `bytes` more would pass the limit; nothing has changed then */
  require(bytes: number): void {
    if (this.#liveBytes + bytes <= this.limitBytes) return;
    const live = this.#liveBytes;
    throw new BudgetError(
      `ledger: ${bytes} bytes were asked for with ${live} live; the limit is ${this.limitBytes}. ` +
        'Use fewer slots or smaller batches, or raise limitBytes',
      { live, asked: bytes, limit: this.limitBytes },
    );
  }

  /** Which purpose pays for a block; undefined where nobody holds it. */
  payerOf({ payer }: Holders): Purpose | undefined {
    return purposes[payer];
  }

  hold(holders: Holders, purpose: Purpose): void {
    const place = places[purpose];
    const payer = holders.payer;
    if (place !== outside && (payer === -1 || payer === outside)) this.require(holders.bytes);
    holders.counts[place]! += 1;
    holders.total += 1;
    if (payer === -1 || place < payer) this.#charge(holders, place);
  }

  /** True when that was the last holder. */
  release(holders: Holders, purpose: Purpose): boolean {
    const place = places[purpose];
    holders.counts[place]! -= 1;
    holders.total -= 1;
    if (holders.counts[place] === 0 && holders.payer === place) this.#charge(holders, firstPlace(holders));
    return holders.total === 0;
  }

  #charge(holders: Holders, place: number): void {
    const { payer, bytes } = holders;
    holders.payer = place;
    if (payer !== -1) this.#live[payer]! -= bytes;
    if (place !== -1) this.#live[place]! += bytes;
    const wasInside = payer !== -1 && payer !== outside;
    const isInside = place !== -1 && place !== outside;
    if (wasInside === isInside) return;
    this.#liveBytes += isInside ? bytes : -bytes;
    if (this.#liveBytes > this.#peakBytes) {
      this.#peakBytes = this.#liveBytes;
      this.#notePeak();
    }
  }

  #notePeak(): void {
    for (let place = 0; place < outside; place += 1) this.#peakByPlace[place] = this.#live[place]!;
    this.#peakPhase = this.#phase;
    this.#peakStep = this.#step;
  }
}

function momentOf(phase: string, step: number | undefined): Moment {
  return step === undefined ? { phase } : { phase, step };
}

function firstPlace(holders: Holders): number {
  for (let place = 0; place < purposes.length; place += 1) if (holders.counts[place]! > 0) return place;
  return -1;
}

function byAccount(amounts: readonly number[]): Readonly<Record<Account, number>> {
  const amount = (account: Account): number => amounts[places[account]] ?? 0;
  return {
    parameter: amount('parameter'),
    input: amount('input'),
    snapshot: amount('snapshot'),
    residual: amount('residual'),
    state: amount('state'),
    gradient: amount('gradient'),
    cotangent: amount('cotangent'),
    scratch: amount('scratch'),
  };
}
