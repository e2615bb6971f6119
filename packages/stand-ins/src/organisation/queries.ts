import { GraphQLError } from 'graphql';
import { allUnits, allUsers, type Unit, type User } from '../world/units.ts';
import { addressRoles, type Caller, municipalityOf, organisationNode, taskRoles, unitNode, userNode } from './graph.ts';

interface Paging {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

interface UnitFilter extends Paging {
  readonly cvr: string;
  readonly status: 'AKTIV' | 'INAKTIV';
  readonly opgaver?: { readonly rolle?: string | null; readonly kleNummer: readonly string[] } | null;
  readonly itSystemer?: readonly string[] | null;
}

interface UserFilter extends Paging {
  readonly cvr: string;
  readonly status: 'AKTIV' | 'INAKTIV';
  readonly brugerFilter?: {
    readonly brugernavn?: string | null;
    readonly adresseRolleFilter?: { readonly rolle: string; readonly tekst: string } | null;
    readonly brugerTypeUuid?: string | null;
    readonly personFilter?: { readonly navn?: string | null; readonly cpr?: string | null } | null;
  } | null;
}

/** The five queries of OrganisationHent. */
export const queries = {
  organisation: ({ cvr }: { cvr: string }, caller: Caller) => organisationNode(owned(cvr, caller)),
  organisationEnhed: ({ uuid }: { uuid: readonly string[] }, caller: Caller) => uuid.map((one) => byUuid(allUnits, one, caller, unitNode)),
  bruger: ({ uuid }: { uuid: readonly string[] }, caller: Caller) => uuid.map((one) => byUuid(allUsers, one, caller, userNode)),
  organisationEnhedListe: (filter: UnitFilter, caller: Caller) => {
    const municipality = owned(filter.cvr, caller);
    if (filter.itSystemer?.length) throw unplayed('itSystemer');
    const found = allUnits.filter(
      (unit) => unit.municipality === municipality && isActive(unit) === (filter.status === 'AKTIV') && hasTask(unit, filter.opgaver),
    );
    return connection(found, filter, unitNode);
  },
  brugerListe: (filter: UserFilter, caller: Caller) => {
    const municipality = owned(filter.cvr, caller);
    const { brugernavn, adresseRolleFilter, personFilter } = filter.brugerFilter ?? {};
    if (personFilter) throw unplayed('personFilter');
    const found = allUsers.filter(
      (user) =>
        user.municipality === municipality &&
        isActive(user) === (filter.status === 'AKTIV') &&
        (!brugernavn || user.login === brugernavn) &&
        (!adresseRolleFilter || addressOf(user, adresseRolleFilter.rolle) === adresseRolleFilter.tekst),
    );
    return connection(found, filter, userNode);
  },
};

const isActive = (one: Unit | User) => !one.inactive;

const addressOf = (user: User, role: string) =>
  role === addressRoles.userEmail.uuid ? user.email : role === addressRoles.userPhone.uuid ? user.phone : undefined;

const unplayed = (part: string) => new GraphQLError(`${part}: not played by this stand-in`);

function forbidden(): GraphQLError {
  return new GraphQLError('Anvenderkonteksten har ikke adgang til den forespurgte organisation', {
    extensions: { classification: 'FORBIDDEN' },
  });
}

function owned(cvr: string, caller: Caller) {
  const municipality = cvr === caller.cvr ? municipalityOf(cvr) : undefined;
  if (!municipality) throw forbidden();
  return municipality;
}

// An unknown UUID has no entry in the register: null in its place. Another municipality's is refused.
function byUuid<One extends Unit | User>(all: readonly One[], uuid: string, caller: Caller, node: (one: One) => unknown): unknown {
  const found = all.find((one) => one.uuid === uuid.toLowerCase());
  if (!found) return null;
  return found.municipality.cvr === caller.cvr ? node(found) : forbidden();
}

function hasTask(unit: Unit, filter: UnitFilter['opgaver']): boolean {
  if (!filter) return true;
  return (unit.tasks ?? []).some(
    ({ role, kle }) =>
      (!filter.rolle || taskRoles[role] === filter.rolle.toLowerCase()) &&
      kle.some((subject) => filter.kleNummer.some((asked) => covers(asked, subject))),
  );
}

const covers = (asked: string, subject: string) => (asked.endsWith('*') ? subject.startsWith(asked.slice(0, -1)) : asked === subject);

const largestPage = 500;

function connection<One>(found: readonly One[], { first, last, after, before }: Paging, node: (one: One) => unknown): unknown {
  if (last != null || before != null) throw unplayed('last, before');
  const size = first ?? largestPage;
  if (size < 1 || size > largestPage)
    throw new GraphQLError(`first skal være mellem 1 og ${largestPage}`, { extensions: { classification: 'BAD_REQUEST' } });
  const start = after ? Number(Buffer.from(after, 'base64').toString('utf8')) + 1 : 0;
  if (!Number.isInteger(start)) throw new GraphQLError('after er ikke en cursor', { extensions: { classification: 'BAD_REQUEST' } });
  const cursor = (at: number) => Buffer.from(String(at), 'utf8').toString('base64');
  const edges = found.slice(start, start + size).map((one, at) => ({ cursor: cursor(start + at), node: node(one) }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: start + size < found.length,
      hasPreviousPage: start > 0,
    },
  };
}
