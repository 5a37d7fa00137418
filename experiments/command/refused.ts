/** The command makes no sense: exit code 2. */
export class BadUsage extends Error {}
