import { ageOn, audiences, type Basis, type Decision, dataflows, departments, type Party } from '@paa-tvaers/contract';
import { decide, type Environment, type Policy, type Row, type Verdict } from '../policy/index.ts';
import type { Directory, Municipality } from './directory.ts';
import type { ChildContext, Viewer } from './types.ts';

/** For whom, and for which child, policy is asked. */
export interface Situation {
  readonly viewer: Viewer;
  readonly purpose: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly now: Date;
}

export function situationOf({ viewer, purpose, birthDate }: ChildContext, now: Date): Situation {
  return { viewer, purpose, birthDate, now };
}

/** Policy, bound to one professional and one child. */
export interface Rules {
  /** The municipality that the professional works for; absent outside the municipalities. */
  readonly own: Municipality | undefined;
  /** @param at code of the giver's municipality (of its region for child psychiatry, of none for the GP) */
  verdict(dataflow: string, party: Party, at?: string): Verdict;
  /**
   * What can be said before any source is asked: denied only where no answer of theirs could change it.
   * @param home the municipality that the party belongs to, where it is known
   */
  outlook(dataflow: string, party: Party, home?: Municipality): Verdict;
}

const danishDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short' });

export function rulesFor(
  { policy, directory, environment }: { policy: Policy; directory: Directory; environment: Environment },
  { viewer, purpose, birthDate, now }: Situation,
): Rules {
  const municipal = (departments as readonly string[]).includes(viewer.audience);
  const own = municipal ? directory.municipalityByCvr(viewer.org) : undefined;
  const day = danishDay.format(now);
  const age = ageOn(birthDate, day);
  const verdict = (dataflow: string, party: Party, at?: string) =>
    decide(policy, {
      dataflow,
      giver: giverOf(party, at),
      viewer: { audience: viewer.audience, function: viewer.function, municipality: own?.code },
      purpose,
      age,
      environment,
      day,
    });
  const named = new Set(policy.rows.map((row) => /:(\d{4})/.exec(row.giver)?.[1]).filter((code) => code !== undefined));
  const anywhere = (dataflow: string, party: Party) => [undefined, ...named].map((at) => verdict(dataflow, party, at));
  const outlook = (dataflow: string, party: Party, home?: Municipality) => {
    if (!home) return best(anywhere(dataflow, party));
    const there = verdict(dataflow, party, placeOf(party, home, directory));
    // After a move a case may lie in another municipality than the child's.
    const elsewhere = dataflow === 'cases' && !own && !letsThrough(there) ? anywhere(dataflow, party) : [];
    return best([there, ...elsewhere]);
  };
  return { own, verdict, outlook };
}

export function letsThrough(verdict: Verdict): verdict is Extract<Verdict, { state: 'ok' }> {
  return verdict.state === 'ok' && verdict.reveal !== 'none';
}

/** The verdict that lets most through; where none does, the one that came nearest, whose reason is the one to tell. */
export function best(verdicts: readonly Verdict[]): Verdict {
  const nearest = verdicts.toSorted((a, b) => nearness(b) - nearness(a))[0];
  return nearest ?? { state: 'denied', reason: 'no-rule' };
}

/** One decision a dataflow, for the opening of a context: the state that its section will have if the sources answer. */
export function decisionsOf(rules: Rules, municipality: Municipality | undefined): Decision[] {
  return dataflows.map((dataflow) => {
    const parties: readonly Party[] = dataflow === 'cases' ? departments : audiences;
    const home = dataflow === 'cases' ? (rules.own ?? municipality) : municipality;
    const found = parties.map((party) => ({ party, verdict: rules.outlook(dataflow, party, home) }));
    const overall = best(found.map(({ verdict }) => verdict));
    const basis = found.flatMap(({ party, verdict }) => (letsThrough(verdict) ? [basisOf(party, verdict.row)] : []));
    return { dataflow, state: overall.state, ...('reason' in overall && { reason: overall.reason }), basis };
  });
}

function basisOf(giver: Party, { disclose, obtain, shows }: Row): Basis {
  const law = ({ law, status }: Row['disclose']) => ({ law, status });
  return { giver, disclose: law(disclose), obtain: law(obtain), shows };
}

/** The code that a party's giver is named by, for a child of this municipality. */
function placeOf(party: Party, municipality: Municipality, directory: Directory): string | undefined {
  if (party === 'general-practice') return undefined;
  return party === 'child-psychiatry' ? directory.psychiatry(municipality.code)?.region : municipality.code;
}

function giverOf(party: Party, at: string | undefined): string {
  if (party === 'general-practice') return 'clinic';
  const place = at === undefined ? '' : `:${at}`;
  return party === 'child-psychiatry' ? `region${place}` : `municipality${place}/${party}`;
}

const nearer = ['no-rule', 'environment', 'function', 'purpose', 'authority', 'age'];

function nearness(verdict: Verdict): number {
  if (verdict.state === 'ok') return 20 + ['none', 'department', 'case'].indexOf(verdict.reveal);
  return verdict.state === 'consent-needed' ? 10 : nearer.indexOf(verdict.reason);
}
