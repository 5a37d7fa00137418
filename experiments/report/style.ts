/** How the page looks: light or dark as the reader's system is; figures are on white paper in both. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfbf9, #16181b);
  --card: light-dark(#ffffff, #1e2125);
  --ink: light-dark(#1c1e21, #e6e6e3);
  --pale: light-dark(#5c6168, #a2a7ae);
  --rule: light-dark(#dfe0dc, #363b42);
  --link: light-dark(#0b5394, #8ab8ec);
  --yes: light-dark(#00664a, #5cc9a4);
  --no: light-dark(#a34400, #f0a06a);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 66rem; overflow-wrap: break-word;
  background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, 'DejaVu Sans', Verdana, sans-serif;
}
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 3.5rem 0 .25rem; padding-top: 1rem; border-top: 2px solid var(--rule); }
h3 { font-size: 1.1rem; line-height: 1.35; margin: 2.25rem 0 .25rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--link); }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
:target { scroll-margin-top: 1rem; }
.pale, figcaption, .note { color: var(--pale); font-size: .9rem; }
.question { font-style: italic; }
code { font: .9em/1.4 ui-monospace, 'DejaVu Sans Mono', Menlo, monospace; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; margin: .25rem 0; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; border-bottom-width: 2px; }
.number { text-align: right; white-space: nowrap; }
.words { white-space: normal; min-width: 7rem; }
td:last-child, th:last-child { padding-right: .25rem; }
td:first-child { min-width: 8rem; }
nav td:first-child .pale { font-size: .82rem; }
figure { margin: 1rem 0; }
figure .scroll { background: #fff; border: 1px solid var(--rule); border-radius: 6px; padding: .75rem; }
figure svg { display: block; margin: 0 auto; max-width: 100%; height: auto; }
@media (max-width: 700px) {
  th, td { padding-right: .6rem; }
  nav table { font-size: .82rem; }
  nav .number { white-space: normal; }
  nav .pale { display: none; }
  figure svg { max-width: none; width: max(100%, min(var(--width), 34rem)); } }
.claims { list-style: none; padding: 0; margin: .75rem 0; max-width: 46rem; }
.claims li { margin: .6rem 0; padding-left: .75rem; border-left: 4px solid var(--pale); }
.claims .holds { border-color: var(--yes); }
.claims .fails, .failed { border-color: var(--no); }
.verdict { font-weight: 600; }
.holds .verdict { color: var(--yes); }
.fails .verdict, .failed { color: var(--no); }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--pale); font-size: .9rem; }
#value {
  position: fixed; z-index: 1; max-width: 20rem; padding: .3rem .6rem; border-radius: 4px; pointer-events: none;
  background: #1c1e21; color: #fff; font-size: .85rem; line-height: 1.4; white-space: pre-line;
}
#value[hidden] { display: none; }
@media print { body { max-width: none; } figure, tr { break-inside: avoid; } }
`;
