/** What was asked makes sense, and the answer is no. */
export class Refused extends Error {}
