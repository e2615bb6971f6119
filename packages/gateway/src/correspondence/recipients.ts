import type { DepartmentCases, Recipients, MailUnit as UnitAnswer } from '@paa-tvaers/contract';
import type { MailUnit, SourceAnswer, SourceCall, UnitRegister } from '@paa-tvaers/national';
import type { ReadOutcome } from '../contexts/contexts.ts';
import { inTime } from '../contexts/person.ts';
import { withoutCpr } from '../http/log.ts';
import type { Directory, Municipality } from '../sections/directory.ts';
import type { Sections } from '../sections/index.ts';
import { letsThrough, type Rules, situationOf } from '../sections/rules.ts';
import type { PersonLookup, Sources } from '../sections/types.ts';
import { boxOf, demand } from './desk.ts';
import type { Asker } from './reading.ts';
import { unitKinds } from './units.ts';

/** How long SOR may take, in milliseconds. */
const within = 2000;
/** Units that a search shows. */
const most = 25;

interface Parts {
  readonly sources: Pick<Sources, 'units'>;
  readonly sections: Sections;
  readonly directory: Directory;
}

type Candidate = MailUnit & Pick<UnitAnswer, 'ofChild' | 'attention'>;

interface Found {
  readonly state: string;
  readonly units: readonly Candidate[];
  readonly more: boolean;
}

/** What is asked of SOR here, and how it answered in all. */
class Asked {
  readonly #register: UnitRegister;
  readonly #call: SourceCall;
  readonly #states = new Set<string>();
  more = false;

  constructor(register: UnitRegister, traceparent: string) {
    this.#register = register;
    this.#call = { signal: AbortSignal.timeout(within), traceparent };
  }

  get state(): string {
    if (this.#states.size > 1) return 'partial';
    return [...this.#states][0] ?? 'ok';
  }

  async search(question: Parameters<UnitRegister['search']>[0]): Promise<readonly MailUnit[]> {
    const answer = await this.#noted(this.#register.search(question, this.#call));
    this.more ||= answer?.value.more ?? false;
    return answer?.value.units ?? [];
  }

  async unit(sor: string): Promise<readonly MailUnit[]> {
    const answer = await this.#noted(this.#register.unit(sor, this.#call));
    return answer ? [answer.value] : [];
  }

  async #noted<Value>(question: Promise<SourceAnswer<Value> | undefined>): Promise<SourceAnswer<Value> | undefined> {
    try {
      const answer = await question;
      this.#states.add(answer?.state ?? 'ok');
      return answer;
    } catch {
      this.#states.add('unavailable');
      return undefined;
    }
  }
}

/**
 * Units that this professional may write to: without words the child's own, with the contact of its case there as
 * "Att."; with words those that match. A text that may hold a CPR number finds nothing, and is not asked for.
 *
 * @throws GatewayProblem `no-mailbox`, `not-permitted`
 */
export async function findRecipients(
  parts: Parts,
  asker: Asker,
  { text, kind }: { readonly text?: string | undefined; readonly kind?: string | undefined },
): Promise<{ body: Omit<Recipients, 'context'>; outcome: ReadOutcome }> {
  const { desk, facts } = asker;
  const { sor: own } = boxOf(desk.caller);
  demand(desk.permits('send'));
  const register = parts.sources.units;
  if (!register) return answer({ state: 'not-connected', units: [], more: false }, {});
  const words = text?.trim();
  // Whatever stands between the digits.
  const joined = words?.replaceAll(/(?<=\d)[^\p{L}\d]+(?=\d)/gu, '') ?? '';
  if (withoutCpr(joined) !== joined) return answer({ state: 'ok', units: [], more: false }, {});

  const asked = new Asked(register, facts.traceparent);
  const sources: Record<string, string> = {};
  const ofChild = words ? [] : await childsOwn(parts, asker, asked, sources);
  const known = unitKinds.find((one) => one === kind);
  const found = words || known ? await asked.search({ ...(words && { text: words }), ...(known && { kind: known }), limit: most * 2 }) : [];
  const seen = new Set([own]);
  const units = [...ofChild, ...found.filter(({ reach }) => reach !== 'none')].filter((unit: Candidate) => {
    const isNew = !seen.has(unit.sor);
    seen.add(unit.sor);
    return isNew && (!kind || unit.kind === kind) && letsThrough(desk.permits('send', unit));
  });
  return answer(
    { state: asked.state, units: units.slice(0, most), more: asked.more || units.length > most },
    { ...sources, units: asked.state },
  );
}

function answer({ state, units, more }: Found, sources: Record<string, string>) {
  const fields = [
    ...(units.some(({ ofChild }) => ofChild) ? ['recipients'] : []),
    ...(units.some(({ attention }) => attention) ? ['caseworker'] : []),
  ];
  return { body: { state, items: [...units], more }, outcome: { fields, sources, outcome: state } };
}

/** The child's clinic, PPR, family department and BUP unit, as far as this professional is told whom to call there. */
async function childsOwn(parts: Parts, asker: Asker, asked: Asked, sources: Record<string, string>): Promise<Candidate[]> {
  const { directory, sections } = parts;
  const { used, facts } = asker;
  const rules = sections.rules(situationOf(used.child, facts.now));
  // The section has a time of its own, and begins it before anybody is waited for.
  const casesAsked = sections.answer.cases(used.child, facts);
  casesAsked.catch(() => undefined);
  const lookup = (await inTime(used.child.person(), facts.now)) as PersonLookup;
  sources.person = lookup.state === 'not-searchable' ? 'not-connected' : lookup.state;
  const person = 'person' in lookup ? lookup.person : undefined;
  // Where nobody can tell where the child lives, a municipal professional is still helped by their own municipality.
  const home = person ? directory.municipality(person.municipalityCode ?? '') : rules.own;
  const mayKnow = (party: MailUnit['kind']) => toldOf(rules, party, home);
  const { clinic } = person ?? {};
  const psychiatry = home && directory.psychiatry(home.code);
  const [clinics, ppr, family, bup, cases] = await Promise.all([
    clinic && mayKnow('general-practice') ? clinicOf(asked, clinic) : [],
    home && mayKnow('ppr') ? asked.search({ cvr: home.cvr, kind: 'ppr', limit: most }) : [],
    home && mayKnow('family-services') ? asked.search({ cvr: home.cvr, kind: 'family-services', limit: most }) : [],
    psychiatry && mayKnow('child-psychiatry') ? asked.unit(psychiatry.unit.sor) : [],
    casesAsked,
  ]);
  const departments = ((cases.body as { items?: readonly DepartmentCases[] }).items ?? []).filter(
    ({ municipality }) => municipality.code === home?.code,
  );
  Object.assign(sources, cases.disclosure.sources);
  return [
    ...clinics,
    ...ppr.map((unit) => withAttention(unit, ppr, departments)),
    ...family.map((unit) => withAttention(unit, family, departments)),
    ...bup,
  ].map((unit) => ({ ...unit, ofChild: true }));
}

async function clinicOf(asked: Asked, { ydernummer, name }: { readonly ydernummer: string; readonly name: string }) {
  const found = await asked.search({ ydernummer, kind: 'general-practice', limit: most });
  return found.length > 0
    ? found
    : (await asked.search({ text: name, kind: 'general-practice', limit: most })).filter((unit) => unit.name === name);
}

function toldOf(rules: Rules, party: MailUnit['kind'], home: Municipality | undefined): boolean {
  return letsThrough(rules.outlook('contacts', party as Parameters<Rules['outlook']>[1], home));
}

/** The caseworker of the child's open case, where the case is this unit's, or the department has no other. */
function withAttention(unit: MailUnit, all: readonly MailUnit[], departments: readonly DepartmentCases[]): Candidate {
  const here = departments.find(({ department }) => department === unit.kind);
  const open = here?.cases.find(
    ({ status, caseworker, responsibleUnit }) => status === 'open' && caseworker && (all.length === 1 || responsibleUnit === unit.name),
  );
  if (!open?.caseworker) return unit;
  const role = here?.contacts.find(({ person }) => person?.name === open.caseworker)?.person?.role;
  return { ...unit, attention: { name: open.caseworker, ...(role !== undefined && { role }) } };
}
