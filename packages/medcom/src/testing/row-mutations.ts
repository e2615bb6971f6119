import { isNode } from '../fhir/node.ts';
import { type ProfileName, profileRows, type Row, slices } from '../check/rows.ts';
import { copyOf, type Loose, richAcknowledgement, richMessage } from './rich.ts';

/** A message in which one constraint of a profile is broken. */
export interface RowMutation {
  readonly rule: string;
  readonly how: string;
  readonly bundle: Loose;
}

const resourceTypes: Partial<Record<ProfileName, string>> = {
  AcknowledgementHeader: 'MessageHeader',
  MessagingProvenance: 'Provenance',
  MessagingOrganization: 'Organization',
};

/** Every way to break each row: an element too few, one too many, a wrong value, one outside the slices. */
export function rowMutations(): readonly RowMutation[] {
  return (Object.entries(profileRows) as [ProfileName, readonly Row[]][]).flatMap(([profile, rows]) =>
    rows.flatMap((row) => mutationsOf(profile, row)),
  );
}

function mutationsOf(profile: ProfileName, row: Row): RowMutation[] {
  const rule = `${profile}.${row.path}`;
  const [min = '0', max = '*'] = row.cardinality.split('..');
  const made: (RowMutation | undefined)[] = [
    // Without its use a destination is no primary one: then it is the slice that lacks.
    Number(min) > 0 && !rule.endsWith('[primary].extension[use]') ? mutate(rule, 'missing', profile, row, remove) : undefined,
    max === '1' ? mutate(rule, 'twice', profile, row, repeat) : undefined,
    max === '0' ? mutate(rule, 'there', profile, row, (parent, name) => Object.assign(parent, { [name]: [{ display: 'x' }] })) : undefined,
    row.fixed || row.codes
      ? mutate(`${rule}:value`, 'other value', profile, row, (parent, name) => set(parent, name, 'noget-andet'))
      : undefined,
    row.codings ? mutate(`${rule}:value`, 'other code', profile, row, (parent, name) => setCode(parent, name)) : undefined,
    row.closed ? mutate(`${rule}:closed`, 'other slice', profile, row, addOutside) : undefined,
  ];
  return made.filter((one) => one !== undefined);
}

type Change = (parent: Loose, name: string, slice: string | undefined) => void;

function mutate(rule: string, how: string, profile: ProfileName, row: Row, change: Change): RowMutation | undefined {
  const acknowledged = ['AcknowledgementHeader', 'MessagingProvenance', 'OperationOutcome'].includes(profile);
  const bundle = acknowledged ? richAcknowledgement() : richMessage();
  const steps = row.path.split('.');
  const parents = steps
    .slice(0, -1)
    .reduce<Loose[]>((found, step) => found.flatMap((one) => descend(one, step)), [subject(bundle, profile)]);
  const [, name = '', , slice] = /^(\w+)(\*?)(?:\[([\w-]+)\])?$/.exec(steps.at(-1) ?? '') ?? [];
  // The last of several: what the message itself brings, not what it carries.
  const parent = parents.at(-1);
  if (!parent) throw new Error(`The rich message has no ${rule}`);
  change(parent, steps.at(-1)?.includes('*') ? choiceOf(parent, name) : name, slice);
  return { rule, how, bundle };
}

function subject(bundle: Loose, profile: ProfileName): Loose {
  if (profile === 'Bundle') return bundle;
  const type = resourceTypes[profile] ?? profile;
  const all = bundle.entry.map((entry: Loose) => entry.resource).filter((one: Loose) => one.resourceType === type);
  if (profile === 'Organization') return all.find((one: Loose) => one.id === 'afdeling-1');
  return profile === 'Provenance' || profile === 'MessagingProvenance' ? all.at(-1) : all[0];
}

function descend(node: Loose, step: string): Loose[] {
  const [, name = '', , slice] = /^(\w+)(\*?)(?:\[([\w-]+)\])?$/.exec(step) ?? [];
  const found = [node[name] ?? []].flat();
  return slice ? found.filter((one: Loose) => inSlice(one, slice)) : found;
}

function inSlice(node: Loose, slice: string): boolean {
  const { element, in: allowed } = slices[slice] ?? { element: '' };
  const found = element.split('.').reduce<Loose[]>((all, step) => all.flatMap((one) => descend(one, step)), [node]);
  return allowed ? found.some((one) => allowed.includes(one)) : found.length > 0;
}

const choiceOf = (parent: Loose, name: string) => Object.keys(parent).find((key) => key.startsWith(name)) ?? name;

function remove(parent: Loose, name: string, slice: string | undefined): void {
  if (slice && Array.isArray(parent[name])) parent[name] = parent[name].filter((one: Loose) => !inSlice(one, slice));
  else delete parent[name];
  if (Array.isArray(parent[name]) && parent[name].length === 0) delete parent[name];
}

function repeat(parent: Loose, name: string, slice: string | undefined): void {
  if (name === 'contentString' || name === 'contentAttachment') parent.contentReference = { display: 'x' };
  else if (Array.isArray(parent[name])) {
    const one = parent[name].find((each: Loose) => !slice || inSlice(each, slice)) ?? { reference: `Patient/${'x'}` };
    parent[name].push(copyOf(isNode(one) ? one : { value: one }));
  } else parent[name] = [parent[name] ?? 'routine', parent[name] ?? 'routine'];
}

function set(parent: Loose, name: string, value: string): void {
  parent[name] = Array.isArray(parent[name]) ? [value] : value;
}

function setCode(parent: Loose, name: string): void {
  for (const coding of [parent[name]].flat()) coding.code = 'noget-andet';
}

function addOutside(parent: Loose, name: string): void {
  const outside = copyOf(parent[name].at(-1));
  if (name === 'entity') outside.role = 'quotation';
  else delete outside.extension;
  parent[name].push(outside);
}
