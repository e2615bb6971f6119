import { ageOn, audiences, type Basis, type Dataflow, type Decision, dataflows, departments, type Party } from '@paa-tvaers/contract';
import { decide, type Environment, type Policy, type Row, type Verdict } from '../policy/index.ts';
import { danishDay } from './days.ts';
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

/** Whose data a dataflow is: a party around the child, or STIL for the school. */
type Giver = Party | 'stil';

const giversOf: Readonly<Record<Dataflow, readonly Giver[]>> = {
  contacts: audiences,
  cases: departments,
  appointments: ['child-psychiatry'],
  school: ['stil'],
  correspondence: audiences,
  inbox: audiences,
};

/** Policy, bound to one professional and one child. */
export interface Rules {
  /** The municipality that the professional works for; absent outside the municipalities. */
  readonly own: Municipality | undefined;
  /** @param at code of the giver's municipality (of its region for child psychiatry, of none for the GP and STIL) */
  verdict(dataflow: string, giver: Giver, at?: string, direction?: Row['direction']): Verdict;
  /**
   * What can be said before any source is asked: denied only where no answer of theirs could change it.
   * @param home the municipality that the giver belongs to, where it is known
   */
  outlook(dataflow: string, giver: Giver, home?: Municipality, direction?: Row['direction']): Verdict;
}

export function rulesFor(
  { policy, directory, environment }: { policy: Policy; directory: Directory; environment: Environment },
  { viewer, purpose, birthDate, now }: Situation,
): Rules {
  const municipal = (departments as readonly string[]).includes(viewer.audience);
  const own = municipal ? directory.municipalityByCvr(viewer.org) : undefined;
  const day = danishDay.format(now);
  const age = ageOn(birthDate, day);
  const verdict: Rules['verdict'] = (dataflow, giver, at, direction) =>
    decide(policy, {
      dataflow,
      giver: giverOf(giver, at),
      ...(direction && { direction }),
      viewer: { audience: viewer.audience, function: viewer.function, municipality: own?.code },
      purpose,
      age,
      environment,
      day,
    });
  const named = new Set(policy.rows.map((row) => /:(\d{4})/.exec(row.giver)?.[1]).filter((code) => code !== undefined));
  const anywhere = (dataflow: string, giver: Giver, direction?: Row['direction']) =>
    [undefined, ...named].map((at) => verdict(dataflow, giver, at, direction));
  const outlook: Rules['outlook'] = (dataflow, giver, home, direction) => {
    if (!home) return best(anywhere(dataflow, giver, direction));
    const there = verdict(dataflow, giver, placeOf(giver, home, directory), direction);
    // After a move a case may lie in another municipality than the child's.
    const elsewhere = dataflow === 'cases' && !own && !letsThrough(there) ? anywhere(dataflow, giver) : [];
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

/** Why nothing is let through. Rows that reveal nothing say the same as no row. */
export function refusal(verdicts: readonly Verdict[]): Exclude<Verdict, { state: 'ok' }> {
  const nearest = best(verdicts);
  return nearest.state === 'ok' ? { state: 'denied', reason: 'no-rule' } : nearest;
}

/** One decision a dataflow, for the opening of a context: the state that its section will have if the sources answer. */
export function decisionsOf(rules: Rules, municipality: Municipality | undefined): Decision[] {
  return dataflows.map((dataflow) => {
    const home = {
      contacts: municipality,
      cases: rules.own ?? municipality,
      appointments: rules.own,
      school: undefined,
      // A thread may be with any municipality's unit.
      correspondence: undefined,
      inbox: undefined,
    }[dataflow];
    // Whether there is anything to read; whether one may write is told by the desk.
    const direction = dataflow === 'correspondence' ? 'in' : undefined;
    const found = giversOf[dataflow].map((giver) => ({ giver, verdict: rules.outlook(dataflow, giver, home, direction) }));
    const verdicts = found.map(({ verdict }) => verdict);
    const overall = dataflow === 'cases' || verdicts.some(letsThrough) ? best(verdicts) : refusal(verdicts);
    const basis = found.flatMap(({ giver, verdict }) => (letsThrough(verdict) ? [basisOf(giver, verdict.row)] : []));
    return { dataflow, state: overall.state, ...('reason' in overall && { reason: overall.reason }), basis };
  });
}

function basisOf(giver: Giver, { disclose, obtain, shows }: Row): Basis {
  const law = ({ law, status }: Row['disclose']) => ({ law, status });
  return { giver, disclose: law(disclose), obtain: law(obtain), shows };
}

/** The code that a giver is named by, for a child of this municipality. */
function placeOf(giver: Giver, municipality: Municipality, directory: Directory): string | undefined {
  if (giver === 'general-practice' || giver === 'stil') return undefined;
  return giver === 'child-psychiatry' ? (directory.psychiatry(municipality.code)?.region ?? municipality.region) : municipality.code;
}

function giverOf(giver: Giver, at: string | undefined): string {
  if (giver === 'stil') return 'stil';
  if (giver === 'general-practice') return 'clinic';
  const place = at === undefined ? '' : `:${at}`;
  return giver === 'child-psychiatry' ? `region${place}` : `municipality${place}/${giver}`;
}

const nearer = ['no-rule', 'environment', 'function', 'purpose', 'authority', 'age'];

function nearness(verdict: Verdict): number {
  if (verdict.state === 'ok') return 20 + ['none', 'department', 'case'].indexOf(verdict.reveal);
  return verdict.state === 'consent-needed' ? 10 : nearer.indexOf(verdict.reason);
}
