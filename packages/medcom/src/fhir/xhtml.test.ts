import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MessageUnreadable } from './unreadable.ts';
import { readDiv, xhtmlNamespace } from './xhtml.ts';

// Most are plain, and read without a parser; one part in some is what only a parser understands, or refuses.
const run = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replace(/[<>&\r]/g, '·')) },
  { weight: 3, arbitrary: fc.constantFrom('&amp;', '&lt;', '&gt;', ' ', '\n', '"', '\u0085', '😀') },
  { weight: 1, arbitrary: fc.constantFrom('&quot;', '&#65;', '&nbsp;', '\r', '\u0001', '\ud800', '>', ']]>', '<![CDATA[a]]>', '<', '&') },
);
const { content } = fc.letrec<{ content: string[]; element: string }>((tie) => ({
  content: fc.array(fc.oneof({ depthSize: 'small' }, run, tie('element')), { maxLength: 4 }),
  element: fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.constantFrom('p', 'b', 'li', 'h1', 'script'), tie('content'))
        .map(([name, inner]) => `<${name}>${inner.join('')}</${name}>`),
    },
    { weight: 2, arbitrary: fc.constant('<br/>') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '<b></p>',
        '<P>x</P>',
        '<p class="a">x</p>',
        '<x:p/>',
        '<br />',
        '</div>',
        '<!-- x -->',
        '<p xmlns="urn:x">x</p>',
      ),
    },
  ),
})); // prettier-ignore

const said = (div: string) => {
  try {
    return readDiv(div);
  } catch (error) {
    assert.ok(error instanceof MessageUnreadable);
    return error.reason;
  }
};

test('a div is read the same, with a parser and without', () => {
  const start = `<div xmlns="${xhtmlNamespace}">`;
  fc.assert(
    fc.property(content, (parts) => {
      const inner = parts.join('');
      // A comment says nothing, and takes the parser.
      assert.deepEqual(said(`${start}${inner}</div>`), said(`${start}<!-- -->${inner}</div>`));
    }),
    { numRuns: 2000 },
  );
});

test('a text that is called as something of every object’s is a text', () => {
  assert.equal(readDiv(`<div xmlns="${xhtmlNamespace}">valueOf</div>`).text, 'valueOf');
});

test('without a parser a div is its own spelling', () => {
  const div = `<div xmlns="${xhtmlNamespace}"><p><b>Navn</b> A &amp; B<br/>"C"</p></div>`;
  const { canonical, text, elements } = readDiv(div);
  assert.equal(canonical, div);
  assert.equal(text, 'Navn A & B"C"');
  assert.deepEqual(
    elements.map(({ name }) => name),
    ['div', 'p', 'b', 'br'],
  ); // prettier-ignore
});
