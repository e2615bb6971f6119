import { SoapFault } from '../soap/envelope.ts';
import { child, children, type XmlElement } from '../xml/read.ts';
import { forbidden } from './acting.ts';
import type { Coded } from './metadata.ts';
import { isCitizenRoot, oids, query, rim, stableDocument, type Status, statusUrn, storedQueries } from './names.ts';
import type { Documents, Entry, Replacement } from './register.ts';

/** Answered as a registry response with the status Failure. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
  readonly code: string;

  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

export interface Found {
  readonly entries: readonly Entry[];
  readonly replacements: readonly Replacement[];
}

const nothing: Found = { entries: [], replacements: [] };

/**
 * Answers an ITI-18 stored query, about one citizen's documents.
 *
 * @param citizen whom the HSUID header is about: no one else's documents are there
 * @throws SoapFault, QueryRefused
 */
export function answerQuery(operation: XmlElement, { entries, replacements }: Documents, citizen: string): Found {
  const { name, slots } = readQuery(operation);
  const own = entries.filter(({ patient }) => patient.extension === citizen);
  if (name === 'FindDocuments') return { ...nothing, entries: findDocuments(slots, own, citizen) };
  const wanted = list(slots, name === 'GetDocuments' ? '$XDSDocumentEntryEntryUUID' : '$uuid');
  refuseOthers(slots, [name === 'GetDocuments' ? '$XDSDocumentEntryEntryUUID' : '$uuid']);
  if (name === 'GetDocuments') return { ...nothing, entries: own.filter(({ entry }) => wanted.includes(entry)) };
  const mine = new Set(own.map(({ entry }) => entry));
  return {
    ...nothing,
    replacements: replacements.filter(({ source, target }) => mine.has(source) && [source, target].some((one) => wanted.includes(one))),
  };
}

type Slots = ReadonlyMap<string, readonly (readonly string[])[]>;

function readQuery(operation: XmlElement): { name: (typeof storedQueries)[keyof typeof storedQueries]; slots: Slots } {
  if (operation.namespace !== query || operation.name !== 'AdhocQueryRequest')
    throw new SoapFault('soap:Client', 'Message part was not recognized. (Does it exist in service WSDL?)');
  const option = child(operation, query, 'ResponseOption');
  const adhoc = child(operation, rim, 'AdhocQuery');
  if (!option || !adhoc || operation.children.length !== 2 || operation.children[0] !== option)
    throw new SoapFault('soap:Client', 'Unmarshalling Error: ResponseOption and AdhocQuery are expected in AdhocQueryRequest.');
  if (option.attributes.get('returnType') !== 'LeafClass' || option.attributes.get('returnComposedObjects') !== 'true')
    throw new QueryRefused('XDSRegistryError', 'returnType LeafClass with returnComposedObjects: nothing else is played by this stand-in.');
  const name = storedQueries[adhoc.attributes.get('id') as keyof typeof storedQueries];
  if (!name) throw new QueryRefused('XDSUnknownStoredQuery', 'The stored query is not known.');
  const slots = new Map<string, string[][]>();
  for (const slot of children(adhoc, rim, 'Slot')) {
    const key = slot.attributes.get('name') ?? '';
    const values = children(child(slot, rim, 'ValueList'), rim, 'Value').map((value) => value.text.trim());
    if (values.length === 0) throw new QueryRefused('XDSRegistryError', `${key} has no value.`);
    // The same slot again means: these as well (AND); values within one mean: any of them (OR).
    slots.set(key, [...(slots.get(key) ?? []), values]);
  }
  return { name, slots };
}

const codeFilters: Readonly<Record<string, (entry: Entry) => readonly Coded[]>> = {
  $XDSDocumentEntryTypeCode: ({ type }) => [type],
  $XDSDocumentEntryFormatCode: ({ format }) => [format],
  $XDSDocumentEntryEventCodeList: ({ events }) => events,
  $XDSDocumentEntryPracticeSettingCode: ({ practice }) => [practice],
  $XDSDocumentEntryHealthcareFacilityTypeCode: ({ facility }) => [facility],
  $XDSDocumentEntryConfidentialityCode: ({ confidentiality }) => [confidentiality],
};

const timeFilters: Readonly<Record<string, (entry: Entry, time: string) => boolean>> = {
  $XDSDocumentEntryServiceStartTimeFrom: ({ start }, time) => start !== undefined && start >= time,
  $XDSDocumentEntryServiceStartTimeTo: ({ start }, time) => start !== undefined && start < time,
  $XDSDocumentEntryServiceStopTimeFrom: ({ stop }, time) => stop !== undefined && stop >= time,
  $XDSDocumentEntryServiceStopTimeTo: ({ stop }, time) => stop !== undefined && stop < time,
};

function findDocuments(slots: Slots, entries: readonly Entry[], citizen: string): readonly Entry[] {
  if (readPatient(slots) !== citizen) throw forbidden('The patient of the query is not the citizen of the HSUID header.');
  const statuses = list(slots, '$XDSDocumentEntryStatus');
  const known = (['Approved', 'Deprecated'] as readonly Status[]).map(statusUrn);
  if (statuses.some((status) => !known.includes(status)))
    throw new QueryRefused('XDSRegistryError', '$XDSDocumentEntryStatus is not known.');
  refuseOthers(slots, [
    '$XDSDocumentEntryPatientId',
    '$XDSDocumentEntryStatus',
    '$XDSDocumentEntryType',
    ...Object.keys(codeFilters),
    ...Object.keys(timeFilters),
  ]);
  const stable = !slots.has('$XDSDocumentEntryType') || list(slots, '$XDSDocumentEntryType').includes(stableDocument);
  const filters = [
    ({ status }: Entry) => stable && statuses.includes(statusUrn(status)),
    ...Object.entries(timeFilters).flatMap(([name, fits]) => {
      const time = readTime(slots, name);
      return time ? [(entry: Entry) => fits(entry, time)] : [];
    }),
    ...Object.entries(codeFilters).flatMap(([name, codes]) =>
      (slots.get(name) ?? []).map((values) => {
        const wanted = values.flatMap((value) => readCodes(value, name));
        return (entry: Entry) => codes(entry).some(({ code, scheme }) => wanted.includes(`${code}^^${scheme}`));
      }),
    ),
  ];
  return entries.filter((entry) => filters.every((fits) => fits(entry)));
}

function refuseOthers(slots: Slots, played: readonly string[]): void {
  const other = [...slots.keys()].find((name) => !played.includes(name));
  if (other) throw new QueryRefused('XDSRegistryError', 'A parameter is not played by this stand-in.');
}

/** The values of a parameter that takes several: `('…','…')`. */
function list(slots: Slots, name: string): readonly string[] {
  const values = slots.get(name);
  if (!values) throw new QueryRefused('XDSStoredQueryMissingParam', `${name} is required.`);
  return values.flat().flatMap((value) => readList(value, name));
}

function readList(value: string, name: string): readonly string[] {
  if (!/^\(\s*'[^']*'(\s*,\s*'[^']*')*\s*\)$/.test(value))
    throw new QueryRefused('XDSRegistryError', `${name} is not of the form ('…','…').`);
  return [...value.matchAll(/'([^']*)'/g)].map(([, one]) => one as string);
}

function readCodes(value: string, name: string): readonly string[] {
  const codes = readList(value, name);
  if (codes.some((code) => !/^[^^]+\^\^[^^]+$/.test(code)))
    throw new QueryRefused('XDSRegistryError', `${name} is not of the form code^^scheme.`);
  return codes;
}

function single(slots: Slots, name: string): string | undefined {
  const values = slots.get(name)?.flat() ?? [];
  if (values.length > 1 || values[0]?.startsWith('(')) throw new QueryRefused('XDSStoredQueryParamNumber', `${name} takes one value.`);
  return values[0];
}

/** A citizen's number in the form of HL7 CX, in single quotes. */
function readPatient(slots: Slots): string {
  const value = single(slots, '$XDSDocumentEntryPatientId');
  if (value === undefined) throw new QueryRefused('XDSStoredQueryMissingParam', '$XDSDocumentEntryPatientId is required.');
  const [, number, root] = value.match(/^'(\w{10})\^\^\^&([\d.]+)&ISO'$/) ?? [];
  if (!number || !isCitizenRoot(root))
    throw new QueryRefused('XDSRegistryError', `$XDSDocumentEntryPatientId is not of the form 'number^^^&${oids.cpr}&ISO'.`);
  return number;
}

/** HL7 DTM, UTC, as a number; filled up to seconds. */
function readTime(slots: Slots, name: string): string | undefined {
  const value = single(slots, name);
  if (value === undefined) return undefined;
  if (!/^\d{4}(\d\d){0,5}$/.test(value)) throw new QueryRefused('XDSRegistryError', `${name} is not a time.`);
  return value + '00000101000000'.slice(value.length);
}
