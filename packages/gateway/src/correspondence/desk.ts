import { audiences, type Mailbox } from '@paa-tvaers/contract';
import type { MailUnit } from '@paa-tvaers/national';
import { GatewayProblem } from '../http/problem.ts';
import type { OrganisationUnit } from '../organisations/schema.ts';
import type { CorrespondenceField, InboxField, Verdict } from '../policy/index.ts';
import type { Directory } from '../sections/directory.ts';
import type { Sections } from '../sections/index.ts';
import { best, letsThrough, situationOf } from '../sections/rules.ts';
import type { ChildContext } from '../sections/types.ts';
import type { Caller } from '../tokens/verify.ts';

/** The other end of a message, as SOR has it; a thread knows its kind alone. */
type Party = Pick<MailUnit, 'kind'> & Partial<Pick<MailUnit, 'sor' | 'cvr'>>;

/** A unit's box at this gateway. */
interface Box {
  /** SOR code: the `mailbox` of the tables. */
  readonly sor: string;
  readonly gln: string;
  readonly name: string;
}

/** One professional at the desk of one child: who asks, for which unit, and what policy lets them do. */
export interface Desk {
  readonly caller: Caller;
  readonly child: ChildContext;
  /** The caller's unit, where the organisation has registered it. */
  readonly unit?: OrganisationUnit;
  readonly mailbox: Mailbox;
  /**
   * @param party the other end; absent: whoever it may be
   * @returns `ok` only where the row has the act among its fields
   */
  permits(act: CorrespondenceField, party?: Party): Verdict;
}

export interface Desks {
  seat(caller: Caller, child: ChildContext, now: Date): Desk;
  /** What policy lets a professional do with the inbox of their unit, across children. */
  inbox(caller: Caller, act: InboxField, now: Date): Verdict;
}

/** Who can be written to as what: a hospital stands beside child psychiatry, a region's both; the others have no row. */
const audienceOf: Readonly<Partial<Record<MailUnit['kind'], (typeof audiences)[number]>>> = {
  'ppr': 'ppr',
  'family-services': 'family-services',
  'child-psychiatry': 'child-psychiatry',
  'general-practice': 'general-practice',
  'hospital': 'child-psychiatry',
};

/** Seats professionals at their desks, by policy and the register of organisations. */
export function createDesks({ sections, directory }: { sections: Sections; directory: Directory }): Desks {
  const seat: Desks['seat'] = (caller, child, now) => {
    const rules = sections.rules(situationOf(child, now));
    const unit = unitOf(caller);
    const permits: Desk['permits'] = (act, party) => {
      const direction = act === 'read' ? 'in' : 'out';
      const audience = party && audienceOf[party.kind];
      // What has come to the unit's box is the unit's to read, whatever kind of unit it came from.
      if (!audience && party && act !== 'read') return { state: 'denied', reason: 'no-rule' };
      const found =
        audience && direction === 'out'
          ? [rules.verdict('correspondence', audience, placeOf(party, directory), direction)]
          : (audience ? [audience] : audiences).map((one) => rules.outlook('correspondence', one, undefined, direction));
      return best(found.map((verdict) => withAct(verdict, act)));
    };
    return { caller, child, ...(unit && { unit }), mailbox: unit?.mailbox ?? 'none', permits };
  };
  const inbox: Desks['inbox'] = ({ viewer }, act, now) => {
    // Its rows are asked for no purpose and no age.
    const rules = sections.rules({ viewer, purpose: '', birthDate: '', now });
    return best(audiences.map((one) => withAct(rules.outlook('inbox', one), act)));
  };
  return { seat, inbox };
}

/** The code that policy knows the other end's authority by, where it can be told. */
function placeOf({ kind, sor = '', cvr = '' }: Party, directory: Directory): string | undefined {
  if (kind === 'general-practice') return undefined;
  return kind === 'ppr' || kind === 'family-services' ? directory.municipalityByCvr(cvr)?.code : directory.psychiatryBySor(sor)?.region;
}

function withAct(verdict: Verdict, act: CorrespondenceField | InboxField): Verdict {
  return verdict.state !== 'ok' || (letsThrough(verdict) && verdict.fields.has(act)) ? verdict : { state: 'denied', reason: 'no-rule' };
}

/** The unit that the token names. A unit that nobody has registered has no box. */
export function unitOf({ viewer, organisation }: Caller): OrganisationUnit | undefined {
  return organisation.units.find(({ id }) => id === viewer.unit);
}

/**
 * The box of the caller's unit, where it is here.
 *
 * @throws GatewayProblem `no-mailbox`
 */
export function boxOf(caller: Caller): Box {
  const unit = unitOf(caller);
  const { mailbox, sor, gln } = unit ?? {};
  if (mailbox !== 'gateway' || !sor || !gln) throw new GatewayProblem('no-mailbox');
  return { sor, gln, name: signedAs(caller, unit) };
}

/** The organisation as a message from the unit names it: a "PPR" alone tells nobody whose it is. */
export function signedAs({ viewer }: Caller, unit: OrganisationUnit | undefined): string {
  const { organisationName } = viewer;
  if (!unit) return organisationName;
  return unit.name.includes(organisationName) ? unit.name : `${unit.name}, ${organisationName}`;
}

/** @throws GatewayProblem `not-permitted` */
export function demand(verdict: Verdict): void {
  if (!letsThrough(verdict)) throw new GatewayProblem('not-permitted');
}
