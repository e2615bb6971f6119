import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildReply, type NewDraft, type Node, writeJson, writeXml } from '@paa-tvaers/medcom';
import { message } from '../testing/mail.ts';
import { FhirUnreadable, readFhir } from './fhir.ts';
import { scriptOf } from './words.ts';

const source = { newId: () => crypto.randomUUID(), sentAt: '2026-06-15T10:00:00+02:00' };

/** A message with all that the standard has room for, and its reply. */
const full = message({
  category: 'regarding-referral',
  priority: 'asap',
  attachments: [
    { title: 'Udtalelse', contentType: 'application/pdf', data: 'JVBERi0=', created: '2026-06-01T12:00:00+02:00' },
    { title: 'Vejledning', url: 'https://example.dk/vejledning' },
  ],
  specificSender: { kind: 'person', name: { given: ['Eva'], family: 'Leder' }, role: { text: 'Teamleder' } },
  specificRecipient: { kind: 'team', team: 'Team Skole' },
  patient: {
    identifiers: [
      { system: 'urn:oid:1.2.208.176.1.2', value: '0505149996' },
      { system: 'urn:oid:1.2.208.176.1.6.1.1', value: '0505147AB2' },
    ],
    name: { given: ['Josefine', 'Ø'] },
  },
  encounter: {
    status: 'in-progress',
    class: 'AMB',
    episodes: [{ system: 'https://sor2.sum.dsdn.dk/#id=990041000016000', value: '0f0e0d0c-0b0a-4908-8706-050403020100' }],
  },
  text: 'Linje 1\n\n<b>& "Linje" 3\tÆØÅ 😀',
} satisfies Partial<NewDraft>);
const reply = buildReply(
  full,
  {
    sender: { sor: '990041000016000', gln: '9520000010171' },
    author: { name: { given: [], family: 'Læge' }, role: { code: 'laege' }, phone: '12345678' },
    text: 'Svar',
  },
  source,
) as unknown as Node;

const withoutNarratives = (bundle: Node): unknown =>
  JSON.parse(JSON.stringify(bundle, (name, value: unknown) => (name === 'text' && typeof value === 'object' ? undefined : value)));

for (const [name, bundle] of Object.entries({ 'a full message': full, 'its reply': reply })) {
  test(`reads the same of ${name} from XML as from JSON`, () => {
    const [xml, json] = [readFhir(Buffer.from(writeXml(bundle))), readFhir(Buffer.from(writeJson(bundle)))];
    assert.deepEqual(withoutNarratives(xml), withoutNarratives(json));
    assert.deepEqual(json, JSON.parse(JSON.stringify(bundle)));
    assert.ok(!JSON.stringify(xml).includes('<div'), 'narratives are left out');
  });
}

test('refuses what is neither', () => {
  for (const text of ['', 'hej', '{', '<x/>', '<Bundle xmlns="urn:x"/>', '<!DOCTYPE Bundle><Bundle xmlns="http://hl7.org/fhir"/>'])
    assert.throws(() => readFhir(Buffer.from(text)), FhirUnreadable, text);
});

test('finds one word of each kind, as a word of its own', () => {
  assert.deepEqual(scriptOf('Teknisk fejl', 'vi vil gerne have et svar'), { acknowledge: 'later', answer: 'reply' });
  assert.deepEqual(scriptOf(undefined, 'dobbelt  kvittering'), { acknowledge: 'twice' });
  assert.deepEqual(scriptOf('dobbelt kvittering', 'dobbelt'), { acknowledge: 'twice', answer: 'duplicate' });
  assert.deepEqual(scriptOf('TO\nSVAR'), { acknowledge: 'at-once', answer: 'parallel' });
  assert.deepEqual(scriptOf('ansvar, svarer, gensvar, svarø', undefined), { acknowledge: 'at-once' });
});
