// Names that other libraries, or other functions here, have for the same thing, in lower case and without underscores.
const synonyms: Readonly<Record<string, readonly string[]>> = {
  keepdims: ['keepAxis'],
  keepdim: ['keepAxis'],
  keepdimensions: ['keepAxis'],
  dim: ['axis'],
  dims: ['axis', 'axes'],
  dimension: ['axis'],
  transa: ['transposeA'],
  transb: ['transposeB'],
  adjointa: ['transposeA'],
  adjointb: ['transposeB'],
  begin: ['start'],
  size: ['end', 'shape'],
  stop: ['end'],
  type: ['dtype'],
  lr: ['rate'],
  learningrate: ['rate'],
  stepsize: ['rate'],
  beta1: ['decay'],
  beta2: ['decay'],
  betas: ['decay'],
  eps: ['epsilon'],
  p: ['rate'],
  probability: ['rate', 'fraction'],
  std: ['deviation'],
  stddev: ['deviation'],
  sigma: ['deviation'],
  loc: ['mean'],
  minval: ['low'],
  min: ['low'],
  maxval: ['high'],
  max: ['high'],
  rng: ['key'],
  prngkey: ['key'],
  seed: ['key'],
  init: ['state', 'initial'],
  carry: ['state'],
  xs: ['inputs'],
  params: ['parameters'],
  weights: ['parameters'],
  length: ['extent'],
  steps: ['extent', 'every'],
  stopwhen: ['until'],
  policy: ['strategy'],
  schedule: ['strategy'],
  budget: ['bytes', 'budgetBytes', 'limitBytes'],
  limit: ['limitBytes', 'bytes'],
  memory: ['bytes', 'limitBytes', 'budgetBytes'],
  maxbytes: ['limitBytes', 'bytes', 'budgetBytes'],
  bytes: ['limitBytes', 'budgetBytes', 'segmentBytes'],
  snapshots: ['slots'],
  checkpoints: ['slots'],
  segment: ['every'],
  segments: ['every'],
  interval: ['every'],
  k: ['kept', 'edgesPerVertex', 'branching'],
};

/** The option that a name was meant to be: the same one written otherwise, one of the same meaning, or the nearest. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const bare = plain(name);
  const same = known.find((each) => plain(each) === bare);
  if (same !== undefined) return same;
  const synonym = Object.hasOwn(synonyms, bare) ? synonyms[bare] : undefined;
  return synonym?.find((each) => known.includes(each)) ?? nearest(bare, known);
}

function plain(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}

/** The known name with the fewest changes; none where more than a third of the letters would change. */
function nearest(bare: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const each of known) {
    const changes = distance(bare, plain(each));
    if (changes > Math.max(bare.length, each.length) / 3 || changes >= least) continue;
    best = each;
    least = changes;
  }
  return best;
}

/** How many letters to insert, leave out, replace or swap with their neighbour, each at most once, to get from a to b. */
function distance(a: string, b: string): number {
  let twoBefore: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? twoBefore[j - 2]! + 1 : replaced;
      row.push(Math.min(replaced, swapped, row[j - 1]! + 1, before[j]! + 1));
    }
    twoBefore = before;
    before = row;
  }
  return before[b.length]!;
}
