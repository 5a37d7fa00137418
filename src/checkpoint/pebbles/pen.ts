interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Draws many strokes as one path, on a grid. What falls on the same two grid points is drawn once, and strokes that go on
 * from one another are joined.
 */
export class Pen {
  readonly #perPoint: number;
  readonly #parts: string[] = [];
  readonly #drawn = new Set<string>();
  #at = '';

  /** @param grid - the distance of neighbouring grid points: a whole fraction of 1 */
  constructor(grid: number) {
    this.#perPoint = 1 / grid;
  }

  stroke(from: Point, to: Point): void {
    const [start, end] = [this.#placed(from), this.#placed(to)];
    const key = `${start}L${end}`;
    if (this.#drawn.has(key)) return;
    this.#drawn.add(key);
    this.#parts.push(start === this.#at ? `L${end}` : `M${key}`);
    this.#at = end;
  }

  /** A closed shape. */
  shape(corners: readonly Point[]): void {
    const places = corners.map((corner) => this.#placed(corner));
    const outline = `M${places.join('L')}Z`;
    if (this.#drawn.has(outline)) return;
    this.#drawn.add(outline);
    this.#parts.push(outline);
    this.#at = '';
  }

  /** The `d` of the path. */
  get path(): string {
    return this.#parts.join('');
  }

  #placed({ x, y }: Point): string {
    return `${this.#onGrid(x)} ${this.#onGrid(y)}`;
  }

  #onGrid(value: number): number {
    return Math.round(value * this.#perPoint) / this.#perPoint;
  }
}
