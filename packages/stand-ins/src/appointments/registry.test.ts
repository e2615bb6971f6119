import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { XmlDocument, type XmlElement } from 'libxml2-wasm';
import { type StandIns, startStandIns } from '../start.ts';
import { askRegistry, type RegistryRequest, storedQuery } from '../testing/requests.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
afterEach(() => fetch(`${standIns.control.url}/faults`, { method: 'DELETE' }));
after(() => standIns.close());

const cprOf = (id: string) => standIns.children.find((one) => one.id === id)?.cpr as string;
const fault = (name: string) =>
  fetch(`${standIns.control.url}/faults/appointments`, { method: 'PUT', body: JSON.stringify({ fault: name }) });

const namespaces = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  wsa: 'http://www.w3.org/2005/08/addressing',
  q: 'urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0',
  rim: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0',
  rs: 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0',
};

interface Entry {
  readonly id: string;
  readonly status: string;
  readonly title: string;
  readonly uniqueId: string;
  readonly patientId: string;
  readonly slots: ReadonlyMap<string, readonly string[]>;
  /** By scheme, without the author. */
  readonly codes: ReadonlyMap<string, readonly string[]>;
  readonly institution: string;
}

/** Read by a parser that the stand-in does not use. */
function read(text: string) {
  using document = XmlDocument.fromString(text);
  const value = (path: string, from = document.root as XmlElement) => from.get(path, namespaces)?.content ?? '';
  const found = (path: string, from = document.root as XmlElement) => from.find(path, namespaces) as XmlElement[];
  const entries = found('//rim:ExtrinsicObject').map((one): Entry => {
    const codes = new Map<string, string[]>();
    for (const classification of found('rim:Classification[@nodeRepresentation!=""]', one)) {
      const scheme = value('@classificationScheme', classification);
      const code = `${value('@nodeRepresentation', classification)}^^${value('rim:Slot[@name="codingScheme"]//rim:Value', classification).trim()}`;
      codes.set(scheme, [...(codes.get(scheme) ?? []), code]);
      assert.equal(value('@classifiedObject', classification), value('@id', one));
    }
    return {
      id: value('@id', one),
      status: value('@status', one).split(':').at(-1) as string,
      title: value('rim:Name/rim:LocalizedString/@value', one),
      uniqueId: value('rim:ExternalIdentifier[@identificationScheme="urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"]/@value', one),
      patientId: value('rim:ExternalIdentifier[@identificationScheme="urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"]/@value', one),
      slots: new Map(
        found('rim:Slot', one).map((slot) => [value('@name', slot), found('.//rim:Value', slot).map(({ content }) => content)]),
      ),
      codes,
      institution: value('rim:Classification/rim:Slot[@name="authorInstitution"]//rim:Value', one).trim(),
    };
  });
  return {
    status: value('//q:AdhocQueryResponse/@status').split(':').at(-1),
    relatesTo: value('//wsa:RelatesTo'),
    entries,
    associations: found('//rim:Association').map((one) => ({
      type: value('@associationType', one),
      source: value('@sourceObject', one),
      target: value('@targetObject', one),
    })),
    errors: found('//rs:RegistryError').map((one) => ({
      code: value('@errorCode', one),
      context: value('@codeContext', one),
      severity: value('@severity', one).split(':').at(-1),
      location: value('@location', one),
    })),
    highest: value('//rs:RegistryErrorList/@highestSeverity').split(':').at(-1),
  };
}

async function ask(request: RegistryRequest) {
  const said = await askRegistry(standIns, request);
  assert.equal(said.status, 200, said.text);
  assert.match(said.type, /^application\/soap\+xml/);
  return read(said.text);
}

const both = "('urn:oasis:names:tc:ebxml-regrep:StatusType:Approved','urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated')";
const loinc = '2.16.840.1.113883.6.1';
const practice = 'urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead';
const facility = 'urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1';
const event = 'urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4';
const format = 'urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d';
const slot = (entry: Entry | undefined, name: string) => entry?.slots.get(name)?.[0]?.trim();

test('answers with entries that hold what the published example holds', async () => {
  const example = read(readFileSync(new URL('fixtures/iti18-finddocuments-response-bup.xml', import.meta.url), 'utf8')).entries[0] as Entry;
  const { entries } = await ask({ cpr: cprOf('josefine') });
  const own = entries.find((one) => one.codes.has(event)) as Entry;
  assert.deepEqual([...own.slots.keys()].sort(), [...example.slots.keys()].sort());
  assert.deepEqual([...own.codes.keys()].sort(), [...example.codes.keys()].sort());
  assert.equal(own.title, 'Aftale for 0505149996');
  assert.equal(own.patientId, '0505149996^^^&1.2.208.176.1.2&ISO');
  assert.equal(slot(own, 'sourcePatientId'), own.patientId);
  assert.match(own.institution, /^BUP .+\^\^\^\^\^&1\.2\.208\.176\.1\.1&ISO\^\^\^\^9900\d+$/);
  assert.match(own.uniqueId, /^[0-9a-f-]{36}\^1\.2\.208\.184$/);
});

test('gives the citizen’s own documents and no other’s, approved ones unless asked for more', async () => {
  for (const { cpr, file } of standIns.children) {
    const { entries, status } = await ask({ cpr, slots: { $XDSDocumentEntryStatus: both } });
    assert.equal(status, 'Success');
    const blocked = file.consent === 'all' ? file.appointments : file.appointments?.filter((one) => one.blocked);
    const expected = (file.appointments ?? []).reduce((sum, one) => sum + (one.repeated?.times ?? 1), 0) - (blocked?.length ?? 0);
    assert.equal(entries.length, expected, file.given);
    assert.ok(entries.every(({ patientId }) => patientId.startsWith(`${cpr}^`)));
  }
  assert.deepEqual(new Set((await ask({ cpr: cprOf('nora') })).entries.map(({ status }) => status)), new Set(['Approved']));
});

test('an unknown citizen has no documents', async () => {
  const { status, entries, errors } = await ask({ cpr: '0707159999' });
  assert.deepEqual([status, entries.length, errors.length], ['Success', 0, 0]);
});

test('times are UTC, in summer and winter; midnight is the evening before', async () => {
  const { entries } = await ask({ cpr: cprOf('josefine') });
  const starts = entries.map((one) => slot(one, 'serviceStartTime')?.padEnd(14, '0'));
  assert.ok(starts.includes('20260619083000'), 'in four days at 10.30');
  assert.ok(starts.includes('20260820220000'), 'a day without a time');
  assert.ok(starts.includes('20260116073000'), 'winter');
});

test('some values are wrapped in line breaks, some times have lost their trailing zeros', async () => {
  const all = (await Promise.all(standIns.children.map(({ cpr }) => ask({ cpr })))).flatMap(({ entries }) => entries);
  const raw = all.map((one) => one.slots.get('serviceStartTime')?.[0] as string);
  assert.ok(raw.some((value) => /^\s+\d+\s+$/.test(value)) && raw.some((value) => /^\d{14}$/.test(value)));
  assert.ok(raw.some((value) => value.trim().length === 10) && raw.some((value) => value.trim().length === 12));
  assert.ok(raw.every((value) => /^\d{10}(\d\d){0,2}$/.test(value.trim())));
});

test('marks child psychiatry in each of the ways, and what is not child psychiatry in none', async () => {
  const all = (await Promise.all(standIns.children.map(({ cpr }) => ask({ cpr })))).flatMap(({ entries }) => entries);
  const ways = (one: Entry) =>
    [
      one.codes.get(practice)?.includes('394588006^^2.16.840.1.113883.6.96') && 'practice',
      one.codes.get(facility)?.includes('554871000005105^^2.16.840.1.113883.6.96') && 'facility',
      one.codes.get(event)?.includes('ALAL03^^1.2.208.176.2.4') && 'label',
      /990(02|03)1000016/.test(one.institution) && 'author',
    ]
      .filter(Boolean)
      .join(' ');
  const seen = new Set(all.map(ways));
  for (const way of ['practice facility label author', 'practice author', 'facility author', 'label author', 'author', 'practice', ''])
    assert.ok(seen.has(way), way || 'none');
  assert.match(all.find((one) => ways(one) === '' && /Sundhedsplejen/.test(one.institution))?.institution ?? '', /Korsbæk/);
  assert.ok(
    all.some((one) => ways(one) === '' && /sygehus/i.test(one.institution)),
    'an adult hospital',
  );
  assert.ok(
    all.some(({ institution }) => /&1\.2\.208\.176\.1\.4&ISO\^\^\^\^099191$/.test(institution)),
    'a practice by its ydernummer',
  );
});

test('unique ids come in three forms', async () => {
  const all = (await Promise.all(standIns.children.map(({ cpr }) => ask({ cpr })))).flatMap(({ entries }) => entries);
  assert.ok(
    all.some(({ uniqueId }) => /^1\.2\.208\.184\.14\.1\.[\d.]+$/.test(uniqueId)),
    'dotted',
  );
  assert.ok(
    all.some(({ uniqueId }) => uniqueId.startsWith(`${cprOf('noah')}.990031000016007.`)),
    'on demand',
  );
  assert.equal(new Set(all.map(({ uniqueId }) => uniqueId)).size, all.length);
});

const filters: readonly (readonly [string, NonNullable<RegistryRequest['slots']>, number])[] = [
  ['the type code', { $XDSDocumentEntryTypeCode: `('39289-4^^${loinc}')` }, 10],
  ['either type code', { $XDSDocumentEntryTypeCode: `('56446-8^^${loinc}','39289-4^^${loinc}')` }, 10],
  ['type codes in two values', { $XDSDocumentEntryTypeCode: [`('56446-8^^${loinc}')`, `('39289-4^^${loinc}')`] }, 10],
  ['another type code', { $XDSDocumentEntryTypeCode: `('56446-8^^${loinc}')` }, 0],
  ['the type code in another scheme', { $XDSDocumentEntryTypeCode: "('39289-4^^1.2.3')" }, 0],
  ['a start', { $XDSDocumentEntryServiceStartTimeFrom: '20260615000000' }, 4],
  ['the very start', { $XDSDocumentEntryServiceStartTimeFrom: '20260619083000', $XDSDocumentEntryServiceStartTimeTo: '20260619083001' }, 1],
  [
    'a time just before the start',
    { $XDSDocumentEntryServiceStartTimeFrom: '20260619082959', $XDSDocumentEntryServiceStartTimeTo: '20260619083000' },
    0,
  ],
  ['a month', { $XDSDocumentEntryServiceStartTimeFrom: '202606', $XDSDocumentEntryServiceStartTimeTo: '202607' }, 3],
  ['a stop', { $XDSDocumentEntryServiceStopTimeFrom: '20260615' }, 3],
  ['a label', { $XDSDocumentEntryEventCodeList: "('ALAL03^^1.2.208.176.2.4')" }, 7],
  ['a format', { $XDSDocumentEntryFormatCode: "('urn:ad:dk:medcom:apd-v2.0.1:full^^1.2.208.184.100.10')" }, 9],
  ['an old format', { $XDSDocumentEntryFormatCode: "('urn:ad:dk:medcom:appointmentsummary:full^^1.2.208.184.14.1')" }, 1],
  ['the specialty', { $XDSDocumentEntryPracticeSettingCode: "('394588006^^2.16.840.1.113883.6.96')" }, 7],
  [
    'stable documents',
    { $XDSDocumentEntryType: "('urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248','urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1')" },
    10,
  ],
  ['on-demand documents', { $XDSDocumentEntryType: "('urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248')" }, 0],
  ['deprecated documents', { $XDSDocumentEntryStatus: "('urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated')" }, 0],
];

for (const [what, slots, count] of filters)
  test(`finds by ${what}`, async () => {
    const { entries, status } = await ask({ cpr: cprOf('josefine'), slots });
    assert.equal(status, 'Success');
    assert.equal(entries.length, count);
  });

test('keeps what was replaced, as deprecated, and tells by what', async () => {
  const cpr = cprOf('nora');
  const { entries } = await ask({ cpr, slots: { $XDSDocumentEntryStatus: both } });
  const old = entries.filter(({ status }) => status === 'Deprecated');
  assert.equal(entries.length - old.length, 3);
  assert.equal(old.length, 5);
  const ids = entries.filter(({ status }) => status === 'Approved').map(({ id }) => id);
  const step = async (from: readonly string[]) =>
    (await ask({ cpr, query: storedQuery.getAssociations, slots: { $uuid: `(${from.map((id) => `'${id}'`).join(',')})` } })).associations;
  const first = await step(ids);
  assert.equal(first.length, 3);
  assert.ok(first.every(({ type, source }) => type === 'urn:ihe:iti:2007:AssociationType:RPLC' && ids.includes(source)));
  const start = (id: string) =>
    slot(
      entries.find((one) => one.id === id),
      'serviceStartTime',
    )?.padEnd(14, '0');
  assert.equal(first.filter(({ source, target }) => start(source) === start(target)).length, 1, 'one without a new time');
  // From the newest back to the first: three steps.
  const chain: string[] = [];
  let at = ids.find((id) => start(id) === '20260720121500');
  while (at) {
    chain.push(at);
    const here: string = at;
    at = (await step([here])).find(({ source }) => source === here)?.target;
  }
  assert.equal(chain.length, 4);
  const again = await ask({ cpr, query: storedQuery.getDocuments, slots: { $XDSDocumentEntryEntryUUID: `('${chain[3]}')` } });
  assert.deepEqual(
    again.entries.map(({ id, status }) => [id, status]),
    [[chain[3], 'Deprecated']],
  );
});

test('tells another citizen’s caller nothing of an entry or its replacements', async () => {
  const { entries } = await ask({ cpr: cprOf('nora') });
  const ids = `(${entries.map(({ id }) => `'${id}'`).join(',')})`;
  const cpr = cprOf('josefine');
  assert.equal((await ask({ cpr, query: storedQuery.getDocuments, slots: { $XDSDocumentEntryEntryUUID: ids } })).entries.length, 0);
  assert.equal((await ask({ cpr, query: storedQuery.getAssociations, slots: { $uuid: ids } })).associations.length, 0);
});

test('leaves out what the citizen has blocked, and warns', async () => {
  const some = await ask({ cpr: cprOf('pelle') });
  assert.deepEqual([some.status, some.entries.length, some.highest], ['Success', 1, 'Warning']);
  assert.deepEqual(
    some.errors.map(({ severity }) => severity),
    ['Warning'],
  );
  assert.match(some.errors[0]?.context ?? '', /samtykke/);
  const all = await ask({ cpr: cprOf('signe') });
  assert.deepEqual([all.status, all.entries.length, all.errors.length], ['Success', 0, 1]);
  const before = await ask({ cpr: cprOf('pelle'), slots: { $XDSDocumentEntryServiceStartTimeFrom: '2027' } });
  assert.deepEqual([before.entries.length, before.errors.length], [0, 0], 'nothing was left out of this');
});

test('answers in part: fewer entries, and which community did not answer', async () => {
  await fault('partial');
  const { status, entries, errors, highest } = await ask({ cpr: cprOf('josefine') });
  assert.deepEqual([status, entries.length, highest], ['PartialSuccess', 9, 'Error']);
  assert.deepEqual(
    errors.map(({ code, location }) => [code, location]),
    [['XDSUnavailableCommunity', 'urn:oid:1.2.208.176.43210.8.30']],
  );
});

test('takes the message as MTOM as well, and says which it answers', async () => {
  const id = 'urn:uuid:0d7b1f5e-7b7e-4c57-8d6e-2b1a5e1c0001';
  const change = (text: string) => text.replace(/(<wsa:MessageID>).*?</, `$1${id}<`);
  const plain = await ask({ cpr: cprOf('josefine'), change });
  const mtom = await ask({ cpr: cprOf('josefine'), change, multipart: true });
  assert.deepEqual(mtom, plain);
  assert.equal(mtom.relatesTo, id);
  assert.equal(mtom.entries.length, 10);
});

const failed: readonly (readonly [string, Omit<RegistryRequest, 'cpr'>, string])[] = [
  ['an unknown stored query', { query: 'urn:uuid:00000000-0000-4000-8000-000000000000' }, 'XDSUnknownStoredQuery'],
  ['no patient', { slots: { $XDSDocumentEntryPatientId: undefined } }, 'XDSStoredQueryMissingParam'],
  ['no status', { slots: { $XDSDocumentEntryStatus: undefined } }, 'XDSStoredQueryMissingParam'],
  ['GetDocuments without ids', { query: storedQuery.getDocuments }, 'XDSStoredQueryMissingParam'],
  ['GetAssociations without ids', { query: storedQuery.getAssociations }, 'XDSStoredQueryMissingParam'],
  ['a patient without quotes', { slots: { $XDSDocumentEntryPatientId: '0505149996^^^&amp;1.2.208.176.1.2&amp;ISO' } }, 'XDSRegistryError'],
  ['a patient under another root', { slots: { $XDSDocumentEntryPatientId: "'0505149996^^^&amp;1.2.3&amp;ISO'" } }, 'XDSRegistryError'],
  ['a patient with a dash', { slots: { $XDSDocumentEntryPatientId: "'050514-9996^^^&amp;1.2.208.176.1.2&amp;ISO'" } }, 'XDSRegistryError'],
  [
    'two patients',
    {
      slots: { $XDSDocumentEntryPatientId: ["'0505149996^^^&amp;1.2.208.176.1.2&amp;ISO'", "'1710194919^^^&amp;1.2.208.176.1.2&amp;ISO'"] },
    },
    'XDSStoredQueryParamNumber',
  ],
  ['an unknown status', { slots: { $XDSDocumentEntryStatus: "('Approved')" } }, 'XDSRegistryError'],
  [
    'a status without brackets',
    { slots: { $XDSDocumentEntryStatus: "'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved'" } },
    'XDSRegistryError',
  ],
  ['a code without its scheme', { slots: { $XDSDocumentEntryTypeCode: "('39289-4')" } }, 'XDSRegistryError'],
  ['a time with an offset', { slots: { $XDSDocumentEntryServiceStartTimeFrom: '20260615000000+0200' } }, 'XDSRegistryError'],
  ['a parameter that is not played', { slots: { $XDSDocumentEntryAuthorPerson: "('%')" } }, 'XDSRegistryError'],
  ['references only', { change: (text) => text.replace('LeafClass', 'ObjectRef') }, 'XDSRegistryError'],
  ['no composed objects', { change: (text) => text.replace(' returnComposedObjects="true"', '') }, 'XDSRegistryError'],
];

for (const [what, request, code] of failed)
  test(`answers ${what} with a failure`, async () => {
    const { status, entries, errors } = await ask({ cpr: '0505149996', ...request });
    assert.deepEqual([status, entries.length, errors.map((one) => one.code)], ['Failure', 0, [code]]);
    assert.doesNotMatch(errors[0]?.context ?? '', /0505149996|050514-9996/);
  });

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, 'the test changes something');
  return changed;
};
const attribute = (name: string) => new RegExp(`<h:Attribute Name="nsi:${name}".*?</h:Attribute>`);
const withValue = (name: string, value: string) => (text: string) =>
  replaced(new RegExp(`(Name="nsi:${name}"[^>]*><h:AttributeValue>).*?<`), `$1${value}<`)(text);

/** What is wrong → the fault's value or subcode, DGWS' fault code, and a word of its text. */
const refused: readonly (readonly [string, Omit<RegistryRequest, 'cpr'>, string, string | undefined, RegExp])[] = [
  [
    'SOAP 1.1',
    { change: replaced('http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/') },
    'soap:VersionMismatch',
    undefined,
    /SOAP 1.2/,
  ],
  ['text that is not well-formed', { change: (text) => text.slice(0, -9) }, 'soap:Sender', undefined, /not well-formed/],
  ['a DOCTYPE', { change: (text) => `<!DOCTYPE x>${text}` }, 'soap:Sender', undefined, /document type/],
  ['an empty body', { change: replaced(/(<soap:Body>).*(<\/soap:Body>)/s, '$1$2') }, 'soap:Sender', undefined, /missing or empty/],
  ['another operation', { change: replaced(/q:AdhocQueryRequest/g, 'q:SubmitObjectsRequest') }, 'soap:Sender', undefined, /not recognized/],
  ['no ResponseOption', { change: replaced(/<q:ResponseOption.*?\/>/, '') }, 'soap:Sender', undefined, /Unmarshalling/],
  [
    'another action in the content type',
    { headers: { 'Content-Type': 'application/soap+xml; action="urn:ihe:iti:2007:RetrieveDocumentSet"' } },
    'soap:Sender',
    undefined,
    /action/,
  ],
  [
    'no wsa:Action',
    { change: replaced(/<wsa:Action.*?<\/wsa:Action>/, '') },
    'wsa:MessageAddressingHeaderRequired',
    undefined,
    /required header/,
  ],
  [
    'another wsa:Action',
    { change: replaced('StoredQuery</wsa', 'StoredQueries</wsa') },
    'wsa:ActionNotSupported',
    undefined,
    /cannot be processed/,
  ],
  [
    'no wsa:MessageID',
    { change: replaced(/<wsa:MessageID.*?<\/wsa:MessageID>/, '') },
    'wsa:MessageAddressingHeaderRequired',
    undefined,
    /required header/,
  ],
  [
    'a wsa:Action without mustUnderstand',
    { change: replaced(' soap:mustUnderstand="true"', '') },
    'soap:Sender',
    undefined,
    /mustUnderstand/,
  ],
  [
    'a header that must be understood and is not',
    { change: replaced('</soap:Header>', '<y:Y xmlns:y="urn:y" soap:mustUnderstand="1"/></soap:Header>') },
    'soap:MustUnderstand',
    undefined,
    /not understood/,
  ],
  ['no DGWS header', { change: replaced(/<medcom:Header.*<\/medcom:Header>/s, '') }, 'soap:Sender', 'missing_required_header', /DGWS/],
  ['no Linking', { change: replaced(/<medcom:Linking>.*<\/medcom:Linking>/, '') }, 'soap:Sender', 'syntax_error', /Linking/],
  [
    'DGWS parts in another order',
    { change: replaced(/(<medcom:SecurityLevel>.*<\/medcom:SecurityLevel>)(<medcom:Linking>.*<\/medcom:Linking>)/, '$2$1') },
    'soap:Sender',
    'syntax_error',
    /SecurityLevel/,
  ],
  [
    'too low a security level',
    { change: replaced('SecurityLevel>3<', 'SecurityLevel>2<') },
    'soap:Sender',
    'security_level_failed',
    /3 or 4/,
  ],
  [
    'no RequireNonRepudiationReceipt',
    { change: replaced(/<medcom:RequireNon.*?Receipt>no<.*?>/, '') },
    'soap:Sender',
    'syntax_error',
    /RequireNonRepudiationReceipt/,
  ],
  ['a receipt asked for', { change: replaced('Receipt>no<', 'Receipt>yes<') }, 'soap:Sender', 'nonrepudiation_not_supported', /receipts/],
  [
    'no HSUID header',
    { change: replaced(/<h:HsuidHeader.*<\/h:HsuidHeader>/s, '') },
    'soap:Sender',
    'missing_required_header',
    /HSUID header/,
  ],
  [
    'HSUID in another namespace',
    { change: replaced('hsuid/2016/08', 'hsuid/2013/01') },
    'soap:Sender',
    'missing_required_header',
    /HSUID header/,
  ],
  ['an assertion with another id', { change: replaced('id="HSUID"', 'ID="HSUID"') }, 'soap:Sender', 'syntax_error', /id HSUID/],
  ['no issuer', { change: replaced(/<h:Issuer>.*?<\/h:Issuer>/, '') }, 'soap:Sender', 'syntax_error', /Issuer/],
  ['no time of issue', { change: replaced(/ IssueInstant="[^"]*"/, '') }, 'soap:Sender', 'syntax_error', /IssueInstant/],
  ['a statement with another id', { change: replaced('id="HSUIDdata"', 'id="data"') }, 'soap:Sender', 'syntax_error', /HSUIDdata/],
  [
    'an attribute twice',
    { change: (text) => text.replace(attribute('SystemName'), '$&$&') },
    'soap:Sender',
    'syntax_error',
    /more than once/,
  ],
  ...[
    'CitizenCivilRegistrationNumber',
    'UserType',
    'ActingUserCivilRegistrationNumber',
    'OrgUsingID',
    'SystemOwnerName',
    'SystemName',
    'SystemVersion',
    'OrgResponsibleName',
    'ConsentOverride',
    'ResponsibleUserCivilRegistrationNumber',
  ].map(
    (name) =>
      [`no ${name}`, { change: replaced(attribute(name), '') }, 'soap:Sender', 'missing_required_header', new RegExp(name)] as const,
  ),
  ['an empty attribute', { change: withValue('SystemVersion', '') }, 'soap:Sender', 'missing_required_header', /SystemVersion/],
  ['a citizen who asks', { change: withValue('UserType', 'nsi:Citizen') }, 'soap:Sender', 'not_authorized', /professionals/],
  [
    'another citizen than the query’s patient',
    { change: withValue('CitizenCivilRegistrationNumber', '1710194919') },
    'soap:Sender',
    'not_authorized',
    /citizen of the HSUID/,
  ],
  [
    'an acting user whom nobody knows',
    { change: withValue('ActingUserCivilRegistrationNumber', '2512489996') },
    'soap:Sender',
    'not_authorized',
    /acting user/,
  ],
  [
    'a responsible user whom nobody knows',
    { change: withValue('ResponsibleUserCivilRegistrationNumber', '2512489996') },
    'soap:Sender',
    'not_authorized',
    /responsible user/,
  ],
  [
    'a user number with a dash',
    { change: withValue('ActingUserCivilRegistrationNumber', '251248-9996') },
    'soap:Sender',
    'syntax_error',
    /not a CPR number/,
  ],
  [
    'an organisation that nobody knows',
    { change: withValue('OrgUsingID', '330891000016006') },
    'soap:Sender',
    'not_authorized',
    /organisation/,
  ],
  [
    'an organisation that is no SOR code',
    { change: replaced('NameFormat="nsi:sor"', 'NameFormat="nsi:cvr"') },
    'soap:Sender',
    'syntax_error',
    /nsi:sor/,
  ],
  ['an override', { change: withValue('ConsentOverride', 'true') }, 'soap:Sender', 'not_authorized', /override/],
  ['neither an override nor none', { change: withValue('ConsentOverride', 'nej') }, 'soap:Sender', 'syntax_error', /ConsentOverride/],
  [
    'another’s authorisation code',
    { change: withValue('ResponsibleUserAuthorizationCode', 'ABCDE') },
    'soap:Sender',
    'not_authorized',
    /authorisation/,
  ],
];

for (const [what, request, code, medcom, text] of refused)
  test(`refuses ${what}`, async () => {
    const said = await askRegistry(standIns, { cpr: '0505149996', ...request });
    assert.equal(said.status, 500, said.text);
    assert.match(said.type, /^application\/soap\+xml/);
    using document = XmlDocument.fromString(said.text);
    const value = (path: string) => document.get(path, { ...namespaces, m: 'http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd' })?.content;
    assert.equal(value('//soap:Fault/soap:Code/soap:Subcode/soap:Value') ?? value('//soap:Fault/soap:Code/soap:Value'), code);
    assert.equal(value('//soap:Fault/soap:Detail/m:FaultCode'), medcom);
    assert.match(value('//soap:Fault/soap:Reason/soap:Text[@xml:lang]') ?? '', text);
    assert.doesNotMatch(said.text, /\d{6}-?\d{4}\D/, 'a fault does not echo a number');
  });

test('the authorisation code may be left out', async () => {
  const change = replaced(attribute('ResponsibleUserAuthorizationCode'), '');
  assert.equal((await ask({ cpr: '0505149996', change })).status, 'Success');
});

test('the action may stand in the message alone', async () => {
  assert.equal((await ask({ cpr: '0505149996', headers: { 'Content-Type': 'application/soap+xml' } })).status, 'Success');
});

test('refuses another content type, method or path, and messages in parts that are not MTOM', async () => {
  const type = (value: string | undefined, multipart = false) =>
    askRegistry(standIns, { cpr: '0505149996', multipart, headers: { 'Content-Type': value } }).then(({ status }) => status);
  for (const wrong of [undefined, 'text/xml', 'application/xml', 'application/soap+xmlish']) assert.equal(await type(wrong), 415, wrong);
  assert.equal(await type('multipart/related; boundary="uuid:b1"; type="text/xml"', true), 415);
  assert.equal(await type('multipart/related; boundary="uuid:b2"; type="application/xop+xml"', true), 415);
  assert.equal(await type('multipart/related; boundary="uuid:b1"; type="application/xop+xml"; start="<other@example>"', true), 415);
  assert.equal(await type('multipart/related; type="application/xop+xml"', true), 415);
  assert.equal((await fetch(standIns.appointments.url)).status, 405);
  assert.equal((await fetch(new URL('/', standIns.appointments.url), { method: 'POST' })).status, 404);
});

test('every format of the three generations is a format of the metadata', async () => {
  const { entries } = await ask({ cpr: cprOf('oliver') });
  assert.deepEqual(
    [...new Set(entries.flatMap((one) => one.codes.get(format)))],
    ['urn:ad:dk:medcom:appointmentsummary:full^^1.2.208.184.14.1'],
  );
});
