import { type Cpr, type InstitutionKind, parseCpr } from '@paa-tvaers/contract';
import { SourceAnswerInvalid } from '../types.ts';
import { finder, type XmlNode } from '../wire/xml.ts';
import { kinds, levels, namespaces, refusals } from './terms.ts';

const { all, one, text } = finder(namespaces);

/** Why STIL refused, in its own word; undefined where it says nothing that we know. */
export function refusalIn(detail: XmlNode | undefined): string | undefined {
  const type = detail && text(detail, 'common:authentificationError/common:type');
  return type && refusals.has(type) ? type : undefined;
}

/**
 * Reads the Unilogin user id of a number.
 *
 * @returns `undefined` where there is none: STIL does not know the number
 */
export function readUserId(answer: XmlNode): string | undefined {
  // The element is named after the operation in some descriptions, and after its type in others.
  const names = ['hentBrugeridResponse', 'hentBrugeridFraCprResponse'];
  if (!names.includes(answer.name) || answer.namespace !== namespaces.identification) throw notAnAnswer('hentBrugeridFraCpr');
  return text(answer, 'identification:brugerid');
}

/**
 * Reads the institutions that the user belongs to as a child or a pupil (elev); those of an employee, an
 * external or a contact person are none of ours.
 */
export function readInstitutionNumbers(answer: XmlNode): { numbers: readonly string[]; complete: boolean } {
  expect(answer, 'user', 'hentBrugersInstitutionstilknytninger');
  const numbers = new Set<string>();
  let complete = true;
  for (const relation of all(answer, 'user:institutionstilknytning')) {
    const roles = relation.children.filter(({ namespace, name }) => namespace === namespaces.user && knownRoles.has(name));
    const number = text(relation, 'user:instnr') ?? '';
    const isPupil = roles.some(({ name }) => name === 'elev');
    if (isPupil && /^[A-Za-z0-9]{1,10}$/.test(number)) numbers.add(number);
    else if (isPupil || roles.length === 0) complete = false;
  }
  return { numbers: [...numbers], complete };
}

const knownRoles: ReadonlySet<string> = new Set(['ansat', 'ekstern', 'elev', 'kontakt']);

export interface Institution {
  readonly kind: InstitutionKind;
  readonly name: string;
  readonly phone?: string;
  readonly address?: string;
}

/** @throws SourceAnswerInvalid also when it is another institution, or has no name */
export function readInstitution(answer: XmlNode, asked: string): Institution {
  expect(answer, 'institution', 'hentInstitution');
  const found = one(answer, 'institution:institution');
  const field = (name: string) => found && text(found, `institution:${name}`);
  if (field('instnr') !== asked) throw new SourceAnswerInvalid('school', 'about another institution');
  const name = field('instnavn');
  if (!name) throw new SourceAnswerInvalid('school', 'an institution without a name');
  const phone = field('telefonnr');
  const town = [field('postnr'), field('bynavn')].filter((part) => part).join(' ');
  const address = [field('adresse'), town].filter((part) => part).join(', ');
  return {
    kind: kindOf(field('typenavn')) ?? kindOf(field('type3navn')) ?? 'other',
    name,
    ...(phone && { phone }),
    ...(address && { address }),
  };
}

function kindOf(typeName = ''): InstitutionKind | undefined {
  const name = typeName.toLowerCase();
  return kinds.find(([pattern]) => pattern.test(name))?.[1];
}

/** What an institution's export says of the child. */
export interface Pupil {
  /** Protected, or one of the child's phone numbers is; a flag that cannot be read counts as set. */
  readonly protected: boolean;
  readonly level?: string;
  /** Names of the after-school groups (GroupType SFO) that the child is in now. */
  readonly afterSchool: readonly string[];
  /** False where the child's own entry, or something in it, is missing. */
  readonly complete: boolean;
}

/**
 * Reads the child's own entry in an institution's export, and nothing else of it: no other pupil, no contact person.
 *
 * @param today `YYYY-MM-DD`
 * @throws SourceAnswerInvalid also when it is another institution's
 */
export function readPupil(answer: XmlNode, asked: { readonly number: string; readonly cpr: Cpr }, today: string): Pupil {
  expect(answer, 'export', 'eksporterXmlFuldMyndighed');
  const institution = one(answer, 'export:xml/authority:UNILoginExportFullMyndighed/authority:Institution');
  if (!institution || text(institution, 'shared:InstitutionNumber') !== asked.number)
    throw new SourceAnswerInvalid('school', 'an export of another institution');

  const entries = all(institution, 'authority:InstitutionPerson').map((entry) => {
    const person = one(entry, 'authority:Person');
    return { entry, person, number: person && text(person, 'shared:CivilRegistrationNumber') };
  });
  const own = entries.filter(({ number }) => parseCpr(number ?? '') === asked.cpr);
  // An entry without a number may be the child's: what its flags say is then not known.
  if (own.length === 0) return { protected: entries.some(({ number }) => !number), afterSchool: [], complete: false };

  const students = own.flatMap(({ entry }) => all(entry, 'authority:Student'));
  const stated = students.map((student) => text(student, 'shared:Level'));
  const level = stated.find((word) => word && levels.has(word));
  const groups = afterSchoolOf(institution, students, today);
  return {
    protected: own.some(({ person }) => person && isProtected(person)),
    ...(level && { level }),
    afterSchool: [...new Set(groups.filter((name) => name !== undefined))],
    complete: stated.length > 0 && !stated.includes(undefined) && !groups.includes(undefined),
  };
}

function isProtected(person: XmlNode): boolean {
  const phones = person.children.filter(({ namespace, name }) => namespace === namespaces.shared && name.endsWith('PhoneNumber'));
  return [person, ...phones].some(({ attributes }) => !['false', '0'].includes(attributes.protected?.trim() ?? ''));
}

/** Undefined for a group that has no name. */
function afterSchoolOf(institution: XmlNode, students: readonly XmlNode[], today: string): readonly (string | undefined)[] {
  const ids = new Set(
    students.flatMap((student) => [...all(student, 'shared:MainGroupId'), ...all(student, 'common:GroupId')].map((id) => id.text)),
  );
  return all(institution, 'shared:Group')
    .filter((group) => text(group, 'shared:GroupType') === 'SFO' && ids.has(text(group, 'shared:GroupId') ?? ''))
    .filter((group) => isNow(text(group, 'shared:FromDate'), text(group, 'shared:ToDate'), today))
    .map((group) => text(group, 'shared:GroupName'));
}

/** A limit that cannot be read is none: the child is in the group all the same. */
function isNow(from: string | undefined, to: string | undefined, today: string): boolean {
  return (dayIn(from) ?? today) <= today && (dayIn(to) ?? today) >= today;
}

/** `xs:date` may carry a time zone. */
function dayIn(date = ''): string | undefined {
  return /^\d{4}-\d\d-\d\d/.exec(date)?.[0];
}

function expect(answer: XmlNode, service: 'user' | 'institution' | 'export', operation: string): void {
  if (answer.name !== `${operation}Response` || answer.namespace !== namespaces[service]) throw notAnAnswer(operation);
}

function notAnAnswer(operation: string): SourceAnswerInvalid {
  return new SourceAnswerInvalid('school', `not an answer to ${operation}`);
}
