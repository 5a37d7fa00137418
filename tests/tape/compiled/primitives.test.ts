import { expect, test } from 'vitest';
import { type FloatType, isFloat } from '../../../src/array/dtype.js';
import {
  apply,
  leavesOf,
  multiply,
  ones,
  primitives,
  type Row,
  scan,
  square,
  sum,
  Tape,
  type Tensor,
  tidy,
} from '../../../src/tape/index.js';
import { cases } from '../../support/cases.js';
import { entriesOf, tensorOf } from '../../support/samples.js';

const steps = 3;
const dtypes = ['float32', 'float64'] as const;

test.each(primitives.map((row) => [row.name, row] as const))(
  'a compiled step with %s gives the bits that it gives as it is written',
  (_, row) => {
    for (const each of cases[row.name] ?? []) {
      for (const dtype of dtypes) {
        tidy(() => {
          const entries = entriesOf(each.inputs);
          const given = each.inputs.map((sample, place) => tensorOf(sample, entries[place]!, dtype));
          const [compiled, written] = [true, false].map((compile) =>
            run(row, given, { options: each.optionsAt?.(dtype) ?? each.options, dtype, compile }),
          );
          expect(compiled?.numbers).toEqual(written?.numbers);
          expect(compiled?.remarks).toEqual(written?.remarks);
          // Traced for the last step's cotangents and for the others', and asked once for every step; where nothing is
          // differentiated there are no cotangents.
          expect(compiled?.calls).toBe(given.some(({ dtype }) => isFloat(dtype)) ? steps + 2 : steps + 1);
        });
      }
    }
  },
);

/** A chain that applies a primitive to its parameters, in every step a little differently. */
function run(
  row: Row,
  given: readonly Tensor[],
  { options, dtype, compile }: { options: unknown; dtype: FloatType; compile: boolean },
) {
  const floats = given.filter((tensor) => isFloat(tensor.dtype));
  const start = ones([], { dtype });
  let calls = 0;
  const step = (parameters: readonly Tensor[], share: Tensor) => {
    calls += 1;
    let place = 0;
    const inputs = given.map((tensor) =>
      isFloat(tensor.dtype) ? multiply(parameters[place++]!, share) : tensor,
    );
    const y = apply(row, inputs, options);
    return { state: multiply(share, 0.75), output: isFloat(y.dtype) ? sum(square(y)) : sum(share) };
  };
  const inputs = { extent: steps, at: () => [] };
  const loss = (parameters: readonly Tensor[]): Tensor =>
    scan(step, { parameters, state: start, inputs, outputs: 'sum' }).outputs;
  const { value, gradient, report } = new Tape({ compile, predict: false }).gradient(loss, floats);
  const numbers = [value.item(), ...leavesOf(gradient).flatMap((leaf) => [...leaf.toArray()])];
  return { numbers, remarks: report.remarks, calls };
}
