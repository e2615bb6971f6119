import { isReplacement, type SchoolRelation } from '@paa-tvaers/contract';
import { fieldsOf, type SchoolField } from '../policy/index.ts';
import { protectedFrom, type Setup, shown, unavailable, withheld } from './answers.ts';
import { Asking } from './asking.ts';
import { adultServices } from './home.ts';
import { minimiseSchool, withoutAddress } from './minimise.ts';
import { letsThrough, refusal, rulesFor, situationOf } from './rules.ts';
import type { AnswerSection } from './types.ts';

/**
 * The section `school`: the institutions that the child belongs to. Nothing of them where the child is protected, by
 * the person look-up or by STIL; no address where the look-up did not say that the child is not.
 */
export function answerSchool(setup: Setup): AnswerSection {
  return async (context, options) => {
    using asking = new Asking(context, options, setup.deadlines);
    const rules = rulesFor(setup, situationOf(context, options.now));
    const verdict = rules.outlook('school', 'stil');
    if (!letsThrough(verdict)) {
      const kept = refusal([verdict]);
      return withheld(context, 'school', asking, kept, await adultServices(kept, rules, asking, setup));
    }

    const register = setup.sources.school;
    if (!register) {
      asking.note('school', 'not-connected', options.now);
      return unavailable(context, 'school', asking, 'not-connected');
    }
    if (isReplacement(context.cpr)) {
      asking.note('school', 'not-searchable', options.now);
      return unavailable(context, 'school', asking, 'not-searchable');
    }

    // First, though it takes its time: STIL is not asked about a child who is known to be protected.
    const lookup = await asking.person();
    const person = 'person' in lookup ? lookup.person : undefined;
    if (person?.protected) return protectedFrom(context, 'school', asking);
    const asked = await asking.ask('school', 'school', (call) => register.findRelations(context.cpr, call));
    if (!('value' in asked))
      return unavailable(context, 'school', asking, asked.state === 'not-searchable' ? 'not-searchable' : 'source-down');
    if (asked.value.protected) return protectedFrom(context, 'school', asking);

    const fields = person ? verdict.fields : withoutAddress(verdict.fields);
    const items = asked.value.relations.map((relation) => minimiseSchool(relation, fields));
    return shown(context, 'school', asking, items, fieldsIn(items));
  };
}

function fieldsIn(items: readonly SchoolRelation[]): SchoolField[] {
  return fieldsOf.school.filter((field) => items.some((item) => item[field]));
}
