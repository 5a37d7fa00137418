import { bytes, count } from '../harness/format.js';
import { nameOfState } from '../harness/origin.js';
import type { Line } from '../harness/store.js';
import { type Html, html } from './html.js';

/** Where results come from: a sentence for each machine and state of the code. */
export function originPart(lines: readonly Line[]): Html {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const origin = originOf(line);
    groups.set(origin, [...(groups.get(origin) ?? []), line]);
  }
  return html`<details><summary>Where these results come from</summary>
${[...groups].map(([origin, own]) => html`<p class="note">${pointsOf(own)}: ${origin}; ${datesOf(own)}.</p>`)}
</details>`;
}

function originOf(line: Line): string {
  const { version, node, v8, cpu, cores, memoryBytes, platform, product, bitsVersion } = line;
  return [
    `version ${version ?? 'unknown'}, ${nameOfState(line)}`,
    `Node ${node}, V8 ${v8}`,
    `${cpu ?? 'unknown processor'}, ${cores} cores, ${bytes(memoryBytes)}`,
    platform,
    `products of matrices by ${product}`,
    `bits of version ${bitsVersion ?? 1}`,
  ].join('; ');
}

function pointsOf({ length }: readonly Line[]): string {
  return length === 1 ? '1 point' : `${count(length)} points`;
}

function datesOf(lines: readonly Line[]): Html {
  const dates = lines.map(({ date }) => date).sort();
  const time = (date = '') =>
    html`<time datetime="${date}">${date.slice(0, 16).replace('T', ' ')} UTC</time>`;
  const [first, last] = [dates[0], dates.at(-1)];
  return first?.slice(0, 16) === last?.slice(0, 16) ? time(first) : html`${time(first)} to ${time(last)}`;
}
