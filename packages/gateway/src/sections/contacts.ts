import { audiences, type Contact, type Department, type PartyContact, type Party } from '@paa-tvaers/contract';
import type { Person } from '@paa-tvaers/national';
import { type ContactField, fieldsOf } from '../policy/index.ts';
import { type Setup, shown, unavailable, withheld } from './answers.ts';
import { Asking } from './asking.ts';
import type { Municipality } from './directory.ts';
import { adultServices, municipalityOf, subjectUnits, type SubjectUnits } from './home.ts';
import { minimiseContact, withoutAddress } from './minimise.ts';
import { best, letsThrough, refusal, rulesFor, situationOf } from './rules.ts';
import type { AnswerSection } from './types.ts';
import { departmentChain } from './whom-to-call.ts';

/**
 * The section `contacts`: whom to call at each party, also where there is no case. Addresses stay away
 * where the child's is protected, or where it is not known whether it is.
 */
export function answerContacts(setup: Setup): AnswerSection {
  return async (context, options) => {
    using asking = new Asking(context, options, setup.deadlines);
    const rules = rulesFor(setup, situationOf(context, options.now));
    const overall = best(audiences.map((party) => rules.outlook('contacts', party)));
    if (overall.state !== 'ok') return withheld(context, 'contacts', asking, overall, await adultServices(overall, rules, asking, setup));

    const lookup = await asking.person();
    const person = 'person' in lookup ? lookup.person : undefined;
    // Where nobody can tell where the child lives, a municipal professional is still helped by their own municipality.
    const home = person ? municipalityOf(lookup, asking, setup) : rules.own;
    const verdicts = audiences.map((party) => ({
      party,
      verdict: home ? rules.outlook('contacts', party, home) : rules.outlook('contacts', party),
    }));
    const open = verdicts.flatMap(({ party, verdict }) => (letsThrough(verdict) ? [{ party, fields: verdict.fields }] : []));
    if (open.length === 0) return withheld(context, 'contacts', asking, refusal(verdicts.map(({ verdict }) => verdict)));

    const municipal = open.map(({ party }) => party).filter((party): party is Department => party === 'ppr' || party === 'family-services');
    const units = home ? await subjectUnits(home, municipal, asking, setup) : {};
    const unprotected = person?.protected === false;
    const items = open.flatMap(({ party, fields }): PartyContact[] => {
      const contact = contactOf(party, home, units, person, setup);
      if (!contact) return [];
      return [
        {
          party,
          ...(home &&
            party !== 'general-practice' &&
            party !== 'child-psychiatry' && { municipality: { code: home.code, name: home.name } }),
          contact: minimiseContact(contact, unprotected ? fields : withoutAddress(fields)),
        },
      ];
    });
    if (items.length === 0 && !person)
      return unavailable(context, 'contacts', asking, lookup.state === 'not-searchable' ? 'not-searchable' : 'source-down');
    return shown(context, 'contacts', asking, items, fieldsIn(items));
  };
}

function contactOf(
  party: Party,
  home: Municipality | undefined,
  units: SubjectUnits,
  person: Person | undefined,
  { directory }: Setup,
): Contact | undefined {
  if (party === 'general-practice') return person?.clinic && { level: 'clinic', ...person.clinic };
  if (!home) return undefined;
  if (party !== 'child-psychiatry') return departmentChain(home, units[party])[0];
  const psychiatry = directory.psychiatry(home.code);
  return psychiatry && { level: 'psychiatric-unit', ...psychiatry.unit };
}

function fieldsIn(items: readonly PartyContact[]): ContactField[] {
  return fieldsOf.contacts.filter((field) => items.some(({ contact }) => contact[field]));
}
