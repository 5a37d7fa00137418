import fc from 'fast-check';

/** Shapes of up to six axes and not too many entries, with axes of length 0 and 1 among them. */
export const shapes: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 5) },
  ),
  { maxLength: 6 },
);

/** Two shapes that broadcast together: axes of a common one, of which some became 1 and some in front went away. */
export const broadcastable: fc.Arbitrary<[number[], number[]]> = shapes.chain((shape) =>
  fc.tuple(narrowed(shape), narrowed(shape)),
);

function narrowed(shape: readonly number[]): fc.Arbitrary<number[]> {
  const choice = fc.tuple(
    fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    fc.nat(6),
  );
  return choice.map(([isOne, dropped]) =>
    shape.map((length, axis) => (isOne[axis] ? 1 : length)).slice(Math.min(dropped, shape.length)),
  );
}
