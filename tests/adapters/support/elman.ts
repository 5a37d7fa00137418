/** The numbers of a small Elman network, so that every framework has the same. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export type ElmanLeaf = 'W' | 'U' | 'b' | 'h' | 'x';

/** Parameters, first state and inputs of h = tanh(h W + x U + b), in the order in which gradients are listed. */
export function elman(extent: number): Readonly<Record<ElmanLeaf, Numbers>> {
  const [batch, hidden, inputs] = [3, 4, 2];
  return {
    W: numbers([hidden, hidden], 1),
    U: numbers([inputs, hidden], 2),
    b: numbers([hidden], 3),
    h: numbers([batch, hidden], 4),
    x: numbers([extent, batch, inputs], 5),
  };
}

/** Numbers between -1/2 and 1/2 without a pattern. */
function numbers(shape: readonly number[], key: number): Numbers {
  const count = shape.reduce((product, length) => product * length, 1);
  const noise = (place: number): number => {
    const wave = Math.sin(12.9898 * (place + 1) + 78.233 * key) * 43758.5453;
    return Math.fround(wave - Math.floor(wave) - 0.5);
  };
  return { shape, values: Array.from({ length: count }, (_, place) => noise(place)) };
}
