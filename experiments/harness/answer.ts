/** What a script prints when it is ready and begins to measure: a point's time is that of its process and that of its work. */
export const measuring = 'measuring';

/** Says that the measurement itself begins. */
export function begin(): void {
  process.stdout.write(`\n${measuring}\n`);
}

/**
 * The measuring script's side of `runChild`: reads the argument, measures, prints the result as the last line.
 *
 * The result must be JSON: numbers that are not finite arrive as null.
 */
export async function answer<Argument, Result>(
  measure: (argument: Argument) => Result | Promise<Result>,
): Promise<void> {
  const argument: Argument = JSON.parse(process.argv[2] ?? 'null');
  const result = await measure(argument);
  process.stdout.write(`\n${JSON.stringify(result ?? null)}\n`);
}
