import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { XmlDocument } from 'libxml2-wasm';
import { type StandIns, startStandIns } from '../start.ts';
import { splitMultipart } from '../testing/multipart.ts';
import { askRegistry, askRepository, type RepositoryRequest } from '../testing/requests.ts';
import { registerAppointments } from './register.ts';

const today = '2026-06-15';
let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today });
});
afterEach(() => fetch(`${standIns.control.url}/faults`, { method: 'DELETE' }));
after(() => standIns.close());

const cprOf = (id: string) => standIns.children.find((one) => one.id === id)?.cpr as string;
const fault = (name: string) =>
  fetch(`${standIns.control.url}/faults/appointmentsRepository`, { method: 'PUT', body: JSON.stringify({ fault: name }) });
const documentsOf = (id: string) =>
  registerAppointments(standIns.children, today).entries.filter(({ patient }) => patient.extension === cprOf(id));

const namespaces = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  x: 'urn:ihe:iti:xds-b:2007',
  rs: 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0',
  xop: 'http://www.w3.org/2004/08/xop/include',
};

async function ask(request: RepositoryRequest) {
  const said = await askRepository(standIns, request);
  assert.equal(said.status, 200, said.text);
  const [root, ...parts] = splitMultipart(said.type, said.bytes);
  assert.match(
    said.type,
    /^multipart\/related; type="application\/xop\+xml"; .*start="<root\.message@standin\.example>"; start-info="application\/soap\+xml"$/,
  );
  assert.match(
    root?.head ?? '',
    /^Content-Type: application\/xop\+xml; charset=UTF-8; type="application\/soap\+xml"\r\n.*\r\nContent-ID: <root\.message@standin\.example>$/s,
  );
  using document = XmlDocument.fromBuffer(root?.body as Buffer);
  const value = (path: string) => document.get(path, namespaces)?.content ?? '';
  const each = (path: string) => document.find(path, namespaces).map(({ content }) => content);
  const byId = new Map(parts.map(({ head, body }) => [head.match(/Content-ID: <(.*)>/)?.[1] as string, { head, body }]));
  const references = each('//x:Document/xop:Include/@href');
  const ids = each('//x:DocumentResponse/x:DocumentUniqueId');
  const types = each('//x:DocumentResponse/x:mimeType');
  assert.equal(parts.length, references.length, 'one part a document');
  return {
    status: value('//rs:RegistryResponse/@status').split(':').at(-1),
    errors: each('//rs:RegistryError/@errorCode'),
    references,
    documents: ids.map((id, at) => {
      const part = byId.get(decodeURIComponent(references[at]?.replace('cid:', '') ?? ''));
      return { id, type: types[at], head: part?.head ?? '', bytes: part?.body as Buffer };
    }),
  };
}

test('hands out each document, byte by byte, several in one request', async () => {
  for (const id of ['josefine', 'nora', 'noah', 'oliver']) {
    const own = documentsOf(id);
    const { status, documents, errors } = await ask({ cpr: cprOf(id), documents: own.map(({ uniqueId }) => ({ document: uniqueId })) });
    assert.deepEqual([status, errors], ['Success', []]);
    assert.deepEqual(
      documents.map((one) => one.id),
      own.map(({ uniqueId }) => uniqueId),
    );
    for (const [at, { bytes, head, type }] of documents.entries()) {
      assert.ok(bytes.equals(own[at]?.bytes as Buffer));
      assert.match(head, new RegExp(`^Content-Type: ${type?.replace('+', '\\+')}\r\nContent-Transfer-Encoding: binary\r\n`));
    }
  }
});

test('what the registry says of a document is so: size, hash, repository', async () => {
  const { text } = await askRegistry(standIns, { cpr: cprOf('josefine') });
  using found = XmlDocument.fromString(text);
  const rim = { r: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0' };
  const slot = (name: string) =>
    found.find(`//r:ExtrinsicObject/r:Slot[@name="${name}"]//r:Value`, rim).map(({ content }) => content.trim());
  const ids = found.find('//r:ExternalIdentifier[@identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"]/@value', rim);
  const { documents } = await ask({ cpr: cprOf('josefine'), documents: ids.map(({ content }) => ({ document: content })) });
  assert.deepEqual(
    documents.map(({ bytes }) => String(bytes.length)),
    slot('size'),
  );
  assert.deepEqual(
    documents.map(({ bytes }) => createHash('sha1').update(bytes).digest('hex')),
    slot('hash'),
  );
});

test('types and references come in both of their forms', async () => {
  const { documents, references } = await ask({
    cpr: cprOf('josefine'),
    documents: documentsOf('josefine').map(({ uniqueId }) => ({ document: uniqueId })),
  });
  assert.deepEqual(new Set(documents.map(({ type }) => type)), new Set(['text/xml', 'application/octet-stream']));
  assert.ok(references.some((one) => one.includes('%3A')) && references.some((one) => !one.includes('%')));
});

const first = () => documentsOf('josefine')[0]?.uniqueId as string;

test('says what it has not got, beside what it has', async () => {
  const { status, errors, documents } = await ask({
    cpr: cprOf('josefine'),
    documents: [{ document: first() }, { document: 'nothing^1.2.208.184' }],
  });
  assert.deepEqual([status, errors, documents.length], ['PartialSuccess', ['XDSDocumentUniqueIdError'], 1]);
});

const absent: readonly (readonly [string, () => RepositoryRequest, string])[] = [
  ['an unknown document', () => ({ cpr: cprOf('josefine'), documents: [{ document: 'nothing^1.2.208.184' }] }), 'XDSDocumentUniqueIdError'],
  ['another citizen’s document', () => ({ cpr: cprOf('hans'), documents: [{ document: first() }] }), 'XDSDocumentUniqueIdError'],
  [
    'a blocked document',
    () => ({ cpr: cprOf('signe'), documents: [{ document: documentsOf('signe')[0]?.uniqueId as string }] }),
    'XDSDocumentUniqueIdError',
  ],
  [
    'another repository',
    () => ({ cpr: cprOf('josefine'), documents: [{ document: first(), repository: '1.2.3' }] }),
    'XDSUnknownRepositoryId',
  ],
  [
    'another community',
    () => ({ cpr: cprOf('josefine'), documents: [{ document: first(), home: 'urn:oid:1.2.3' }] }),
    'XDSUnknownCommunity',
  ],
];

for (const [what, request, code] of absent)
  test(`has not got ${what}`, async () => {
    const { status, errors, documents } = await ask(request());
    assert.deepEqual([status, errors, documents.length], ['Failure', [code], 0]);
  });

test('the community may be left out; the message may come as MTOM', async () => {
  const change = (text: string) => text.replace(/<x:HomeCommunityId>.*?<\/x:HomeCommunityId>/, '');
  const { status } = await ask({ cpr: cprOf('josefine'), documents: [{ document: first() }], change, multipart: true });
  assert.equal(status, 'Success');
});

test('answers in part: the last document is not there, and which community did not answer', async () => {
  await fault('partial');
  const { status, errors, documents } = await ask({
    cpr: cprOf('josefine'),
    documents: documentsOf('josefine').map(({ uniqueId }) => ({ document: uniqueId })),
  });
  assert.deepEqual([status, errors, documents.length], ['PartialSuccess', ['XDSUnavailableCommunity'], 9]);
});

test('truncated, the message ends inside a document', async () => {
  const request = { cpr: cprOf('josefine'), documents: [{ document: first() }] };
  const whole = await askRepository(standIns, request);
  const at = whole.bytes.indexOf('<ClinicalDocument');
  assert.ok(
    at > 0 && at < Math.floor(whole.bytes.length / 2) && whole.bytes.indexOf('</ClinicalDocument>') > Math.floor(whole.bytes.length / 2),
  );
  await fault('truncated');
  await assert.rejects(askRepository(standIns, request));
});

const refused: readonly (readonly [string, Omit<RepositoryRequest, 'cpr' | 'documents'>, RegExp])[] = [
  [
    'the action of the registry',
    { change: (text) => text.replace('2007:RetrieveDocumentSet', '2007:RegistryStoredQuery') },
    /cannot be processed/,
  ],
  ['no document', { change: (text) => text.replace(/<x:DocumentRequest>.*<\/x:DocumentRequest>/, '') }, /DocumentRequest}' is expected/],
  [
    'no repository',
    { change: (text) => text.replace(/<x:RepositoryUniqueId>.*?<\/x:RepositoryUniqueId>/, '') },
    /RepositoryUniqueId}' is expected/,
  ],
  ['an empty id', { change: (text) => text.replace(/(<x:DocumentUniqueId>).*?</, '$1<') }, /value of element 'DocumentUniqueId'/],
  [
    'another operation',
    { change: (text) => text.replaceAll('x:RetrieveDocumentSetRequest', 'x:ProvideDocumentSetRequest') },
    /not recognized/,
  ],
  ['no HSUID header', { change: (text) => text.replace(/<h:HsuidHeader.*<\/h:HsuidHeader>/s, '') }, /HSUID header is missing/],
];

for (const [what, request, words] of refused)
  test(`refuses ${what}`, async () => {
    const said = await askRepository(standIns, { cpr: cprOf('josefine'), documents: [{ document: first() }], ...request });
    assert.equal(said.status, 500);
    using document = XmlDocument.fromString(said.text);
    assert.match(document.get('//soap:Fault/soap:Reason/soap:Text', namespaces)?.content ?? '', words);
    assert.doesNotMatch(said.text, /0505149996/);
  });
