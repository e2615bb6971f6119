import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeJson } from '../fhir/json.ts';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { writeXml } from '../fhir/xml-write.ts';
import { read } from '../message/read.ts';
import { clinic, fullMessage, newMessage, refusal, school } from '../testing/samples.ts';
import { readEnvelope } from './read.ts';
import type { Envelope } from './types.ts';
import { envelopeFor, writeEnvelope } from './write.ts';

const ids = {
  id: '11111111-1111-4111-8111-111111111111',
  identifier: '22222222-2222-4222-8222-222222222222',
  sentAt: '2026-03-02T09:00:00+01:00',
};

test('the envelope of a message: addressed by GLN, named by category', () => {
  const bundle = fullMessage();
  const data = writeXml(bundle);
  const envelope = envelopeFor(read(bundle), data, { ...ids, mime: 'application/fhir+xml' });
  assert.deepEqual(envelope.sender, { id: school.gln, type: 'EAN' });
  assert.deepEqual(envelope.receiver, { id: clinic.gln, type: 'EAN' });
  const { content } = envelope;
  assert.ok(content.kind === 'message');
  assert.deepEqual(
    [content.format, content.name, content.version, content.size, content.mime],
    ['HL7', 'MCM:FDIS91#regarding-referral', '5.0', data.byteLength, 'application/fhir+xml'],
  );
});

test('the envelope of an acknowledgement is named by its answer', () => {
  const bundle = refusal(newMessage());
  const { content, sender } = envelopeFor(read(bundle), writeJson(bundle), { ...ids, mime: 'application/fhir+json' });
  assert.ok(content.kind === 'message');
  assert.deepEqual([content.name, content.version, sender.id], ['MCM:FCTL#fatal-error', '2.0.0', clinic.gln]);
});

test('as the network has it: names, order and attributes', () => {
  const envelope = envelopeFor(read(newMessage()), new TextEncoder().encode('abc'), { ...ids, mime: 'application/fhir+json' });
  assert.equal(
    new TextDecoder().decode(writeEnvelope(envelope)),
    `<?xml version="1.0" encoding="UTF-8"?>
<VANSEnvelope xmlns="urn:oio:medcom:vans-envelope:1.0.4"><SenderID EndPointType="EAN">${school.gln}</SenderID><ReceiverID EndPointType="EAN">${clinic.gln}</ReceiverID><EnvelopeIdentifier>${ids.id}</EnvelopeIdentifier><SentDateTime>${ids.sentAt}</SentDateTime><Message><MetaInformation><Identifier>${ids.identifier}</Identifier><Document><Format>HL7</Format><Name>MCM:FDIS91#psychiatry-social-disability</Name><Version>5.0</Version><SizeInBytes>3</SizeInBytes></Document><Transport><Type>reliable</Type><TransformMessage>false</TransformMessage><ServiceTag name="MCM:MIME">application/fhir+json</ServiceTag></Transport></MetaInformation><Data>YWJj</Data></Message></VANSEnvelope>`,
  );
});

const word = fc.stringMatching(/^[A-Za-zÆØÅ0-9<&][A-Za-zæøå #&<>"]{0,8}[a-z]$/);
const information = fc.record(
  { identifier: word, format: word, name: word, version: word, size: fc.nat(), mime: word },
  { requiredKeys: ['identifier', 'format', 'name', 'size'], noNullPrototype: true },
);
const endpoint = fc.record({ id: word, type: fc.constantFrom('EAN' as const, 'CVR' as const, 'VANS' as const) }, { noNullPrototype: true });
const content: fc.Arbitrary<Envelope['content']> = fc.oneof(
  fc.tuple(information, fc.uint8Array({ minLength: 1, maxLength: 50 })).map(([of, data]) => ({ kind: 'message' as const, ...of, data })),
  fc
    .record(
      {
        outcome: fc.constantFrom('positive-message' as const, 'negative-message' as const, 'negative-vans' as const),
        original: word,
        originalMessage: information,
        error: fc.record(
          { code: fc.integer({ min: 1, max: 999 }), description: word },
          { requiredKeys: ['description'], noNullPrototype: true },
        ),
      },
      { requiredKeys: ['outcome', 'original'], noNullPrototype: true },
    )
    .map((receipt) => ({ kind: 'receipt' as const, ...receipt })),
);

test('any envelope that is written reads back equal, messages and receipts', () => {
  fc.assert(
    fc.property(word, endpoint, endpoint, word, content, (id, sender, receiver, sentAt, of) => {
      const envelope: Envelope = { id, sender, receiver, sentAt, content: of };
      assert.deepEqual(readEnvelope(writeEnvelope(envelope)), envelope);
    }),
  );
});

test('a message goes into an envelope and comes out the same', () => {
  const data = writeXml(fullMessage());
  const { content: out } = readEnvelope(writeEnvelope(envelopeFor(read(fullMessage()), data, { ...ids, mime: 'application/fhir+xml' })));
  assert.ok(out.kind === 'message');
  assert.deepEqual(out.data, data);
});

test('what lacks something that the network requires is refused, and what is no base64', () => {
  const good = new TextDecoder().decode(
    writeEnvelope(envelopeFor(read(newMessage()), new Uint8Array([1]), { ...ids, mime: 'application/fhir+xml' })),
  );
  const broken = [
    good.replace(/<EnvelopeIdentifier>.*<\/EnvelopeIdentifier>/, ''),
    good.replace('EndPointType="EAN"', 'EndPointType="SOR"'),
    good.replace(/<Message>.*<\/Message>/, ''),
    good.replace(/<SizeInBytes>.*<\/SizeInBytes>/, '<SizeInBytes>mange</SizeInBytes>'),
    good.replace(/<Data>.*<\/Data>/, '<Data>AAA!</Data>'),
    good.replace(/<Data>.*<\/Data>/, '<Data>AAA</Data>'),
    good.replace('urn:oio:medcom:vans-envelope:1.0.4', 'urn:other'),
  ];
  for (const text of broken)
    assert.throws(
      () => readEnvelope(new TextEncoder().encode(text)),
      (error) => error instanceof MessageUnreadable && error.reason === 'not-an-envelope',
      text,
    );
  const doctype = new TextEncoder().encode(good.replace('?>', '?><!DOCTYPE VANSEnvelope>'));
  assert.throws(
    () => readEnvelope(doctype),
    (error) => error instanceof MessageUnreadable && error.reason === 'has-doctype',
  );
});
