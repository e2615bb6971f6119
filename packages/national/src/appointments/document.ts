import { type Appointment, SourceAnswerInvalid } from '../types.ts';
import { finder, readXml, type XmlNode } from '../wire/xml.ts';
import { namespaces, oids, templates, typeCodes } from './terms.ts';
import { type Interval, readInterval } from './time.ts';

/** Why a document, or one appointment of it, cannot be shown. */
export type Unreadable =
  | 'not-xml'
  | 'doctype'
  | 'not-cda'
  | 'not-apd'
  | 'no-patient'
  | 'several-patients'
  | 'no-appointment'
  | 'cancelled'
  | 'unknown-status'
  | 'no-time';

/** An APD-DK document as it is. Holds the child's number and name, so that they can be compared and masked. */
export interface AppointmentDocument {
  readonly patient: {
    readonly number: string;
    /** Each in its parts, in their order. */
    readonly names: readonly (readonly string[])[];
  };
  readonly appointments: readonly Omit<Appointment, 'uniqueId' | 'movedFrom'>[];
  /** Of the appointments that are not there. `cancelled` is no fault: they are not to be shown. */
  readonly leftOut: readonly Unreadable[];
}

const { all, one, text } = finder(namespaces);

/**
 * Reads an appointment document, APD-DK 2.0.1 or 1.0. The narrative is never read: it is made from the entries, for people.
 *
 * @returns why not, in one word, where it cannot be read as one
 */
export function readAppointment(bytes: Uint8Array): AppointmentDocument | Unreadable {
  let root: XmlNode;
  try {
    root = readXml('appointments', bytes);
  } catch (error) {
    if (!(error instanceof SourceAnswerInvalid)) throw error;
    return error.message.includes('DOCTYPE') ? 'doctype' : 'not-xml';
  }
  if (root.name !== 'ClinicalDocument' || root.namespace !== namespaces.cda) return 'not-cda';
  if (!isAppointmentDocument(root)) return 'not-apd';
  const patient = patientOf(root);
  if (typeof patient === 'string') return patient;
  const planned = encountersOf(root);
  if (planned.length === 0) return 'no-appointment';
  const read = planned.map((encounter) => appointmentOf(root, encounter, planned.length === 1));
  const appointments = read.filter((one) => typeof one === 'object');
  const leftOut = read.filter((one) => typeof one === 'string');
  return { patient, appointments, leftOut };
}

function attribute(node: XmlNode | undefined, name: string): string | undefined {
  return node?.attributes[name]?.replace(/\s+/g, ' ').trim() || undefined;
}

function hasTemplate(node: XmlNode, template: string): boolean {
  return all(node, 'cda:templateId').some((id) => attribute(id, 'root') === template);
}

function isAppointmentDocument(root: XmlNode): boolean {
  return hasTemplate(root, templates.document) || (typeCodes as readonly string[]).includes(attribute(one(root, 'cda:code'), 'code') ?? '');
}

/** Of the birth time nothing is read: published test documents have it wrong. */
function patientOf(root: XmlNode): AppointmentDocument['patient'] | Unreadable {
  const roles = all(root, 'cda:recordTarget/cda:patientRole');
  const numbers = roles
    .flatMap((role) => all(role, 'cda:id'))
    .filter((id) => isPersonRoot(attribute(id, 'root') ?? ''))
    .flatMap((id) => attribute(id, 'extension')?.replace(/[- ]/g, '').toUpperCase() ?? []);
  const [number] = numbers;
  if (!number) return 'no-patient';
  if (numbers.some((other) => other !== number)) return 'several-patients';
  const names = roles.flatMap((role) => all(role, 'cda:patient/cda:name'));
  return { number, names: names.map((name) => [name, ...name.children].flatMap((part) => part.text.split(' ')).filter((part) => part)) };
}

function isPersonRoot(root: string): boolean {
  return root === oids.cpr || root.startsWith(oids.replacementCpr);
}

/** Sections may hold sections. */
function sectionsOf(node: XmlNode): readonly XmlNode[] {
  return all(node, 'cda:component/cda:section').flatMap((section) => [section, ...sectionsOf(section)]);
}

/**
 * What is planned. The encounters of 1.0 are known by their code, 185353001 (SNOMED: the date of an appointment);
 * there, a request (RQO) stands for the appointment too.
 */
function encountersOf(root: XmlNode): readonly XmlNode[] {
  return all(root, 'cda:component/cda:structuredBody')
    .flatMap(sectionsOf)
    .flatMap((section) => all(section, 'cda:entry/cda:encounter'))
    .filter((encounter) => {
      const mood = attribute(encounter, 'moodCode');
      return mood === 'APT' || (mood === 'RQO' && attribute(one(encounter, 'cda:code'), 'code') === '185353001');
    });
}

const over = ['cancelled', 'aborted', 'nullified', 'obsolete'];

function appointmentOf(root: XmlNode, encounter: XmlNode, only: boolean): AppointmentDocument['appointments'][number] | Unreadable {
  const status = attribute(one(encounter, 'cda:statusCode'), 'code') ?? 'active';
  if (over.includes(status)) return 'cancelled';
  if (status !== 'active' && status !== 'completed') return 'unknown-status';
  const when = intervalOf(encounter) ?? (only ? headerInterval(root) : undefined);
  if (!when) return 'no-time';
  const place = placeOf(encounter);
  const series = seriesOf(encounter);
  const reason = reasonOf(encounter);
  return {
    ...when,
    advisory: conditions(encounter, 'GuidedIntervalType', templates.advisory).length > 0,
    ...(series && { series }),
    unit: unitOf(root, encounter),
    ...(place && { place }),
    ...(reason && { reason }),
  };
}

function intervalOf(act: XmlNode): Interval | undefined {
  const time = one(act, 'cda:effectiveTime');
  const value = (limit: string) => attribute(time && one(time, limit), 'value');
  return readInterval(value('cda:low') ?? attribute(time, 'value'), value('cda:high'));
}

/** The header repeats the time of a document's only appointment. */
function headerInterval(root: XmlNode): Interval | undefined {
  const event = all(root, 'cda:documentationOf/cda:serviceEvent').find((act) => hasTemplate(act, templates.interval));
  return event && intervalOf(event);
}

function conditions(encounter: XmlNode, code: string, template: string): readonly XmlNode[] {
  return all(encounter, 'cda:precondition').filter(
    (condition) => hasTemplate(condition, template) || attribute(one(condition, 'cda:criterion/cda:code'), 'code') === code,
  );
}

function seriesOf(encounter: XmlNode): string | undefined {
  const values = conditions(encounter, 'RepeatingDocumentType', templates.series).flatMap((condition) =>
    all(condition, 'cda:criterion/cda:value'),
  );
  return values.map((value) => attribute(value, 'extension')).find((id) => id);
}

function reasonOf(encounter: XmlNode): string | undefined {
  const codes = all(encounter, 'cda:entryRelationship')
    .filter((relation) => attribute(relation, 'typeCode') === 'RSON')
    .flatMap((relation) => all(relation, 'cda:observation/cda:code'));
  const texts = codes.flatMap((code) => attribute(code, 'displayName') ?? text(code, 'cda:originalText') ?? []);
  return [...new Set(texts)].join(', ') || undefined;
}

type Unit = Appointment['unit'];

/**
 * The organisation that performs it, else the one that answers for the document. A phone number of the second under
 * the name of the first would send the caller to somebody else: what is missing is filled in only where both are the same.
 */
function unitOf(root: XmlNode, encounter: XmlNode): Unit {
  const performer = party(all(encounter, 'cda:performer/cda:assignedEntity')[0]);
  // The second author is whoever asked for the appointment; in 1.0 that one stands in the encounter.
  const author = party(
    all(root, 'cda:author/cda:assignedAuthor').find((assigned) => attribute(one(assigned, 'cda:code'), 'code') !== 'REFB'),
  );
  if (performer.sor && performer.sor === author.sor) return { ...author, ...performer };
  return performer.name || !author.name ? performer : author;
}

/** Phone and address stand with the role, or with the organisation inside it. */
function party(role: XmlNode | undefined): Unit {
  if (!role) return {};
  const organisation = one(role, 'cda:representedOrganization');
  const holders = organisation ? [role, organisation] : [role];
  const name = organisation && nameIn(organisation);
  const sor = holders
    .flatMap((holder) => all(holder, 'cda:id'))
    .find((id) => attribute(id, 'root') === oids.sor && attribute(id, 'extension'));
  return { ...(name && { name }), ...(sor && { sor: attribute(sor, 'extension') ?? '' }), ...reach(holders) };
}

function reach(holders: readonly XmlNode[]): { phone?: string; address?: string } {
  const phone = holders.map(phoneOf).find((found) => found);
  const address = holders.map(addressOf).find((found) => found);
  return { ...(phone && { phone }), ...(address && { address }) };
}

/**
 * Where to go. `LOC` and `DST` are places of the health service; `SBJ` is the citizen's home, whose address is nobody's news and
 * may be protected: its name is enough.
 */
function placeOf(encounter: XmlNode): Appointment['place'] {
  for (const type of ['LOC', 'DST', 'SBJ']) {
    const role = all(encounter, 'cda:participant').find((participant) => attribute(participant, 'typeCode') === type);
    const place = role && one(role, 'cda:participantRole');
    if (!place) continue;
    const entity = one(place, 'cda:playingEntity');
    const name = entity && nameIn(entity);
    const found = { ...(name && { name }), ...(type !== 'SBJ' && reach([place])) };
    if (Object.keys(found).length > 0) return found;
  }
  return undefined;
}

function nameIn(entity: XmlNode): string | undefined {
  const name = one(entity, 'cda:name');
  return name && (name.text || name.children.map((part) => part.text).join(' ')).trim();
}

function phoneOf(holder: XmlNode): string | undefined {
  const values = all(holder, 'cda:telecom').flatMap((telecom) => attribute(telecom, 'value') ?? []);
  return values
    .map((value) => /^tel:\s*(.+)$/i.exec(value)?.[1] ?? (/^\+?[\d ()-]+$/.test(value) ? value : undefined))
    .find((number) => number);
}

/** `Vej 1, 2400 By`, whatever the order of its parts. */
function addressOf(holder: XmlNode): string | undefined {
  return all(holder, 'cda:addr')
    .map((address) => {
      const joined = (separator: string, ...names: string[]) =>
        names
          .flatMap((name) => all(address, `cda:${name}`))
          .map((part) => part.text)
          .filter((part) => part)
          .join(separator);
      const street = joined(', ', 'streetAddressLine') || joined(' ', 'streetName', 'houseNumber');
      return [street, joined(' ', 'postalCode', 'city')].filter((part) => part).join(', ') || address.text;
    })
    .find((address) => address);
}
