import { extensions, isNode, type Node, nodes, one, text, values } from '../fhir/node.ts';
import { hasOffset } from '../message/time.ts';
import { extensionUrls, sorEndpoint, systems } from '../terms.ts';
import type { Report, Rule } from './finding.ts';
import { authorReference, payloadIdentifier, type Subject } from './subject.ts';

const rule = (id: string, da: string, source: string, level: Rule['level'] = 'text'): Rule => ({ id, level, da, source });

/** What the standard says and its invariants let through. */
export const strictRules: readonly Rule[] = [
  rule('bundled', 'Afsender, modtager, borger og indhold skal være med i meddelelsen.', 'Profilerne, {bundled}', 'profile'),
  rule('full-url-unique', 'To ressourcer har samme fullUrl.', 'FHIR R4, bdl-7', 'profile'),
  rule('full-url-version', 'En fullUrl må ikke angive en version.', 'FHIR R4, bdl-8', 'profile'),
  rule('resource-unique', 'To ressourcer af samme type har samme id.', 'FHIR R4, Bundle'),
  rule('reference-resolves', 'En henvisning peger på noget, der ikke er med i meddelelsen.', 'Profilerne, {bundled}'),
  rule('uuid-v4', 'Identifikatoren er ikke en UUID version 4.', 'CareCommunication 5.0, medcom-uuidv4'),
  rule('phone', 'Telefonnummeret må kun have cifre, mellemrum, bindestreg og et + forrest.', 'Core 3.0.1, medcom-core-contact'),
  rule('author-name', 'En forfatter mangler fornavn eller efternavn.', 'CareCommunication 5.0, invariant 4 og 8'),
  rule('role-practitioner', 'En stillingsbetegnelse henviser ikke til en fagperson.', 'CareCommunication 5.0, invariant 13'),
  rule('time-offset', 'Et tidspunkt mangler klokkeslæt eller tidszone.', 'MedCom 052.2, tidsstempler'),
  rule('content-type', 'En vedhæftet fil mangler sin filtype.', 'CareCommunication 5.0, payload:attachment'),
  rule('endpoint-form', 'Adressen skal være SOR-adressen med enhedens SOR-kode.', 'CareCommunication 5.0, endpoint'),
  rule('endpoint-receiver', 'Modtagerens adresse har en anden SOR-kode end modtageren.', 'CareCommunication 5.0, endpoint'),
  rule('version-superseded', 'Meddelelsen følger en tidligere version af standarden (4.x).', 'RUSA: CareCommunication 5.0'),
  rule('endpoint-sender', 'Afsenderens adresse har en anden SOR-kode end afsenderen.', 'CareCommunication 5.0, endpoint', 'sender'),
  rule('one-profile', 'Meddelelseshoved og Provenance skal angive præcis én profil.', 'CareCommunication 5.0, invariant 1 og 3', 'sender'),
];

const uuid4 = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuidLike = /urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

export function checkStrict(subject: Subject, report: Report): void {
  checkEntries(subject, report);
  checkReferences(subject, report);
  checkHeader(subject, report);
  checkPayloads(subject, report);
  checkPeople(subject, report);
  checkTimes(subject, report);
}

function checkEntries({ index }: Subject, report: Report): void {
  const seen = new Set<string>();
  for (const { fullUrl, resource, path } of index.entries) {
    const location = path.replace(/resource$/, 'fullUrl');
    const name = `${text(resource, 'resourceType')}/${text(resource, 'id')}`;
    if (fullUrl && seen.has(fullUrl)) report('full-url-unique', location);
    else if (text(resource, 'id') && seen.has(name)) report('resource-unique', `${path}.id`);
    if (fullUrl?.includes('/_history/')) report('full-url-version', location);
    if (fullUrl) seen.add(fullUrl);
    seen.add(name);
  }
}

function checkReferences({ index, header, communication, kind }: Subject, report: Report): void {
  const needed: (readonly [Node | undefined, string, string])[] = [
    [header?.resource, 'sender', `${header?.path}.sender`],
    [one(header?.resource, 'destination'), 'receiver', `${header?.path}.destination[0].receiver`],
    ...(kind === 'message'
      ? ([
          [header?.resource, 'focus', `${header?.path}.focus[0]`],
          [communication?.resource, 'subject', `${communication?.path}.subject`],
        ] as const)
      : []),
  ];
  const missing = new Set<string>();
  for (const [owner, name, location] of needed) {
    if (!one(owner, name) || index.resolve(text(owner, name, 'reference'), owner)) continue;
    missing.add(`${location}.reference`);
    report('bundled', location);
  }
  for (const { resource, path } of index.entries)
    for (const { reference, location } of referencesIn(resource, path))
      if (!missing.has(location) && !isEarlier(location) && !index.resolve(reference, resource)) report('reference-resolves', location);
}

/** A Provenance names earlier messages, which are not in this one. */
const isEarlier = (location: string) => /\.(?:target\[\d+\]|entity\[\d+\]\.what)\.reference$/.test(location);

function referencesIn(value: unknown, location: string): { reference: string; location: string }[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => referencesIn(one, `${location}[${at}]`));
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    name === 'reference' && typeof child === 'string'
      ? [{ reference: child, location: `${location}.reference` }]
      : referencesIn(child, `${location}.${name}`),
  );
}

function checkHeader({ index, header, kind, superseded }: Subject, report: Report): void {
  if (!header) return;
  const { resource, path } = header;
  if (superseded && kind === 'message') report('version-superseded', `${path}.definition`);
  nodes(resource, 'destination').forEach((destination, at) => {
    checkEndpoint(
      'endpoint-receiver',
      text(destination, 'endpoint'),
      text(destination, 'receiver', 'reference'),
      `${path}.destination[${at}].endpoint`,
    );
  });
  checkEndpoint('endpoint-sender', text(resource, 'source', 'endpoint'), text(resource, 'sender', 'reference'), `${path}.source.endpoint`);
  for (const entry of [header, ...index.of('Provenance')])
    if (values(one(entry.resource, 'meta'), 'profile').length > 1) report('one-profile', `${entry.path}.meta.profile`);

  function checkEndpoint(id: string, endpoint: string | undefined, organisation: string | undefined, location: string): void {
    const sor = nodes(index.resolve(organisation)?.resource, 'identifier').find(({ system }) => system === systems.sor)?.value;
    const stated = endpoint?.startsWith(sorEndpoint) ? endpoint.slice(sorEndpoint.length) : undefined;
    if (endpoint && !/^\d+$/.test(stated ?? '')) report('endpoint-form', location);
    else if (endpoint && sor !== undefined && stated !== sor) report(id, location);
  }
}

function checkPayloads({ communication, payloads }: Subject, report: Report): void {
  const thread = text(communication?.resource, 'identifier', 'value');
  // What is no UUID at all breaks the invariant, and is told once.
  const isWrong = (value: string | undefined) => value !== undefined && uuidLike.test(value) && !uuid4.test(value);
  if (isWrong(thread)) report('uuid-v4', `${communication?.path}.identifier[0].value`);
  for (const { node, location } of payloads) {
    if (isWrong(payloadIdentifier(node))) report('uuid-v4', location);
    const phone = text(extensions(node, extensionUrls.contact)[0], 'valueContactPoint', 'value');
    if (phone && /[-0-9]/.test(phone) && !/^\+?[0-9](?:[ -]?[0-9])*$/.test(phone)) report('phone', location);
    const attachment = one(node, 'contentAttachment');
    if (text(attachment, 'data') && !text(attachment, 'contentType')) report('content-type', `${location}.contentAttachment`);
  }
}

function checkPeople({ index, authors, payloads }: Subject, report: Report): void {
  const roles = index.of('PractitionerRole');
  // Where none is right the invariants have said so.
  if (roles.some(({ resource }) => text(resource, 'practitioner', 'reference')))
    for (const { resource, path } of roles) if (!text(resource, 'practitioner', 'reference')) report('role-practitioner', path);
  if (!payloads.some(({ node }) => authorReference(node))) return;
  const practitioners = new Set(
    authors.flatMap(({ resource }) => index.resolve(text(resource, 'practitioner', 'reference'), resource) ?? []),
  );
  if (![...practitioners].some(({ resource }) => nodes(resource, 'name').length > 0)) return;
  for (const { resource, path } of practitioners)
    if (!nodes(resource, 'name').some((name) => values(name, 'given').length > 0 && text(name, 'family')))
      report('author-name', `${path}.name`);
}

function checkTimes({ index, payloads }: Subject, report: Report): void {
  const check = (owner: Node | undefined, name: string, location: string) => {
    const value = text(owner, name);
    if (value && !hasOffset(value)) report('time-offset', `${location}.${name}`);
  };
  check(index.bundle, 'timestamp', 'Bundle');
  for (const { resource, path } of index.of('Provenance')) for (const name of ['occurredDateTime', 'recorded']) check(resource, name, path);
  for (const { node, location } of payloads) {
    check(extensions(node, extensionUrls.date)[0], 'valueDateTime', location);
    check(one(node, 'contentAttachment'), 'creation', `${location}.contentAttachment`);
  }
}
