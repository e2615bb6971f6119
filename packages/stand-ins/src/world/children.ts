import { readdirSync, readFileSync } from 'node:fs';
import { addDays, addYears, ageOn, isDay } from './dates.ts';
import { type InstitutionId, institutions } from './institutions.ts';
import { kle } from './kle.ts';
import { type ClinicId, clinics, korsbaek, type Municipality, municipalities } from './municipalities.ts';
import { birthDateOf, madeUpNumber, replacementNumber, safeBirthDate, type Sex } from './numbers.ts';
import { type ProviderId, providers } from './providers.ts';
import { type UnitId, type UserId, units, users } from './units.ts';

export type Progress = 'Opstaaet' | 'Oplyst' | 'Afgjort' | 'Afsluttet';
export type Sensitivity = 'IKKE_FORTROLIGE_DATA' | 'FORTROLIGE_PERSONOPLYSNINGER' | 'FOELSOMME_PERSONOPLYSNINGER' | 'VIP_SAGER';

/** A file of `children/`. Days count back from today, so that the demo does not age. */
export interface ChildFile {
  /** One Danish sentence: what the child shows. */
  readonly story: string;
  readonly given: string;
  readonly middle?: string;
  readonly surname: string;
  readonly sex: Sex;
  /** Whole years, and days since the last birthday. Not where an official test person's number is given. */
  readonly age?: { readonly years: number; readonly days: number };
  /** An official test person's number, or a replacement number (X-eCPR) to be made. */
  readonly number?: string;
  readonly municipality: string;
  /** Protected name and address; `censored`: the register hides them from us as well. */
  readonly protection?: 'shown' | 'censored';
  readonly clinic?: ClinicId;
  readonly custody: readonly ('mor' | 'mor_uden' | 'far' | 'far_uden' | 'anden' | 'vaerge')[];
  readonly cases: readonly CaseFile[];
  /** So many cases of other subjects come before these. */
  readonly unrelated?: number;
  readonly appointments?: readonly AppointmentFile[];
  /** Where the child is enrolled, by STIL's register. */
  readonly school?: readonly SchoolFile[];
  /** Negative consent (MinSpærring): to all appointments, or to those that are `blocked`. */
  readonly consent?: 'some' | 'all';
}

/** An appointment of a child's file: one document of Aftaleoversigten. */
export interface AppointmentFile {
  /**
   * Days from today, moved to a working day where it is a weekend; `exact` keeps it. Or the next day of the year on
   * which the clocks change: `march`, `october`.
   */
  readonly day: number | 'march' | 'october';
  readonly exact?: true;
  /** `HH:MM`; absent: a day without a time of day. */
  readonly time?: string;
  /** `HH:MM`, on the day `lasting` days later. `open`: said to be unknown. Absent: not said. */
  readonly until?: string;
  readonly lasting?: number;
  readonly provider: ProviderId;
  /** Where the metadata or the document show that this is child psychiatry; absent: as the provider does. */
  readonly marked?: 'practice' | 'facility' | 'label' | 'author';
  readonly reason?: string;
  /** SNOMED code of the reason; absent: free text. */
  readonly reasonCode?: string;
  /** The time is a guide (vejledende). */
  readonly advisory?: true;
  readonly series?: string;
  readonly version?: '1.0';
  /** As an on-demand document is named: the unique id holds the CPR number. */
  readonly onDemand?: true;
  readonly withoutAddress?: true;
  /** For `replaces` of another appointment of the same child. */
  readonly id?: string;
  /** The appointment that this one took the place of. */
  readonly replaces?: string;
  readonly blocked?: true;
  /** The same, each so many days later: `times` in all. */
  readonly repeated?: { readonly times: number; readonly every: number };
}

export interface CaseFile {
  readonly kle: string;
  readonly unit: UnitId;
  readonly caseworker?: UserId;
  readonly title: string;
  readonly alternativeTitle?: string;
  readonly sensitivity?: Sensitivity;
  /** Days ago, or a day. */
  readonly opened: number | string;
  /** Days ago; negative where the closing is planned. */
  readonly closed?: number;
  /** State and days ago, in the order in which the source sends them. */
  readonly progress?: readonly (readonly [Progress, number])[];
  /** Sikkerhedsprofil: the units and users that may see the case. */
  readonly onlyFor?: readonly (UnitId | UserId)[];
  /** Other children, as secondary parties. */
  readonly alsoParty?: readonly string[];
  /** As cases from before 2020 were registered. */
  readonly legacy?: true;
}

export interface SchoolFile {
  readonly institution: InstitutionId;
  readonly as: 'elev' | 'barn';
  /** Class level, `0` to `10`; absent: `DT` of day-care, or none. */
  readonly level?: string;
  /** Class; absent: the institution has one group for all. */
  readonly group?: string;
  /** An SFO that is a group of the school. */
  readonly sfo?: string;
}

export interface DemoChild {
  /** The file's name. */
  readonly id: string;
  readonly story: string;
  readonly name: string;
  /** Ten digits, or a replacement number. */
  readonly cpr: string;
  readonly birthDate: string;
  /** Whole years today. */
  readonly age: number;
  readonly municipality: Municipality;
  readonly file: ChildFile;
}

const folder = new URL('../../children/', import.meta.url);

/** The children as they are today: birth dates and numbers are reckoned from the ages of the files. */
export function loadChildren(today: string): readonly DemoChild[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const children = names.map((name) => {
    const id = name.slice(0, -'.json'.length);
    const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ChildFile;
    checkFile(id, file);
    return bear(id, file, today);
  });
  const twice = children.find((child, at) => children.findIndex((other) => other.cpr === child.cpr) !== at);
  if (twice) throw new Error(`children/${twice.id}.json: another child has the same number on ${today}; change its age by a day`);
  return children;
}

function bear(id: string, file: ChildFile, today: string): DemoChild {
  const municipality = municipalities.find(({ code }) => code === file.municipality) as Municipality;
  const birthDate = file.age
    ? safeBirthDate(addYears(addDays(today, -file.age.days), -file.age.years))
    : (birthDateOf(file.number as string) as string);
  const cpr = !file.number
    ? madeUpNumber(id, birthDate, file.sex)
    : file.number === 'replacement'
      ? replacementNumber(id, birthDate, file.sex)
      : file.number;
  const name = [file.given, file.middle, file.surname].filter(Boolean).join(' ');
  return { id, story: file.story, name, cpr, birthDate, age: ageOn(birthDate, today), municipality, file };
}

/** A citizen known by a document alone: the number says when it was born, for a document's own date may be anything. */
export function citizenFrom(
  { id, number, ...own }: Pick<ChildFile, 'given' | 'surname' | 'sex'> & { readonly id: string; readonly number: string },
  today: string,
): DemoChild {
  const birthDate = birthDateOf(number) as string;
  const file: ChildFile = {
    story: 'Kendt fra de dokumenter, som øvelsen er startet med; ingen sager.',
    ...own,
    number,
    municipality: korsbaek.code,
    clinic: 'proevegade',
    custody: [],
    cases: [],
  };
  const name = `${own.given} ${own.surname}`;
  return { id, story: file.story, name, cpr: number, birthDate, age: ageOn(birthDate, today), municipality: korsbaek, file };
}

const officialTestPersons = ['0505149996', '1710194919'];

function checkFile(id: string, file: ChildFile): void {
  const wrong = (what: string): never => {
    throw new Error(`children/${id}.json: ${what}`);
  };
  if (!/^[^.]+\S.*\.$/s.test(file.story)) wrong('story is a sentence');
  if (!municipalities.some(({ code }) => code === file.municipality)) wrong('unknown municipality');
  if (file.clinic && !(file.clinic in clinics)) wrong('unknown clinic');
  const official = file.number !== undefined && officialTestPersons.includes(file.number);
  if (file.number && file.number !== 'replacement' && !official) wrong('number is an official test person, "replacement", or absent');
  if (official === (file.age !== undefined)) wrong('either an official number or an age');
  if (file.age && !(file.age.years >= 0 && file.age.days >= 0 && file.age.days < 365)) wrong('age has years, and days below 365');
  for (const one of file.cases) {
    if (!(one.kle in kle)) wrong(`KLE ${one.kle} is not in world/kle.ts`);
    if (!(one.unit in units)) wrong(`unknown unit ${one.unit}`);
    if (one.caseworker && !(one.caseworker in users)) wrong(`unknown caseworker ${one.caseworker}`);
    if (typeof one.opened === 'string' && !isDay(one.opened)) wrong('opened is days ago or a day');
    if (one.onlyFor?.some((actor) => !(actor in units) && !(actor in users))) wrong('unknown actor in onlyFor');
  }
  for (const one of file.school ?? []) {
    if (!(one.institution in institutions)) wrong(`unknown institution ${one.institution}`);
    if (one.level && !/^(\d|10)$/.test(one.level)) wrong('level is 0 to 10');
  }
  for (const one of file.appointments ?? []) {
    if (!(one.provider in providers)) wrong(`unknown provider ${one.provider}`);
    if (one.until && one.until !== 'open' && !one.time) wrong('an end needs a start');
    if ([one.time, one.until].some((time) => time && time !== 'open' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time))) wrong('times are HH:MM');
    if (one.replaces && !file.appointments?.some(({ id }) => id === one.replaces)) wrong(`replaces ${one.replaces}, which is not there`);
  }
}
