import { type CaseItem, type Department, type DepartmentCases, departments, isReplacement } from '@paa-tvaers/contract';
import type { CaseActor, Unit } from '@paa-tvaers/national';
import { type OpaqueId, type Setup, shown, unavailable, withheld } from './answers.ts';
import { Asking } from './asking.ts';
import type { Municipality } from './directory.ts';
import { adultServices, municipalityOf, otherDepartments, subjectUnits } from './home.ts';
import { fieldsIn, minimiseDepartment } from './minimise.ts';
import { best, letsThrough, type Rules, rulesFor, situationOf } from './rules.ts';
import type { AnswerSection } from './types.ts';
import { type VisibleCase, visible } from './visible.ts';
import { caseChain, departmentChain, type Known } from './whom-to-call.ts';

/**
 * The section `cases`: one item a department, `involved`, `none-reported`, `not-connected` or `not-shared`.
 * The departments at home (of the child's municipality; for a municipal professional, of their own) always
 * stand there; one elsewhere only where it has a case to show.
 */
export function answerCases(setup: Setup, opaque: OpaqueId): AnswerSection {
  return async (context, options) => {
    using asking = new Asking(context, options, setup.deadlines);
    const rules = rulesFor(setup, situationOf(context, options.now));
    const outlooks = departments.map((department) => rules.outlook('cases', department, rules.own));
    const overall = best(outlooks);
    if (overall.state !== 'ok') return withheld(context, 'cases', asking, overall, await adultServices(overall, rules, asking, setup));

    const searches = outlooks.some(letsThrough);
    if (searches && isReplacement(context.cpr)) {
      asking.note('cases', 'not-searchable', options.now);
      return unavailable(context, 'cases', asking, 'not-searchable');
    }

    const others = otherDepartments(context.viewer.audience);
    const living = rules.own ? Promise.resolve(rules.own) : asking.person().then((lookup) => municipalityOf(lookup, asking, setup));
    const unitsAtHome = living.then((place) => place && subjectUnits(place, others, asking, setup));
    const index = searches && (await asking.ask('cases', 'cases', (call) => setup.sources.cases.findCases(context.cpr, call)));
    if (index && !('value' in index))
      return unavailable(context, 'cases', asking, index.state === 'not-searchable' ? 'not-searchable' : 'source-down');

    const seen = visible(index ? index.value : [], setup, rules, context.viewer);
    const owners = [...new Set(seen.map(({ owner }) => owner))].toSorted((a, b) => a.code.localeCompare(b.code));
    // Asked before it is known where the child lives: a slow person look-up must not cost the names.
    const around = new Map(owners.map((owner) => [owner, askAround(owner, seen, asking, setup)]));
    const home = await living;
    const places = home ? [home, ...owners.filter((owner) => owner !== home)] : owners;
    const items = await Promise.all(
      places.map(async (place) => {
        const { units, known } = (await around.get(place)) ?? { units: {}, known: nobody };
        const told = { units: place === home ? ((await unitsAtHome) ?? {}) : units, known };
        const here = seen.filter(({ owner }) => owner === place);
        const listed = departments.filter(
          (one) => (place === home && others.includes(one)) || here.some((found) => found.case.department === one),
        );
        return listed.map((department) =>
          item(
            place,
            department,
            here.filter((found) => found.case.department === department),
            rules,
            told,
            (uuid) => opaque(context.id, uuid),
          ),
        );
      }),
    );
    return shown(context, 'cases', asking, items.flat(), fieldsIn(items.flat()));
  };
}

const nobody: Known = { users: new Map(), units: new Map() };
const departmentOnly: ReadonlySet<string> = new Set(['department']);

interface Told {
  readonly units: Readonly<Partial<Record<Department, Unit>>>;
  readonly known: Known;
}

/** What FK Organisation tells of the people and units around the cases of one municipality. */
async function askAround(owner: Municipality, seen: readonly VisibleCase[], asking: Asking, setup: Setup): Promise<Told> {
  const { organisation } = setup.sources;
  const { cvr } = owner;
  const here = seen.filter((found) => found.owner === owner);
  const revealed = here.filter(({ reveal }) => reveal === 'case').map((found) => found.case);
  const uuids = (actors: readonly (CaseActor | undefined)[]) =>
    [...new Set(actors.map((actor) => actor?.uuid))].filter((uuid) => uuid !== undefined).toSorted();
  const people = uuids(revealed.map(({ caseworker }) => caseworker));
  const places = uuids(revealed.map(({ responsibleUnit }) => responsibleUnit));
  const [units, asked, askedUnits] = await Promise.all([
    subjectUnits(owner, [...new Set(here.map((found) => found.case.department))], asking, setup),
    people.length > 0 && asking.ask('organisation', `users:${cvr}:${people}`, (call) => organisation.users(cvr, people, call)),
    places.length > 0 && asking.ask('organisation', `units:${cvr}:${places}`, (call) => organisation.units(cvr, places, call)),
  ]);
  return {
    units,
    known: {
      users: asked && 'value' in asked ? asked.value : nobody.users,
      units: askedUnits && 'value' in askedUnits ? askedUnits.value : nobody.units,
    },
  };
}

function item(
  place: Municipality,
  department: Department,
  here: readonly VisibleCase[],
  rules: Rules,
  { units, known }: Told,
  id: (uuid: string) => string,
): DepartmentCases {
  const verdict = rules.verdict('cases', department, place.code);
  const shared = letsThrough(verdict);
  const revealed = here.filter(({ reveal }) => reveal === 'case').map((found) => found.case);
  const general = departmentChain(place, units[department]);
  const open = revealed.filter(({ status }) => status === 'open');
  const responsible = new Map(open.map((one) => [who(one.caseworker) ?? who(one.responsibleUnit), one]));
  const chains = [...responsible.values()].map((one) => caseChain(one, known, general));
  const nothing = place.departments[department].delivers ? 'none-reported' : 'not-connected';
  const cases = revealed.map((one): CaseItem => {
    const unit = known.units.get(one.responsibleUnit?.uuid ?? '')?.name ?? one.responsibleUnit?.name;
    const caseworker = known.users.get(one.caseworker?.uuid ?? '')?.name ?? one.caseworker?.name;
    return {
      id: id(one.uuid),
      status: one.status,
      ...(unit && { responsibleUnit: unit }),
      ...(caseworker && { caseworker }),
      ...(one.title && { title: one.title }),
      ...(one.opened && { opened: one.opened }),
    };
  });
  return minimiseDepartment(
    {
      department,
      municipality: { code: place.code, name: place.name },
      state: here.length > 0 ? 'involved' : shared ? nothing : 'not-shared',
      cases,
      chains: chains.length > 0 ? chains : [general],
    },
    shared ? verdict.fields : departmentOnly,
  );
}

function who(actor: CaseActor | undefined): string | undefined {
  return actor?.uuid ?? actor?.name;
}
