import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readXml, XmlRefused } from './read.ts';
import { element, escapeXml } from './write.ts';

test('reads names by namespace, whatever the prefix', () => {
  const root = readXml('<a:x xmlns:a="urn:a" xmlns:b="urn:b" b:id="1" id="2"><y xmlns="urn:c">ø &amp; å<![CDATA[<]]></y></a:x>');
  assert.deepEqual([root.namespace, root.name], ['urn:a', 'x']);
  assert.deepEqual(
    [...root.attributes],
    [
      ['{urn:b}id', '1'],
      ['id', '2'],
    ],
  );
  assert.deepEqual([root.children[0]?.namespace, root.children[0]?.text], ['urn:c', 'ø & å<']);
});

test('refuses what is not well-formed, declares a document type, or is too deep', () => {
  for (const text of [
    '',
    'x',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<p:a/>',
    '<a>&e;</a>',
    '<!DOCTYPE a><a/>',
    '<a>'.repeat(65) + '</a>'.repeat(65),
  ])
    assert.throws(() => readXml(text), XmlRefused, text.slice(0, 20));
});

const difficult = fc.constantFrom(
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '&amp;',
  'ø',
  'Å',
  '😀',
  '\u0000',
  '\u000b',
  '\ufffe',
  '\r',
  '\n',
  '\t',
  ' ',
  'a',
);

test('what is written is read back, for any text that XML can carry', () => {
  fc.assert(
    fc.property(fc.string({ unit: difficult }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 refuses
      const carried = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
      const read = readXml(`<a b="${escapeXml(text)}">${element('c', text)}</a>`);
      assert.equal(read.children[0]?.text, carried.replace(/\r\n?/g, '\n'));
    }),
  );
});
