// Writes the generated parts of README.md: the training example and the table of strategies. With `--check` it only says
// whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { strategies } from '../src/strategies.js';

const path = new URL('../README.md', import.meta.url);

/** The README with its generated parts renewed. */
export function renewed(readme: string): string {
  const example = readFileSync(new URL('../examples/train.ts', import.meta.url), 'utf8');
  return readme
    .replace(
      /(<!-- examples\/train.ts -->\n```ts\n)[\s\S]*?```/,
      (_, head: string) => `${head}${example}\`\`\``,
    )
    .replace(/<!-- strategies -->\n(\|.*\n)*/, () => `<!-- strategies -->\n${strategiesTable()}`);
}

function strategiesTable(): string {
  const rows = Object.values(strategies).map(({ call, memory, advances, usual }) => {
    const { authors, year, doi } = usual(100).source;
    const source = `${authors} ${year}`;
    return `| \`${call}\` | ${memory} | ${advances} | ${doi ? `[${source}](https://doi.org/${doi})` : source} |\n`;
  });
  return `| strategy | kept at the peak | steps advanced | source |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

if (process.argv[1]?.endsWith('readme.ts')) {
  const readme = readFileSync(path, 'utf8');
  const isCurrent = renewed(readme) === readme;
  if (!process.argv.includes('--check')) writeFileSync(path, renewed(readme));
  else if (!isCurrent) throw new Error('README.md: its generated parts are old; run npm run readme');
}
