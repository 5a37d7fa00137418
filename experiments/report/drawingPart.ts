import type { Drawing } from './finding.js';
import { Html, html } from './html.js';

/** A figure, with what it was drawn from. */
export function drawingPart(id: string, { name, caption, spec, svg }: Drawing): Html {
  const key = `${id}-${name}`;
  const data = Buffer.from(JSON.stringify(spec)).toString('base64');
  return html`<figure id="${key}"><div class="scroll">${inPage(svg, key, caption)}</div>
<figcaption>${caption} <a download="${key}.vl.json" href="data:application/json;base64,${data}">Vega-Lite and data</a></figcaption></figure>`;
}

/** A drawing that shares a page with others: its names are made its own, and readers who hear the page are told its caption. */
function inPage(svg: string, key: string, caption: string): Html {
  const width = /<svg[^>]*\bwidth="([\d.]+)"/.exec(svg)?.[1] ?? '600';
  const own = svg
    .replace(/<\?xml[^>]*>|<!DOCTYPE[^>]*>/g, '')
    .replace(/\bid="([^"]+)"/g, (_, name: string) => `id="${key}-${name}"`)
    .replace(/url\(#([^)]+)\)/g, (_, name: string) => `url(#${key}-${name})`)
    .replace(/href="#([^"]+)"/g, (_, name: string) => `href="#${key}-${name}"`);
  const attributes = html`role="group" aria-label="${caption}" style="--width: ${width}px"`;
  return new Html(own.replace('<svg ', `<svg ${attributes} `));
}
