import { type Cpr, parseCpr } from '@paa-tvaers/contract';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { fromBase64 } from '../wire/multipart.ts';
import { plainCode, type SoapAnswer } from '../wire/soap.ts';
import { finder, type XmlNode } from '../wire/xml.ts';
import type { DocumentPlace } from './request.ts';
import { approved, childPsychiatry, namespaces, oids, schemes } from './terms.ts';
import { type Interval, readServiceTime } from './time.ts';

const { all, one, text } = finder(namespaces);

/** What a registry or a repository says of its own answer. */
export interface Verdict {
  /** Something is missing, for a technical reason. */
  readonly partial: boolean;
  /** Something is left out because the citizen has blocked it. */
  readonly filtered: boolean;
  /** The codes of its errors, where they are plain words; warnings are not among them. */
  readonly errors: readonly string[];
  readonly failed: boolean;
  /** It says itself that it is not all. */
  readonly admitted: boolean;
}

/** What a warning about blocked documents may say, in its code or its text; no document has the words of DDS. */
const aboutConsent = /consent|samtykke|sp(?:æ|ae)rr|filtr|filter/i;
/** Codes of IHE: XDS, XCA and their like. A warning with one of these is about technique. */
const technical = /^X(?:DS|CA|DR)/;

/**
 * An error, and a warning with a code of IHE, says that something is missing. Any other warning is taken for the one
 * that DDS gives when it has left out what the citizen blocked: it is the only one that it is known to give on a read.
 *
 * @throws SourceAnswerInvalid where there is no status
 */
function readVerdict(response: XmlNode): Verdict {
  const status = /:ResponseStatusType:(Success|PartialSuccess|Failure)$/.exec(response.attributes.status?.trim() ?? '')?.[1];
  if (!status) throw new SourceAnswerInvalid('appointments', 'no status');
  const said = all(response, 'rs:RegistryErrorList/rs:RegistryError').map(({ attributes, text: words }) => ({
    code: attributes.errorCode?.trim() ?? '',
    words: `${attributes.errorCode} ${attributes.codeContext} ${words}`,
    warning: attributes.severity?.trim().endsWith(':Warning') ?? false,
  }));
  const warnings = said.filter(({ warning }) => warning);
  const consent = warnings.filter(({ code, words }) => aboutConsent.test(words) || !technical.test(code));
  const errors = said.filter(({ warning }) => !warning).map(({ code }) => plainCode(code));
  const incomplete = errors.length > 0 || warnings.length > consent.length || (status === 'PartialSuccess' && said.length === 0);
  return {
    partial: incomplete,
    filtered: consent.length > 0,
    errors,
    // Everything was blocked: an answer, not a failure.
    failed: status === 'Failure' && !(consent.length > 0 && !incomplete),
    admitted: errors.length > 0 || (status === 'PartialSuccess' && incomplete),
  };
}

export function failure({ errors }: Verdict): SourceUnavailable {
  return new SourceUnavailable(
    'appointments',
    'fault',
    errors.find((code) => code),
  );
}

/** A document as the registry knows it (DocumentEntry). */
export interface Entry extends DocumentPlace {
  /** Of the entry itself, `urn:uuid:…`; empty where it is not one. */
  readonly id: string;
  readonly childPsychiatry: boolean;
  readonly time: Interval | undefined;
}

export interface Registered {
  readonly verdict: Verdict;
  /** The entries that are about the child asked for, and can be fetched. */
  readonly entries: readonly Entry[];
  /** How many were dropped, because they are about another child. */
  readonly others: number;
  /** How many of child and adolescent psychiatry were dropped, because they do not say where their document lies. */
  readonly malformed: number;
  /** How many are about the child, of whatever kind. */
  readonly own: number;
}

/**
 * Reads `AdhocQueryResponse` with document entries.
 *
 * @param inForce only those in force: a registry may give more than it was asked for
 * @throws SourceAnswerInvalid when it is another answer
 */
export function readEntries(body: XmlNode, child: Cpr, units: ReadonlySet<string>, inForce: boolean): Registered {
  const objects = registryObjects(body);
  const found = all(objects, 'rim:ExtrinsicObject');
  if (found.length === 0 && one(objects, 'rim:ObjectRef'))
    throw new SourceAnswerInvalid('appointments', 'references to entries, and not the entries');
  const current = found.filter((object) => !inForce || object.attributes.status?.trim() === approved);
  const own = current.filter((object) => isAbout(object, child));
  const read = own.map((object) => entryOf(object, units));
  return {
    verdict: readVerdict(body),
    entries: read.filter((entry) => typeof entry === 'object'),
    others: current.length - own.length,
    malformed: read.filter((entry) => entry === 'malformed').length,
    own: own.length,
  };
}

/** Reads `AdhocQueryResponse` with associations: which entries each entry took the place of (RPLC), by id in lower case. */
export function readReplaced(body: XmlNode): ReadonlyMap<string, readonly string[]> {
  const replaced = new Map<string, string[]>();
  for (const { attributes } of all(registryObjects(body), 'rim:Association')) {
    const [source, target] = [uuidIn(attributes.sourceObject), uuidIn(attributes.targetObject)];
    if (source && target && /:(?:XFRM_)?RPLC$/.test(attributes.associationType?.trim() ?? ''))
      replaced.set(source, [...(replaced.get(source) ?? []), target]);
  }
  return replaced;
}

function registryObjects(body: XmlNode): XmlNode {
  if (body.name !== 'AdhocQueryResponse' || body.namespace !== namespaces.q)
    throw new SourceAnswerInvalid('appointments', 'not an answer to a stored query');
  return one(body, 'rim:RegistryObjectList') ?? { namespace: '', name: '', text: '', attributes: {}, children: [] };
}

function uuidIn(id: string | undefined): string {
  const found = id?.trim().toLowerCase() ?? '';
  return /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(found) ? found : '';
}

/** The values of a slot, without the line breaks that registries print into them. */
function slot(object: XmlNode, name: string): readonly string[] {
  return all(object, 'rim:Slot')
    .filter(({ attributes }) => attributes.name?.trim() === name)
    .flatMap((found) => all(found, 'rim:ValueList/rim:Value'))
    .map((value) => value.text)
    .filter((value) => value);
}

function identifier(object: XmlNode, scheme: string): string | undefined {
  const found = all(object, 'rim:ExternalIdentifier').find(
    ({ attributes }) => attributes.identificationScheme?.trim().toLowerCase() === scheme,
  );
  return found?.attributes.value?.replace(/\s+/g, ' ').trim() || undefined;
}

function classifications(object: XmlNode, scheme: string): readonly XmlNode[] {
  return all(object, 'rim:Classification').filter(({ attributes }) => attributes.classificationScheme?.trim().toLowerCase() === scheme);
}

/** Never the wrong child: every CPR number that an entry has must be the one asked for, and it must have one. */
function isAbout(object: XmlNode, child: Cpr): boolean {
  const numbers = [identifier(object, schemes.patientId) ?? '', ...slot(object, 'sourcePatientId')].flatMap((identity) => {
    const [number = '', , , authority = ''] = identity.replace(/\s+/g, '').split('^');
    return authority.split('&')[1] === oids.cpr ? [parseCpr(number)] : [];
  });
  return numbers.length > 0 && numbers.every((number) => number === child);
}

function entryOf(object: XmlNode, units: ReadonlySet<string>): Entry | 'malformed' | 'left-out' {
  const uniqueId = identifier(object, schemes.uniqueId);
  const [repository] = slot(object, 'repositoryUniqueId');
  const isOurs = isChildPsychiatry(object, units);
  if (!uniqueId || !repository) return isOurs ? 'malformed' : 'left-out';
  return {
    id: uuidIn(object.attributes.id),
    home: object.attributes.home?.trim() ?? '',
    repository,
    uniqueId,
    childPsychiatry: isOurs,
    time: readServiceTime(slot(object, 'serviceStartTime')[0], slot(object, 'serviceStopTime')[0]),
  };
}

/** Any mark is enough: real metadata has a hospital's X-ray under general practice. */
function isChildPsychiatry(object: XmlNode, units: ReadonlySet<string>): boolean {
  const marked = (scheme: string, code: string) =>
    classifications(object, scheme).some(({ attributes }) => attributes.nodeRepresentation?.trim() === code);
  return (
    marked(schemes.practice, childPsychiatry.practice) ||
    marked(schemes.facility, childPsychiatry.facility) ||
    marked(schemes.event, childPsychiatry.event) ||
    classifications(object, schemes.author)
      .flatMap((author) => slot(author, 'authorInstitution'))
      .some((institution) => units.has(sorOf(institution)))
  );
}

/** `Name^^^^^&1.2.208.176.1.1&ISO^^^^SOR` */
function sorOf(institution: string): string {
  const parts = institution.split('^').map((part) => part.trim());
  return !parts[5] || parts[5].split('&')[1] === oids.sor ? (parts[9] ?? '') : '';
}

export interface Retrieved {
  readonly verdict: Verdict;
  /** By unique id; those that came whole. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads `RetrieveDocumentSetResponse`: documents beside the envelope (XOP) or inside it (base64).
 *
 * @throws SourceAnswerInvalid when it is another answer
 */
export function readDocuments({ body, attachments, whole }: Extract<SoapAnswer, { kind: 'answer' }>): Retrieved {
  const response = one(body, 'rs:RegistryResponse');
  if (body.name !== 'RetrieveDocumentSetResponse' || body.namespace !== namespaces.xds || !response)
    throw new SourceAnswerInvalid('appointments', 'not an answer to RetrieveDocumentSet');
  const verdict = readVerdict(response);
  const documents = new Map<string, Uint8Array>();
  for (const part of all(body, 'xds:DocumentResponse')) {
    const uniqueId = text(part, 'xds:DocumentUniqueId');
    const document = one(part, 'xds:Document');
    const included = document && one(document, 'xop:Include');
    const bytes = included ? attachments(included.attributes.href?.trim() ?? '') : document?.text ? fromBase64(document.text) : undefined;
    if (uniqueId && bytes && !documents.has(uniqueId)) documents.set(uniqueId, bytes);
  }
  return { verdict: { ...verdict, partial: verdict.partial || !whole }, documents };
}
