import type { Cpr } from '@paa-tvaers/contract';
import {
  categories,
  type Category,
  type DraftAttachment,
  type DraftAuthor,
  type DraftParty,
  type DraftPatient,
  type DraftRole,
  type MimeType,
  practitionerRoles,
  systems,
} from '@paa-tvaers/medcom';
import type { Forward, NewMessage, Reply } from '@paa-tvaers/contract/requests';
import { GatewayProblem, invalid, type WrongField } from '../http/problem.ts';
import { nameOf } from './names.ts';

// What a professional writes, as the builder of messages takes it.

type Written = NewMessage | Reply | Forward;

const codes = new Map(Object.entries(practitionerRoles).map(([code, { label }]) => [label.toLowerCase(), code]));

/** A role by the official set's own label becomes its code; any other stays as text. */
function roleOf(role: string): DraftRole {
  const code = codes.get(role.trim().toLowerCase());
  return code === undefined ? { text: role.trim() } : { code };
}

/** @param name as the token has it */
export function authorOf({ role, phone }: Written, name: string): DraftAuthor {
  return { name: familyName(name), role: roleOf(role), phone: phone.trim() };
}

export function partyOf(attention: NewMessage['attention']): DraftParty | undefined {
  if (!attention) return undefined;
  if ('team' in attention) return { kind: 'team', team: attention.team };
  // The profile asks a role of everyone it names.
  return { kind: 'person', name: familyName(attention.name), role: roleOf(attention.role?.trim() || 'Ikke oplyst') };
}

/** The child by number and name; never an address or a phone. */
export function patientOf(cpr: Cpr, name: string | undefined): DraftPatient {
  return { identifiers: [{ system: systemOf(cpr), value: cpr }], name: name === undefined ? { given: [] } : nameOf(name) };
}

function systemOf(cpr: Cpr): string {
  if (!/[A-Z]/.test(cpr)) return systems.cpr;
  return /^.{6}[17]/.test(cpr) ? systems.xEcpr : systems.dEcpr;
}

/** What stands in a file's place until the message is sent; so small that checks cost nothing. */
export const placeholder = 'AA==';

/** @throws GatewayProblem for a link that is none */
export function attachmentsOf({ attachments }: Written, contentTypes: ReadonlyMap<string, string>): DraftAttachment[] {
  return attachments.map((one, at) => {
    if ('file' in one) return { title: one.title, contentType: contentTypes.get(one.file) as MimeType, data: placeholder };
    if (!URL.canParse(one.url) || !/^https?:$/.test(new URL(one.url).protocol)) throw invalid(`/attachments/${at}/url`, 'not-an-address');
    return { title: one.title, url: one.url };
  });
}

/**
 * What the standard asks of the fields together; in a continued thread what is left out is as before.
 *
 * @throws GatewayProblem `message-refused`
 */
export function checkFields(body: Written, before: { readonly category?: string; readonly topic?: string } = {}): void {
  const category = body.category ?? before.category ?? 'other';
  const topic = body.topic === undefined ? before.topic : body.topic;
  const wrong: WrongField[] = [];
  if (!Object.hasOwn(categories, category)) wrong.push({ at: '/category', is: 'not-known' });
  if (category === 'other' && !topic?.trim()) wrong.push({ at: '/topic', is: 'missing' });
  if (body.priority && category !== 'regarding-referral') wrong.push({ at: '/priority', is: 'only-regarding-referral' });
  for (const field of ['text', 'role', 'phone'] as const) if (!body[field].trim()) wrong.push({ at: `/${field}`, is: 'missing' });
  if (wrong.length > 0) throw refused(wrong);
}

export function refused(fields: readonly WrongField[]): GatewayProblem {
  return new GatewayProblem('message-refused', { fields });
}

/** The place in the request that a rule of the message is about, where there is one. */
const fieldOf: Readonly<Record<string, string>> = { 'phone': '/phone', 'medcom-core-contact': '/phone' };

export function fieldsOf(rules: readonly string[]): WrongField[] {
  return [...new Set(rules)].map((rule) => ({ at: fieldOf[rule] ?? '', is: rule }));
}

/** Topic, category and priority, where they are given: an empty topic is none. */
export function subjectOf({ category, topic, priority }: Written) {
  return {
    ...(category !== undefined && { category: category as Category }),
    ...(topic !== undefined && { topic: topic?.trim() || null }),
    ...(priority !== undefined && { priority }),
  };
}

function familyName(name: string): DraftAuthor['name'] {
  const { given, family = '' } = nameOf(name);
  return { given, family };
}
