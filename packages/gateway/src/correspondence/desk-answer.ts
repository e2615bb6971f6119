import type { Contact, Desk as DeskAnswer, ProfessionalFunction } from '@paa-tvaers/contract';
import type { RequestFacts } from '../contexts/contexts.ts';
import type { Sections } from '../sections/index.ts';
import { letsThrough } from '../sections/rules.ts';
import type { Viewer } from '../sections/types.ts';
import { type Desk, signedAs } from './desk.ts';

/** Roles as a message names them, where the token has no title. */
const roles: Readonly<Record<ProfessionalFunction, string>> = {
  'psychologist': 'Psykolog',
  'social-worker': 'Socialrådgiver',
  'physician': 'Læge',
  'nurse': 'Sygeplejerske',
  'secretary': 'Sekretær',
};

interface ToldDesk {
  readonly desk: DeskAnswer;
  /** What the audit says of whom to call. */
  readonly fields: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
}

/** The desk as a widget is told of it. Where one can't write, whom to call, as the section `contacts` lets this professional see it. */
export async function tellDesk(
  { unit, mailbox, permits, caller, child }: Desk,
  sections: Sections,
  facts: RequestFacts,
): Promise<ToldDesk> {
  const verdict = permits('send');
  const maySend = mailbox === 'gateway' && letsThrough(verdict);
  const { contacts, fields, sources } = maySend ? { contacts: [], fields: [], sources: {} } : await whomToCall();
  const { viewer } = caller;
  const role = roleOf(viewer);
  const reason = 'reason' in verdict ? verdict.reason : letsThrough(verdict) ? undefined : verdict.state;
  return {
    desk: {
      mailbox,
      ...(unit?.sor !== undefined && { unit: { sor: unit.sor, name: unit.name, ...(unit.gln !== undefined && { gln: unit.gln }) } }),
      maySend,
      ...(reason !== undefined && { reason }),
      author: {
        name: viewer.name,
        organisation: signedAs(caller, unit),
        ...(role !== undefined && { role }),
        ...(unit?.phone !== undefined && { phone: unit.phone }),
      },
      call: contacts,
    },
    fields,
    sources,
  };

  async function whomToCall(): Promise<{ contacts: Contact[] } & Omit<ToldDesk, 'desk'>> {
    const { body, disclosure } = await sections.answer.contacts(child, facts);
    const { items, contact } = body as { items?: readonly { readonly contact: Contact }[]; contact?: Contact };
    const found = items ? items.map((one) => one.contact) : contact ? [contact] : [];
    return { contacts: found, fields: disclosure.fields, sources: disclosure.sources as Readonly<Record<string, string>> };
  }
}

function roleOf({ title, function: professional }: Viewer): string | undefined {
  return title ?? (Object.hasOwn(roles, professional) ? roles[professional as ProfessionalFunction] : undefined);
}
