/** A stretch of the arena, used or free; neighbours are linked in the order of their addresses. */
export class Stretch {
  start: number;
  bytes: number;
  free = false;
  before: Stretch | undefined = undefined;
  after: Stretch | undefined = undefined;
  /** Neighbours among the free stretches of this size. */
  newer: Stretch | undefined = undefined;
  older: Stretch | undefined = undefined;

  constructor(start: number, bytes: number) {
    this.start = start;
    this.bytes = bytes;
  }
}
