/**
 * What it takes to reverse a part of a chain of equal steps, beside what is live and waiting when it begins: its first
 * state is live then, and nothing of the steps after it.
 */
export interface PartCost {
  /** The steps that it has. */
  readonly length: number;
  readonly advances: number;
  readonly writes: number;
  readonly restores: number;
  /** With the slot of its first state, beside those of what lies before it. */
  readonly peakSlots: number;
  readonly peakRecords: number;
  readonly peakBytes: number;
  /** How many parts of two steps or more it is made of, itself among them. */
  readonly choices: number;
}

/** What a part is known by: its length, and a number for all else that its cost depends on. */
export interface Part {
  readonly length: number;
  readonly kind: number;
}

/** How parts are made of shorter ones. */
export interface PartRule {
  /** The parts that this one is made of. */
  piecesOf(part: Part): readonly Part[];
  /** What it costs, given what its pieces do. */
  join(part: Part, pieces: readonly PartCost[]): PartCost;
}

/** The costs of parts, each found once: a chain of equal steps has few different ones, however long it is. */
export class PartCosts {
  readonly #rule: PartRule;
  readonly #known = new Map<number, Map<number, PartCost>>();

  constructor(rule: PartRule) {
    this.#rule = rule;
  }

  of(part: Part): PartCost {
    const known = this.#get(part);
    if (known !== undefined) return known;
    // Not by recursion: with many slots, parts are as deep as they are long.
    const open = [part];
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      const costs: PartCost[] = [];
      const pieces = this.#get(next) === undefined ? this.#rule.piecesOf(next) : [];
      for (const piece of pieces) {
        const cost = this.#get(piece);
        if (cost === undefined) open.push(piece);
        else costs.push(cost);
      }
      if (costs.length < pieces.length) continue;
      if (this.#get(next) === undefined) this.#set(next, this.#rule.join(next, costs));
      open.pop();
    }
    return this.of(part);
  }

  #get({ length, kind }: Part): PartCost | undefined {
    return this.#known.get(kind)?.get(length);
  }

  #set({ length, kind }: Part, cost: PartCost): void {
    const ofKind = this.#known.get(kind) ?? new Map<number, PartCost>();
    ofKind.set(length, cost);
    this.#known.set(kind, ofKind);
  }
}
