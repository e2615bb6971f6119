import { extensionUrls } from '../terms.ts';
import { copyOf, type Loose, resource, richAcknowledgement, richMessage } from './rich.ts';
import { forward, fullMessage, newMessage, reply, school, secondReply } from './samples.ts';

/** Breaks one rule in a message that is otherwise good. */
export interface RuleMutation {
  readonly rule: string;
  readonly bundle: Loose;
  /** Rules that cannot but break with it. */
  readonly also?: readonly string[];
}

const header = (bundle: Loose) => resource(bundle, 'MessageHeader');
const communication = (bundle: Loose) => resource(bundle, 'Communication');
const own = (bundle: Loose) =>
  bundle.entry.map((entry: Loose) => entry.resource).findLast((one: Loose) => one.resourceType === 'Provenance');
const payload = (bundle: Loose, at = -1) => communication(bundle).payload.at(at);
const extension = (node: Loose, url: string) => node.extension.find((one: Loose) => one.url === url);
const identifier = (node: Loose) => extension(node, extensionUrls.identifier).valueIdentifier;
const all = (bundle: Loose, type: string) =>
  bundle.entry.map((entry: Loose) => entry.resource).filter((one: Loose) => one.resourceType === type);

function on(make: () => Loose, rule: string, change: (bundle: Loose) => void, also?: readonly string[]): RuleMutation {
  const bundle = copyOf(make());
  change(bundle);
  return { rule, bundle, ...(also && { also }) };
}

const rich = (rule: string, change: (bundle: Loose) => void, also?: readonly string[]) => on(richMessage, rule, change, also);
const simple = (rule: string, change: (bundle: Loose) => void, also?: readonly string[]) => on(() => newMessage(), rule, change, also);
const refusal = (rule: string, change: (bundle: Loose) => void, also?: readonly string[]) => on(richAcknowledgement, rule, change, also);
const forwarded = (rule: string, change: (bundle: Loose) => void, also?: readonly string[]) =>
  on(
    () => {
      const first = fullMessage();
      return forward(secondReply(reply(first)), [first, reply(first)]);
    },
    rule,
    change,
    also,
  );
const letter = (rule: string, change: (bundle: Loose) => void) =>
  on(() => newMessage({ answersLetter: { gln: school.gln, letterId: 'B1' } }), rule, change);

const care = (number: number) => `medcom-careCommunication-${number}`;

/** By hand, for what no table says. */
export const ruleMutations = (): readonly RuleMutation[] => [
  rich('not-a-message', (bundle) => Object.assign(bundle, { resourceType: 'Patient' })),
  rich('fhir-type', (bundle) => Object.assign(resource(bundle, 'Patient'), { birthDate: '1. maj' })),
  rich('fhir-list', (bundle) => Object.assign(resource(bundle, 'Patient'), { birthDate: ['2014-05-05'] })),
  rich('fhir-empty', (bundle) => Object.assign(resource(bundle, 'Patient'), { maritalStatus: {} })),

  simple('ext-1', (bundle) => payload(bundle).extension.push({ url: 'http://example.dk/tom' })),

  rich(care(1), (bundle) => Object.assign(header(bundle).meta, { profile: ['http://example.dk/other'] })),
  rich(care(1), (bundle) => bundle.entry.push(bundle.entry.shift())),
  rich(
    care(2),
    (bundle) => {
      const patient = { ...copyOf(resource(bundle, 'Patient')), id: 'another', link: undefined };
      delete patient.link;
      bundle.entry.push({ resource: patient });
    },
    [],
  ),
  rich(care(3), (bundle) => Object.assign(own(bundle).meta, { profile: ['http://example.dk/other'] })),
  simple(care(4), (bundle) => delete resource(bundle, 'Practitioner').name, [care(8)]),
  rich(care(5), (bundle) => Object.assign(communication(bundle).category[0].coding[0], { code: 'nursing' })),
  simple(care(6), (bundle) => {
    communication(bundle).category[0].coding[0].code = 'other';
    delete communication(bundle).topic;
  }),
  simple(care(7), (bundle) => Object.assign(resource(bundle, 'PractitionerRole').code[0], { text: 'Psykolog' })),
  simple(care(7), (bundle) => delete resource(bundle, 'PractitionerRole').code),
  simple(
    care(8),
    (bundle) => {
      delete resource(bundle, 'Practitioner').name;
      bundle.entry.push({ resource: { ...copyOf(resource(bundle, 'Practitioner')), id: 'named', name: [{ family: 'Anden' }] } });
    },
    [],
  ),
  rich(care(9), (bundle) => delete resource(bundle, 'Encounter').episodeOfCare),
  rich(care(11), (bundle) => Object.assign(header(bundle), { sender: { reference: 'Organization/afdeling-1' } }), [
    'MessagingOrganization.identifier',
    'MessagingOrganization.identifier[gln]',
    'provenance-agent',
    'endpoint-sender',
  ]),
  rich(care(12), (bundle) => {
    const team = {
      resourceType: 'CareTeam',
      id: 'a-team',
      text: copyOf(header(bundle).text),
      name: 'Andre',
      managingOrganization: [{ reference: 'Organization/afdeling-1' }],
    };
    bundle.entry.push({ resource: team });
    communication(bundle).recipient = [{ reference: 'CareTeam/a-team' }];
  }),
  simple(care(13), (bundle) => delete resource(bundle, 'PractitionerRole').practitioner, [care(8)]),
  rich(care(15), (bundle) => delete communication(bundle).encounter),
  simple(
    'medcom-messaging-2',
    (bundle) => {
      bundle.entry = bundle.entry.filter((entry: Loose) => entry.resource.resourceType !== 'Provenance');
    },
    ['payload-provenance'],
  ),
  simple('medcom-uuidv4', (bundle) => Object.assign(communication(bundle).identifier[0], { value: 'traad-1' })),
  simple(
    'medcom-uuidv4',
    (bundle) => {
      identifier(payload(bundle)).value = 'del-1';
      own(bundle).entity[0].what.identifier.value = 'del-1';
    },
    [],
  ),
  simple('medcom-core-contact', (bundle) =>
    Object.assign(extension(payload(bundle), extensionUrls.contact).valueContactPoint, { value: 'ukendt' }),
  ),
  rich('uuidv5', (bundle) =>
    Object.assign(resource(bundle, 'Encounter').episodeOfCare[1].identifier, { value: 'urn:uuid:1f0e0d0c-0b0a-4908-8706-050403020100' }),
  ),
  ...['|3.0', '|5', '|5.123', '|5.0x', '', '|6.0'].map((version) =>
    simple('medcom-carecommunication-definition-url', (bundle) =>
      Object.assign(header(bundle), { definition: header(bundle).definition.replace('|5.0', version) }),
    ),
  ),

  rich('cpr', (bundle) => Object.assign(resource(bundle, 'Patient').identifier[0], { value: '3213149996' })),
  rich('x-ecpr', (bundle) => Object.assign(resource(bundle, 'Patient').identifier[1], { value: '0505142AB2' })),
  rich('d-ecpr', (bundle) => Object.assign(resource(bundle, 'Patient').identifier[2], { value: '0505141ab2' })),
  rich('gln-length', (bundle) => Object.assign(resource(bundle, 'Organization').identifier[0], { value: '5790009000013 ' })),
  rich('gln-modulus-10', (bundle) => Object.assign(resource(bundle, 'Organization').identifier[0], { value: '5790009000014' })),
  rich('min-digits-sor', (bundle) => Object.assign(all(bundle, 'Organization').at(-1).identifier[0], { value: '9000' })),

  ...['<script>1</script>', '<p onclick="x()">a</p>', '<a href="javascript:x">a</a>', '<p>'].map((markup) =>
    rich('txt-1', (bundle) =>
      Object.assign(resource(bundle, 'Patient').text, { div: `<div xmlns="http://www.w3.org/1999/xhtml">a${markup}</div>` }),
    ),
  ),
  rich('txt-2', (bundle) =>
    Object.assign(resource(bundle, 'Patient').text, { div: '<div xmlns="http://www.w3.org/1999/xhtml"><p> </p></div>' }),
  ),
  rich('narrative', (bundle) => delete resource(bundle, 'Patient').text),
  rich('narrative-status', (bundle) => Object.assign(resource(bundle, 'Patient').text, { status: 'empty' })),
  rich('narrative-base64', (bundle) => {
    const { data } = payload(bundle).contentAttachment;
    const narrative = communication(bundle).text;
    narrative.div = narrative.div.replace('</ul>', `<li>${data}</li></ul>`);
  }),

  simple('bundled', (bundle) => Object.assign(communication(bundle), { subject: { reference: 'Patient/ukendt' } })),
  simple('bundled', (bundle) => Object.assign(header(bundle), { focus: [{ reference: 'Communication/ukendt' }] })),
  simple('bundled', (bundle) => Object.assign(header(bundle), { sender: { reference: 'Organization/ukendt' } })),
  simple('bundled', (bundle) => Object.assign(header(bundle).destination[0], { receiver: { reference: 'Organization/ukendt' } })),
  simple('full-url-unique', (bundle) => Object.assign(bundle.entry[3], { fullUrl: bundle.entry[2].fullUrl })),
  simple('full-url-version', (bundle) => Object.assign(bundle.entry[3], { fullUrl: `${bundle.entry[3].fullUrl}/_history/1` })),
  simple('resource-unique', (bundle) => bundle.entry.push({ resource: copyOf(resource(bundle, 'Practitioner')) })),
  rich('reference-resolves', (bundle) =>
    Object.assign(extension(payload(bundle), extensionUrls.author).valueReference, { reference: 'PractitionerRole/ukendt' }),
  ),
  ...[
    'urn:uuid:cd422e42-5bad-11ed-9b6a-0242ac120002',
    'urn:uuid:00000001-0000-4000-8000-00000000000d og mere',
    'urn:uuid:00000001-0000-4000-c000-00000000000d',
  ].map((value) => simple('uuid-v4', (bundle) => Object.assign(communication(bundle).identifier[0], { value }))),
  simple('uuid-v4', (bundle) => {
    identifier(payload(bundle)).value = 'urn:uuid:cd422e42-5bad-11ed-9b6a-0242ac120002';
    own(bundle).entity[0].what.identifier.value = 'urn:uuid:cd422e42-5bad-11ed-9b6a-0242ac120002';
  }),
  simple('phone', (bundle) => Object.assign(extension(payload(bundle), extensionUrls.contact).valueContactPoint, { value: 'lokal 12' })),
  rich('author-name', (bundle) => delete all(bundle, 'Practitioner').at(-1).name[0].given),
  rich('author-name', (bundle) => delete all(bundle, 'Practitioner').at(-1).name),
  rich('role-practitioner', (bundle) => delete all(bundle, 'PractitionerRole').at(-1).practitioner),
  simple('time-offset', (bundle) => Object.assign(bundle, { timestamp: '2026-03-02T09:00:00' })),
  simple('time-offset', (bundle) => Object.assign(extension(payload(bundle), extensionUrls.date), { valueDateTime: '2026-03-02' })),
  simple('time-offset', (bundle) => Object.assign(own(bundle), { recorded: '2026-03-02T09:00:00' })),
  simple('time-offset', (bundle) => Object.assign(own(bundle), { occurredDateTime: '2026-03-02T09:00:00' })),
  rich('time-offset', (bundle) => Object.assign(payload(bundle).contentAttachment, { creation: '2026-03-02' })),
  rich('content-type', (bundle) => delete payload(bundle).contentAttachment.contentType),
  simple('endpoint-form', (bundle) => Object.assign(header(bundle).source, { endpoint: 'https://example.dk' })),
  simple('endpoint-receiver', (bundle) =>
    Object.assign(header(bundle).destination[0], { endpoint: 'https://sor2.sum.dsdn.dk/#id=900000016000009' }),
  ),
  simple('endpoint-sender', (bundle) => Object.assign(header(bundle).source, { endpoint: 'https://sor2.sum.dsdn.dk/#id=900000016000009' })),
  simple('version-superseded', (bundle) =>
    Object.assign(header(bundle), { definition: header(bundle).definition.replace('|5.0', '|4.0') }),
  ),
  simple('one-profile', (bundle) => header(bundle).meta.profile.push('http://example.dk/other')),

  simple('payload-provenance', (bundle) =>
    Object.assign(identifier(payload(bundle)), { value: 'urn:uuid:00000001-0000-4000-8000-0000000000ff' }),
  ),
  simple('provenance-payload', (bundle) =>
    own(bundle).entity.push({ role: 'source', what: { identifier: { value: 'urn:uuid:00000001-0000-4000-8000-0000000000ff' } } }),
  ),
  simple('payload-provenance-once', (bundle) => own(bundle).entity.push(copyOf(own(bundle).entity[0]))),
  simple('payload-unique', (bundle) => communication(bundle).payload.push(copyOf(payload(bundle)))),
  simple('provenance-current', (bundle) => bundle.entry.push({ resource: { ...copyOf(own(bundle)), id: 'anden' } }), [
    'payload-provenance-once',
  ]),
  rich('provenance-agent', (bundle) => Object.assign(own(bundle).agent[0], { who: header(bundle).destination[0].receiver })),
  simple('provenance-times', (bundle) => Object.assign(own(bundle), { recorded: '2026-03-02T09:00:00Z' })),
  rich('revision-new', (bundle) => Object.assign(own(bundle).activity.coding[0], { code: 'new-message' })),
  simple('revision-missing', (bundle) => Object.assign(own(bundle).activity.coding[0], { code: 'reply-message' })),
  rich('revision-carried', (bundle) => Object.assign(own(bundle).entity[0].what, { reference: 'MessageHeader/ukendt' })),
  forwarded('revision-latest', (bundle) =>
    Object.assign(own(bundle).entity[0].what, { reference: all(bundle, 'Provenance')[1].target[0].reference }),
  ),
  forwarded(
    'forward-receiver',
    (bundle) => {
      header(bundle).destination[0].receiver = copyOf(all(bundle, 'Provenance')[0].agent[0].who);
    },
    ['endpoint-receiver'],
  ),
  letter('letter-reply', (bundle) => Object.assign(own(bundle).activity.coding[0], { code: 'forward-message' })),
  letter('letter-form', (bundle) => Object.assign(own(bundle).entity[0].what.identifier, { value: 'B1' })),
  letter('letter-order', (bundle) => Object.assign(own(bundle).entity[0].what.identifier, { value: 'B1#5790009000013' })),
  rich('attachment-content', (bundle) => delete payload(bundle).contentAttachment.data),
  rich('reply-content', (bundle) => Object.assign(payload(bundle, 1).contentAttachment, { data: 'QUJD' })),
  forwarded('forward-content', (bundle) => {
    delete payload(bundle, 1).contentAttachment.data;
  }),

  refusal('medcom-acknowledgement-1', (bundle) => {
    bundle.entry = bundle.entry.filter((entry: Loose) => entry.resource.resourceType !== 'OperationOutcome');
    delete header(bundle).response.details;
  }),
  refusal('medcom-acknowledgement-2', (bundle) => Object.assign(header(bundle).meta, { profile: ['http://example.dk/other'] })),
  refusal('medcom-messaging-3', (bundle) => Object.assign(own(bundle).meta, { profile: ['http://example.dk/other'] })),
  refusal('medcom-messaging-2', (bundle) => {
    bundle.entry = bundle.entry.filter((entry: Loose) => entry.resource.resourceType !== 'Provenance');
  }),
  refusal('acknowledgement-provenances', (bundle) => {
    bundle.entry = bundle.entry.filter((entry: Loose) => entry.resource !== resource(bundle, 'Provenance'));
  }),
  refusal('acknowledgement-own', (bundle) => Object.assign(own(bundle).target[0], { reference: 'MessageHeader/anden' })),
  refusal('acknowledgement-activity', (bundle) => Object.assign(own(bundle).activity.coding[0], { code: 'new-message' })),
  refusal('acknowledgement-message', (bundle) => Object.assign(header(bundle).response, { identifier: 'anden' })),
  refusal('acknowledgement-agent', (bundle) => Object.assign(own(bundle).agent[0], { who: header(bundle).destination[0].receiver })),
  refusal('acknowledgement-details', (bundle) => delete header(bundle).response.details),
];
