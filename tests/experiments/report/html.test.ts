import { expect, test } from 'vitest';
import { Html, html } from '../../../experiments/report/html.js';

test('text is escaped, in elements and in attributes', () => {
  const text = `<b>&"'`;
  expect(String(html`<p title="${text}">${text}</p>`)).toBe(
    '<p title="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;</p>',
  );
});

test('HTML, lists, numbers and nothing are put in as they are', () => {
  const items = [1, 2].map((n) => html`<li>${n}</li>`);
  expect(String(html`<ul>${items}</ul>${undefined}${new Html('<hr>')}${['a', ['<', html`<i></i>`]]}`)).toBe(
    '<ul><li>1</li><li>2</li></ul><hr>a&lt;<i></i>',
  );
});
