import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SourceAnswerInvalid } from '../types.ts';
import { finder, readXml, xml } from './xml.ts';

const bytes = (text: string) => Buffer.from(text);
const invalid = (why: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SourceAnswerInvalid);
  assert.match(error.message, why);
  assert.equal(error.cause, undefined);
  return true;
};

test('reads by namespace and local name, whatever the prefix', () => {
  const { all, text } = finder({ a: 'urn:a', b: 'urn:b' });
  const root = readXml('cases', bytes('<x:r xmlns:x="urn:a"><x:v>1</x:v><v xmlns="urn:a">2</v><x:v xmlns:x="urn:b">3</x:v></x:r>'));
  assert.deepEqual(
    all(root, 'a:v').map((node) => node.text),
    ['1', '2'],
  );
  assert.equal(text(root, 'b:v'), '3');
  assert.equal(text(root, 'a:nothing/a:v'), undefined);
});

test('collapses the white space that systems pretty-print into values, and reads CDATA', () => {
  const root = readXml('cases', bytes('<r>\n  PPR\n   <!-- no -->Korsbæk<![CDATA[ & omegn]]>\n</r>'));
  assert.equal(root.text, 'PPR Korsbæk & omegn');
});

test('reads the attributes that have no namespace, whatever they are called', () => {
  const root = readXml('cases', bytes('<r xmlns:x="urn:x" protected="true" x:protected="false" __proto__="a" empty=""/>'));
  assert.deepEqual({ ...root.attributes }, { protected: 'true', empty: '', ['__proto__']: 'a' });
  assert.equal(root.attributes.constructor, undefined);
});

test('refuses a DOCTYPE, with or without entities', () => {
  for (const doctype of ['<!DOCTYPE r>', '<!DOCTYPE r [<!ENTITY e "x">]>', '<!DOCTYPE r SYSTEM "file:///etc/hostname">'])
    assert.throws(() => readXml('cases', bytes(`${doctype}<r/>`)), invalid(/DOCTYPE/));
});

test('expands no entity: neither a file nor a bomb', () => {
  const file = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r>&e;</r>';
  const bomb = `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(1000)}">${[...'bcdefgh'].map((name, index) => `<!ENTITY ${name} "${`&${'abcdefg'[index]};`.repeat(10)}">`).join('')}]><r>&h;</r>`;
  for (const text of [file, bomb]) assert.throws(() => readXml('cases', bytes(text)), SourceAnswerInvalid);
});

test('refuses what nests deeper than 256', () => {
  const nested = (depth: number) => bytes('<a>'.repeat(depth) + '</a>'.repeat(depth));
  assert.ok(readXml('cases', nested(256)));
  assert.throws(() => readXml('cases', nested(257)), invalid(/not well-formed/));
});

test('refuses what is not well-formed, without quoting it', () => {
  for (const text of ['', '<a>0505149996 Josefine', '<a>0505149996<b></a>', '{"a":1}', '<a/><b/>', '<a b="1" b="2"/>'])
    assert.throws(() => readXml('cases', bytes(text)), invalid(/^cases: not well-formed XML$/));
});

test('reads an answer in the encoding that it declares', () => {
  const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><r>Børn</r>', 'latin1');
  assert.equal(readXml('cases', latin).text, 'Børn');
});

test('writes any value so that it reads back, and never as markup', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\x20-\x7eæøåÆØÅ]{0,40}$/), (value) => {
      const root = readXml('cases', bytes(xml`<r a="${value}"><v>${value}</v></r>`.toString()));
      assert.equal(root.children.length, 1);
      assert.equal(root.children[0]?.text, value.replace(/\s+/g, ' ').trim());
    }),
  );
});
