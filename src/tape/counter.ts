/** What happened in a run, in steps and events. Exact. */
export interface StepCounts {
  /** Steps run and forgotten. */
  readonly advancedSteps: number;
  /** Steps run with their residuals kept. */
  readonly recordedSteps: number;
  /** Steps whose cotangents were pulled back. */
  readonly sweptSteps: number;
  readonly snapshotWrites: number;
  readonly restores: number;
  /** The most slots full at once, over all scans. */
  readonly peakSlots: number;
}

/** Where the time went, in milliseconds: the machine's, and noisy. The scans in a scan count in both. */
export interface Times {
  readonly advanceMs: number;
  readonly recordMs: number;
  readonly sweepMs: number;
  /** Keeping, restoring and releasing snapshots. */
  readonly storeMs: number;
}

/** Both, while they are being counted. */
type Counts = { -readonly [K in keyof StepCounts | keyof Times]: number };

/** Counts what happens in a run, over all its scans. */
export class Counter {
  readonly counts: Counts = {
    advancedSteps: 0,
    recordedSteps: 0,
    sweptSteps: 0,
    snapshotWrites: 0,
    restores: 0,
    peakSlots: 0,
    advanceMs: 0,
    recordMs: 0,
    sweepMs: 0,
    storeMs: 0,
  };
  #fullSlots = 0;

  fillSlot(): void {
    this.#fullSlots += 1;
    this.counts.snapshotWrites += 1;
    this.counts.peakSlots = Math.max(this.counts.peakSlots, this.#fullSlots);
  }

  emptySlot(): void {
    this.#fullSlots -= 1;
  }
}
