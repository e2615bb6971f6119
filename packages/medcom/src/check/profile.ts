import { isNode, type Node, values } from '../fhir/node.ts';
import type { Report, Rule } from './finding.ts';
import { type ProfileName, profileRows, type Row, slices } from './rows.ts';

const source: Readonly<Record<ProfileName, string>> = {
  Bundle: 'medcom-careCommunication-message',
  MessageHeader: 'medcom-careCommunication-messageHeader',
  AcknowledgementHeader: 'medcom-messaging-acknowledgementHeader',
  Communication: 'medcom-careCommunication-communication',
  Provenance: 'medcom-careCommunication-provenance',
  MessagingProvenance: 'medcom-messaging-provenance',
  Patient: 'medcom-core-patient',
  Practitioner: 'medcom-core-practitioner',
  PractitionerRole: 'medcom-core-practitionerrole',
  CareTeam: 'medcom-core-careteam',
  MessagingOrganization: 'medcom-messaging-organization',
  Organization: 'medcom-core-organization',
  Encounter: 'medcom-core-encounter',
  OperationOutcome: 'medcom-acknowledgement-operationoutcome',
};

const often: Readonly<Record<string, string>> = {
  '1..1': 'skal forekomme præcis én gang',
  '0..1': 'må højst forekomme én gang',
  '1..*': 'skal forekomme mindst én gang',
  '2..*': 'skal forekomme mindst to gange',
  '0..0': 'må ikke forekomme',
  '0..*': 'må forekomme',
};

/** `MessageHeader.focus` for how often, `…:value` for a fixed value or a required set, `…:closed` for closed slicing. */
export const profileRules: readonly Rule[] = (Object.entries(profileRows) as [ProfileName, readonly Row[]][]).flatMap(([profile, rows]) =>
  rows.flatMap((row): Rule[] => {
    const path = `${profile}.${row.path}`;
    const rule = (id: string, da: string): Rule => ({ id, level: 'profile', da: `${path} ${da}.`, source: source[profile] });
    return [
      ...(row.cardinality === '0..*' ? [] : [rule(path, often[row.cardinality] ?? '')]),
      ...(row.fixed ? [rule(`${path}:value`, 'skal have den værdi, som profilen fastlægger')] : []),
      ...(row.codes || row.codings ? [rule(`${path}:value`, 'skal være en kode i den kodeliste, som profilen kræver')] : []),
      ...(row.closed ? [rule(`${path}:closed`, 'må kun forekomme i de former, som profilen nævner')] : []),
    ];
  }),
);

interface Found {
  readonly value: unknown;
  readonly location: string;
}

/** Holds a resource against a profile. */
export function checkProfile(profile: ProfileName, resource: Node, location: string, report: Report): void {
  for (const row of profileRows[profile] as readonly Row[]) checkRow(`${profile}.${row.path}`, row, { value: resource, location }, report);
}

function checkRow(id: string, row: Row, resource: Found, report: Report): void {
  const steps = row.path.split('.');
  const parents = steps.slice(0, -1).reduce<readonly Found[]>((found, step) => found.flatMap((one) => childrenAt(one, step)), [resource]);
  const last = steps.at(-1) ?? '';
  const [min = '0', max = '*'] = row.cardinality.split('..');
  for (const parent of parents) {
    const children = childrenAt(parent, last);
    if (children.length < Number(min)) report(id, `${parent.location}.${last.replace(/[[*].*/, '')}`);
    else if (max !== '*' && children.length > Number(max)) report(id, children.at(-1)?.location ?? parent.location);
    for (const child of children) checkValue(id, row, child, report);
  }
}

function checkValue(id: string, row: Row, { value, location }: Found, report: Report): void {
  const allowed = row.fixed === undefined ? row.codes : [row.fixed];
  if (allowed && typeof value === 'string' && !allowed.includes(value)) report(`${id}:value`, location);
  if (row.codings && isNode(value) && typeof value.system === 'string' && typeof value.code === 'string') {
    if (!row.codings.includes(`${value.system}|${value.code}`)) report(`${id}:value`, location);
  }
  if (row.closed && !row.closed.some((slice) => isInSlice(value, slice))) report(`${id}:closed`, location);
}

interface Step {
  readonly name: string;
  /** Matches any type of a choice. */
  readonly choice: RegExp | undefined;
  readonly slice: string | undefined;
}

const steps = new Map<string, Step>();

/** The steps of the tables are few, and each is taken for every payload of a message. */
function stepOf(text: string): Step {
  let step = steps.get(text);
  if (!step) {
    const [, name = '', choice, slice] = /^(\w+)(\*?)(?:\[([\w-]+)\])?$/.exec(text) ?? [];
    step = { name, choice: choice ? new RegExp(`^${name}[A-Z]`) : undefined, slice };
    steps.set(text, step);
  }
  return step;
}

function childrenAt({ value: parent, location }: Found, step: string): readonly Found[] {
  if (!isNode(parent)) return [];
  const { name, choice, slice } = stepOf(step);
  const names = choice ? Object.keys(parent).filter((key) => choice.test(key)) : [name];
  const found = names.flatMap((key) => elementsAt(parent, key, location));
  return slice ? found.filter(({ value }) => isInSlice(value, slice)) : found;
}

/** A primitive counts also where only its extensions are there (an unknown family name). */
function elementsAt(parent: Node, name: string, location: string): Found[] {
  const own = values(parent, name);
  const beside = values(parent, `_${name}`);
  if (own.length + beside.length === 0) return [];
  const isList = Array.isArray(parent[name] ?? parent[`_${name}`]);
  return Array.from({ length: Math.max(own.length, beside.length) }, (_, index) => ({
    value: own[index] ?? beside[index],
    location: `${location}.${name}${isList ? `[${index}]` : ''}`,
  })).filter(({ value }) => value !== null && value !== undefined);
}

function isInSlice(value: unknown, slice: string): boolean {
  const { element = '', in: allowed } = slices[slice] ?? {};
  // Most slices are told by an element of their own, which needs no walk.
  if (allowed && isNode(value) && typeof value[element] === 'string') return allowed.includes(value[element]);
  const found = element
    .split('.')
    .reduce<readonly Found[]>((all, step) => all.flatMap((one) => childrenAt(one, step)), [{ value, location: '' }]);
  return allowed ? found.some((one) => typeof one.value === 'string' && allowed.includes(one.value)) : found.length > 0;
}
