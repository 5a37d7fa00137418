/** Where a text stops being JSON: the place, counted from 0, and what could stand there. */
export interface JsonFault {
  readonly at: number;
  readonly needed: string;
}

// JavaScript's own messages name the place in some engines and for some faults only.
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/.source;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/.source;

const marks = ['[', ']', '{', '}', ',', ':'] as const;

type Kind = (typeof marks)[number] | 'string' | 'scalar' | 'end';

/** What may come next, by what came before. */
const expectations = {
  value: { needed: 'a value', kinds: ['string', 'scalar', '[', '{'] },
  firstItem: { needed: "a value or ']'", kinds: ['string', 'scalar', '[', '{', ']'] },
  firstKey: { needed: "a key in double quotes or '}'", kinds: ['string', '}'] },
  key: { needed: 'a key in double quotes', kinds: ['string'] },
  colon: { needed: "':'", kinds: [':'] },
  afterItem: { needed: "',' or ']'", kinds: [',', ']'] },
  afterEntry: { needed: "',' or '}'", kinds: [',', '}'] },
  end: { needed: 'the end', kinds: ['end'] },
} as const satisfies Record<string, { needed: string; kinds: readonly Kind[] }>;

type Expectation = keyof typeof expectations;

/** The first fault of a text that is no JSON; undefined if it is JSON. */
export function firstFault(text: string): JsonFault | undefined {
  const tokens = new RegExp(`[ \\t\\n\\r]*(?:([[\\]{},:])|(${string})|(${scalar})|$)`, 'y');
  const open: ('[' | '{')[] = [];
  let expected: Expectation = 'value';
  for (let at = 0; ; ) {
    const { kind, start, end } = tokenAt(text, at, tokens);
    const { needed, kinds } = expectations[expected];
    if (kind === undefined || !kinds.some((each) => each === kind))
      return {
        at: start,
        needed: kind === undefined && text[start] === '"' ? 'a string that is closed' : needed,
      };
    if (kind === 'end') return undefined;
    expected = next(expected, kind, open);
    at = end;
  }
}

function tokenAt(
  text: string,
  at: number,
  tokens: RegExp,
): { kind: Kind | undefined; start: number; end: number } {
  tokens.lastIndex = at;
  const found = tokens.exec(text);
  if (found === null) return { kind: undefined, start: at + text.slice(at).search(/[^ \t\n\r]/), end: at };
  const [whole, mark, quoted, plain] = found;
  const end = at + whole.length;
  const start = end - (mark ?? quoted ?? plain ?? '').length;
  if (mark !== undefined) return { kind: marks.find((each) => each === mark), start, end };
  if (quoted !== undefined) return { kind: 'string', start, end };
  return { kind: plain === undefined ? 'end' : 'scalar', start, end };
}

function next(expected: Expectation, kind: Kind, open: ('[' | '{')[]): Expectation {
  if (kind === '[' || kind === '{') {
    open.push(kind);
    return kind === '[' ? 'firstItem' : 'firstKey';
  }
  if (kind === ',') return open.at(-1) === '[' ? 'value' : 'key';
  if (kind === ':') return 'value';
  if (expected === 'key' || (expected === 'firstKey' && kind === 'string')) return 'colon';
  if (kind === ']' || kind === '}') open.pop();
  const around = open.at(-1);
  if (around === undefined) return 'end';
  return around === '[' ? 'afterItem' : 'afterEntry';
}
