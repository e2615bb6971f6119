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
  const { parents: way, last, min, max } = planOf(row);
  let parents: readonly Found[] = [resource];
  for (const step of way) parents = parents.flatMap((one) => childrenAt(one, step));
  for (const parent of parents) {
    const children = childrenAt(parent, last);
    if (children.length < min) report(id, `${parent.location}.${last.name}`);
    else if (children.length > max) report(id, children.at(-1)?.location ?? parent.location);
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
  /** Where a primitive's id and extensions stand. */
  readonly beside: string;
  /** Matches any type of a choice. */
  readonly choice: RegExp | undefined;
  readonly slice: string | undefined;
}

/** A row of the tables, taken apart once: each is held against every resource and payload of a message. */
interface Plan {
  readonly parents: readonly Step[];
  readonly last: Step;
  readonly min: number;
  readonly max: number;
}

const plans = new WeakMap<Row, Plan>();

function planOf(row: Row): Plan {
  let plan = plans.get(row);
  if (!plan) {
    const steps = stepsOf(row.path);
    const [min, max] = row.cardinality.split('..');
    plan = {
      parents: steps.slice(0, -1),
      last: steps.at(-1) as Step,
      min: Number(min),
      max: max === '*' ? Number.POSITIVE_INFINITY : Number(max),
    };
    plans.set(row, plan);
  }
  return plan;
}

function stepsOf(path: string): readonly Step[] {
  return path.split('.').map((text) => {
    const [, name = '', choice, slice] = /^(\w+)(\*?)(?:\[([\w-]+)\])?$/.exec(text) ?? [];
    return { name, beside: `_${name}`, choice: choice ? new RegExp(`^${name}[A-Z]`) : undefined, slice };
  });
}

const sliceSteps = new Map(Object.values(slices).map(({ element }) => [element, stepsOf(element)]));

function childrenAt({ value: parent, location }: Found, { name, beside, choice, slice }: Step): readonly Found[] {
  if (!isNode(parent)) return [];
  const found = choice
    ? Object.keys(parent)
        .filter((key) => choice.test(key))
        .flatMap((key) => elementsAt(parent, key, `_${key}`, location))
    : elementsAt(parent, name, beside, location);
  return slice ? found.filter(({ value }) => isInSlice(value, slice)) : found;
}

/** A primitive counts also where only its extensions are there (an unknown family name). */
function elementsAt(parent: Node, name: string, besideName: string, location: string): readonly Found[] {
  const only = parent[name];
  if (parent[besideName] === undefined && !Array.isArray(only))
    return only === null || only === undefined ? [] : [{ value: only, location: `${location}.${name}` }];
  const own = values(parent, name);
  const beside = values(parent, besideName);
  const isList = Array.isArray(only ?? parent[besideName]);
  return Array.from({ length: Math.max(own.length, beside.length) }, (_, index) => ({
    value: own[index] ?? beside[index],
    location: `${location}.${name}${isList ? `[${index}]` : ''}`,
  })).filter(({ value }) => value !== null && value !== undefined);
}

function isInSlice(value: unknown, slice: string): boolean {
  const { element = '', in: allowed } = slices[slice] ?? {};
  // Most slices are told by an element of their own, which needs no walk.
  if (allowed && isNode(value) && typeof value[element] === 'string') return allowed.includes(value[element]);
  let found: readonly Found[] = [{ value, location: '' }];
  for (const step of sliceSteps.get(element) ?? []) found = found.flatMap((one) => childrenAt(one, step));
  return allowed ? found.some((one) => typeof one.value === 'string' && allowed.includes(one.value)) : found.length > 0;
}
