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
