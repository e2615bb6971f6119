import { readFileSync } from 'node:fs';

/** What a registry says of one document; the published example where nothing else is said. */
export interface EntryParts {
  readonly uuid: string;
  readonly uniqueId: string;
  readonly home: string;
  readonly repository: string;
  readonly status: string;
  readonly patient: string;
  readonly sourcePatient: string;
  readonly start: string;
  readonly stop: string;
  readonly practice: string;
  readonly facility: string;
  readonly event: string;
  readonly institution: string;
}

export const approved = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved';
export const deprecated = 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated';

export function patientId(cpr: string): string {
  return `${cpr}^^^&amp;1.2.208.176.1.2&amp;ISO`;
}

export function institution(sor: string): string {
  return `Enheden^^^^^&amp;1.2.208.176.1.1&amp;ISO^^^^${sor}`;
}

/** The nth entry UUID. */
export function uuid(n: number): string {
  return `urn:uuid:5b6d5b0c-54d4-44e2-9d51-${String(n).padStart(12, '0')}`;
}

const usual: EntryParts = {
  uuid: uuid(1),
  uniqueId: '3f0a4a1e-6a52-4c1e-9b1c-0d5a7b9c1e01^1.2.208.184',
  home: 'urn:oid:1.2.208.176.43210.8.20',
  repository: '1.2.208.176.43210.8.20.11',
  status: approved,
  patient: patientId('1710194919'),
  sourcePatient: patientId('1710194919'),
  start: '20260316120000',
  stop: '20260316130000',
  practice: '394588006',
  facility: '22232009',
  event: 'ALAL01',
  institution: institution('111111000016001'),
};

function slotOf(name: string, value: string): string {
  return value && `<rim:Slot name="${name}"><rim:ValueList><rim:Value>${value}</rim:Value></rim:ValueList></rim:Slot>`;
}

/** An ExtrinsicObject. An empty part is left out. */
export function entry(over: Partial<EntryParts> = {}): string {
  const parts = { ...usual, ...over };
  const code = (scheme: string, value: string) =>
    value && `<rim:Classification classificationScheme="urn:uuid:${scheme}" nodeRepresentation="${value}"/>`;
  const id = (scheme: string, value: string) =>
    value && `<rim:ExternalIdentifier identificationScheme="urn:uuid:${scheme}" value="${value}"/>`;
  return `<rim:ExtrinsicObject id="${parts.uuid}" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1" status="${parts.status}"${parts.home && ` home="${parts.home}"`}>
${slotOf('repositoryUniqueId', parts.repository)}${slotOf('serviceStartTime', parts.start)}${slotOf('serviceStopTime', parts.stop)}${slotOf('sourcePatientId', parts.sourcePatient)}
<rim:Classification classificationScheme="urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d" nodeRepresentation="">${slotOf('authorInstitution', parts.institution)}</rim:Classification>
${code('cccf5598-8b07-4b77-a05e-ae952c785ead', parts.practice)}${code('f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1', parts.facility)}${code('2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4', parts.event)}
${id('58a6f841-87b3-4a3e-92fd-a8ffeff98427', parts.patient)}${id('2e82c1f6-a085-4c72-9da3-8640a32e42ab', parts.uniqueId)}
</rim:ExtrinsicObject>`;
}

/** An Association: `source` took the place of `target`. */
export function replacement(source: string, target: string, type = 'RPLC'): string {
  return `<rim:Association id="urn:uuid:00000000-0000-4000-8000-000000000001" associationType="urn:ihe:iti:2007:AssociationType:${type}" sourceObject="${source}" targetObject="${target}"/>`;
}

type Severity = 'Error' | 'Warning';

export function registryError(code: string, severity: Severity = 'Error', context = ''): string {
  return `<rs:RegistryError errorCode="${code}" codeContext="${context}" severity="urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:${severity}"/>`;
}

const statuses = {
  Success: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success',
  Failure: 'urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure',
  PartialSuccess: 'urn:ihe:iti:2007:ResponseStatusType:PartialSuccess',
} as const;

export interface Said {
  readonly status?: keyof typeof statuses;
  readonly errors?: readonly string[];
}

function errorList(errors: readonly string[]): string {
  return errors.length > 0 ? `<rs:RegistryErrorList>${errors.join('')}</rs:RegistryErrorList>` : '';
}

/** AdhocQueryResponse. */
export function found(objects: readonly string[], { status = 'Success', errors = [] }: Said = {}): string {
  return `<q:AdhocQueryResponse xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" status="${statuses[status]}">${errorList(errors)}<rim:RegistryObjectList>${objects.join('')}</rim:RegistryObjectList></q:AdhocQueryResponse>`;
}

export interface Sent {
  readonly uniqueId: string;
  readonly content: string | Uint8Array;
  /** What stands in `Document`; an XOP include of a part of its own where it is not said. */
  readonly inline?: string;
  readonly encoding?: string;
}

const boundary = 'uuid:8f1c';

function responseOf({ uniqueId, inline }: Sent, index: number): string {
  const document = inline ?? `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:doc${index}%40example"/>`;
  return `<x:DocumentResponse><x:RepositoryUniqueId>1.2.208.176.43210.8.20.11</x:RepositoryUniqueId><x:DocumentUniqueId>${uniqueId}</x:DocumentUniqueId><x:mimeType>text/xml</x:mimeType><x:Document>${document}</x:Document></x:DocumentResponse>`;
}

/** RetrieveDocumentSetResponse. */
export function retrieved(documents: readonly Sent[], { status = 'Success', errors = [] }: Said = {}): string {
  return `<x:RetrieveDocumentSetResponse xmlns:x="urn:ihe:iti:xds-b:2007" xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"><rs:RegistryResponse status="${statuses[status]}">${errorList(errors)}</rs:RegistryResponse>${documents.map(responseOf).join('')}</x:RetrieveDocumentSetResponse>`;
}

/** A SOAP 1.2 envelope and its documents as MTOM sends them. */
export function mtom(envelope: string, documents: readonly Sent[]): Buffer {
  const part = (id: string, type: string, encoding: string, content: string | Uint8Array) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\nContent-ID: <${id}>\r\n\r\n`),
      typeof content === 'string' ? Buffer.from(content) : content,
      Buffer.from('\r\n'),
    ]);
  return Buffer.concat([
    part('root@example', 'application/xop+xml; charset=UTF-8; type="application/soap+xml"', 'binary', envelope),
    ...documents.flatMap(({ inline, content, encoding = 'binary' }, index) =>
      inline === undefined ? [part(`doc${index}@example`, 'text/xml', encoding, content)] : [],
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

export const mtomType = `multipart/related; boundary="${boundary}"; type="application/xop+xml"; start="<root@example>"; start-info="application/soap+xml"`;

export function envelope12(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header/><e:Body>${body}</e:Body></e:Envelope>`;
}

export function fault12(code: string, text: string): string {
  return envelope12(
    `<e:Fault><e:Code><e:Value>e:${code}</e:Value></e:Code><e:Reason><e:Text xml:lang="da">${text}</e:Text></e:Reason></e:Fault>`,
  );
}

const example = readFileSync(new URL('../fixtures/apd-2.0.1-minimal-bup.xml', import.meta.url), 'utf8');

export type Change = readonly [string | RegExp, string];

/** The published example document with changes, each of which must hit; a text is replaced wherever it stands. */
export function document(...changes: readonly Change[]): string {
  return changes.reduce((text, [from, to]) => {
    const changed = typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to);
    if (changed === text) throw new Error(`${from} is not in the example`);
    return changed;
  }, example);
}

/** Its times; `undefined` leaves one out. */
export function at(low: string, high?: string): Change {
  const interval = `<effectiveTime><low value="${low}"/>${high === undefined ? '' : `<high value="${high}"/>`}</effectiveTime>`;
  return [/<effectiveTime><low .*?<\/effectiveTime>/g, interval];
}
