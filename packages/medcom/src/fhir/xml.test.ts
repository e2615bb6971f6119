import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyBundle, anyText } from '../testing/arbitrary.ts';
import { maxDepth, readJson, writeJson } from './json.ts';
import { isNode, nodes, one } from './node.ts';
import { readResource } from './read.ts';
import { MessageUnreadable, type UnreadableReason } from './unreadable.ts';
import { readXml } from './xml-read.ts';
import { writeXml } from './xml-write.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const patient = (content: string) =>
  bytes(`<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir">${content}</Patient>`);

function refuses(source: Uint8Array, reason: UnreadableReason): void {
  assert.throws(
    () => readResource(source),
    (error) => {
      assert.ok(error instanceof MessageUnreadable);
      assert.equal(error.reason, reason);
      assert.equal(error.cause, undefined);
      assert.doesNotMatch(error.message, /0505149996/);
      return true;
    },
  );
}

test('any resource that is written as XML reads back equal, and so does what is read', () => {
  fc.assert(
    fc.property(anyBundle, (bundle) => {
      const xml = writeXml(bundle);
      const read = readXml(xml);
      assert.deepEqual(read, bundle);
      assert.deepEqual(writeXml(read), xml);
      assert.deepEqual(readJson(writeJson(bundle)), bundle);
    }),
    { numRuns: 400 },
  );
});

test('a line break is &#xA; in XML, and neither it nor a tab becomes a space', () => {
  const message = { resourceType: 'Communication', payload: [{ contentString: 'Linje 1\nLinje 2\tx\r\n' }] };
  assert.match(new TextDecoder().decode(writeXml(message)), /value="Linje 1&#xA;Linje 2&#x9;x&#xD;&#xA;"/);
  assert.deepEqual(readXml(writeXml(message)), message);
});

test('elements are written in FHIR’s order, whatever the order of the JSON', () => {
  const xml = new TextDecoder().decode(
    writeXml({ resourceType: 'Patient', name: [{ given: ['A'], family: 'B' }], id: '1', text: undefined, active: true }),
  );
  assert.ok(xml.indexOf('<id') < xml.indexOf('<active') && xml.indexOf('<active') < xml.indexOf('<name'));
  assert.ok(xml.indexOf('<family') < xml.indexOf('<given'));
});

test('an unknown family name, beside a list where one given name has an extension', () => {
  const read = readXml(
    patient(
      '<name><family><extension url="u"><valueCode value="unknown"/></extension></family><given value="A"/><given value="B"><extension url="u"><valueBoolean value="true"/></extension></given></name>',
    ),
  );
  assert.deepEqual(read, {
    resourceType: 'Patient',
    name: [
      {
        _family: { extension: [{ url: 'u', valueCode: 'unknown' }] },
        given: ['A', 'B'],
        _given: [null, { extension: [{ url: 'u', valueBoolean: true }] }],
      },
    ],
  });
  assert.deepEqual(readXml(writeXml(read)), read);
});

test('what R4 does not know is kept: elements, resources, values', () => {
  const source = bytes(
    '<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Observation><id value="o"/><component><code><text value="x"/></code></component><component><a value="1"/></component><valueQuantity><value value="1.50"/></valueQuantity></Observation></resource></entry><nyt><felt value="1"/></nyt></Bundle>',
  );
  const read = readXml(source);
  assert.equal(JSON.stringify(read).includes('"felt":"1"'), true);
  assert.deepEqual(readXml(writeXml(read)), read);
  const observation = one(read, 'entry', 'resource');
  assert.equal(observation?.resourceType, 'Observation');
  assert.equal(nodes(observation, 'component').length, 2);
});

test('numbers that a number would change stay as they are written', () => {
  const read = readXml(patient('<multipleBirthInteger value="2"/><extension url="u"><valueDecimal value="1.50"/></extension>'));
  assert.equal(read.multipleBirthInteger, 2);
  assert.deepEqual(read.extension, [{ url: 'u', valueDecimal: '1.50' }]);
});

test('refuses a DOCTYPE before it is parsed, wherever in the prolog', () => {
  const bomb = `<!DOCTYPE Patient [<!ENTITY a "${'x'.repeat(1000)}">${[...'bcdefgh'].map((name, index) => `<!ENTITY ${name} "${`&${'abcdefg'[index]};`.repeat(10)}">`).join('')}]>`;
  for (const prolog of [
    '<!DOCTYPE Patient>',
    '<!-- > --><!DOCTYPE Patient SYSTEM "file:///etc/hostname">',
    '<?xml version="1.0"?>\n<?pi a?><!-- <Patient> -->\n<!DOCTYPE Patient [<!ENTITY e "x">]>',
    bomb,
  ])
    refuses(bytes(`${prolog}<Patient xmlns="http://hl7.org/fhir"><id value="&h;"/></Patient>`), 'has-doctype');
  // The word alone is no DOCTYPE.
  assert.ok(readXml(bytes('<!-- <!DOCTYPE x> --><Patient xmlns="http://hl7.org/fhir"><id value="a"/></Patient>')));
});

test('refuses what is not well-formed, not UTF-8, not FHIR, without quoting it', () => {
  refuses(bytes('<Patient xmlns="http://hl7.org/fhir"><id value="0505149996"></Patient>'), 'not-xml');
  refuses(bytes('<Patient><id value="0505149996"/></Patient>'), 'not-fhir');
  refuses(bytes('{"resourceType": "Patient", "id": 0505149996'), 'not-json');
  refuses(bytes('[{"resourceType":"Patient"}]'), 'not-fhir');
  refuses(bytes('{"id":"0505149996"}'), 'not-fhir');
  refuses(bytes(''), 'not-json');
  refuses(new Uint8Array([0x7b, 0xff, 0x7d]), 'not-utf-8');
  refuses(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><Patient xmlns="http://hl7.org/fhir"/>', 'latin1'), 'not-utf-8');
});

test('refuses what nests deeper than any message, in both formats', () => {
  const nested = (depth: number) => `{"resourceType":"Patient","a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  assert.ok(readResource(bytes(nested(maxDepth))));
  refuses(bytes(nested(maxDepth + 1)), 'too-deep');
  refuses(bytes(nested(100_000)), 'too-deep');
  const tags = (depth: number) => patient('<a>'.repeat(depth) + '</a>'.repeat(depth));
  assert.ok(readXml(tags(maxDepth - 1)));
  refuses(tags(maxDepth + 1), 'too-deep');
  refuses(tags(1900), 'too-deep');
});

test('refuses names that reach the prototype, however they are written', () => {
  for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])
    refuses(bytes(`{"resourceType":"Patient","name":[{"${name}":{"polluted":true}}]}`), 'forbidden-name');
  for (const name of ['__proto__', 'constructor', 'prototype'])
    refuses(patient(`<${name}><polluted value="1"/></${name}>`), 'forbidden-name');
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('reads with a byte order mark and white space before', () => {
  assert.equal(readResource(bytes('\uFEFF\n {"resourceType":"Patient"}'.replace('\n ', ''))).resourceType, 'Patient');
  assert.equal(readResource(bytes('\uFEFF<Patient xmlns="http://hl7.org/fhir"><id value="a"/></Patient>')).id, 'a');
});

test('an attachment of many megabytes is read and written in both formats', () => {
  const data = Buffer.alloc(24_000_000, 'PDF-indhold ').toString('base64');
  const message = { resourceType: 'Communication', payload: [{ contentAttachment: { contentType: 'application/pdf', data } }] };
  assert.deepEqual(readXml(writeXml(message)), message);
  assert.deepEqual(readJson(writeJson(message)), message);
});

test('no bytes make the reader throw anything but its own error', () => {
  const source = fc.oneof(
    fc.uint8Array(),
    fc.string().map(bytes),
    anyText.map((text) => bytes(`<Patient xmlns="http://hl7.org/fhir">${text}</Patient>`)),
    fc.json().map(bytes),
  );
  fc.assert(
    fc.property(source, (any) => {
      try {
        assert.ok(isNode(readResource(any)));
      } catch (error) {
        assert.ok(error instanceof MessageUnreadable);
      }
    }),
    { numRuns: 500 },
  );
});
