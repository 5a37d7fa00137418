export interface Gradients {
  readonly parameters: unknown;
  readonly state: unknown;
  readonly inputs: unknown;
}

export interface Cotangents {
  readonly state?: unknown;
  readonly outputs?: unknown;
}

/** What a scan returns, whatever its types. */
export interface Scanned {
  readonly state: unknown;
  readonly outputs: unknown;
  readonly pullback: ((cotangents?: Cotangents) => Gradients) & { dispose(): void };
}
