import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import {
  type Organisation,
  type SourceAnswer,
  SourceAnswerInvalid,
  type SourceCall,
  SourceUnavailable,
  type Unit,
  type User,
} from '../types.ts';
import { statusError } from '../wire/http.ts';
import type { SourceSettings } from '../wire/settings.ts';
import { Source } from '../wire/source.ts';
import { distance, readUnit, readUser, responsibleAnswer, some, unitAnswer, userAnswer } from './answer.ts';
import { responsibleQuery, unitsQuery, usersQuery } from './queries.ts';
import { responsible, unitAddress, userAddress } from './terms.ts';

/** OrganisationHent of Fælleskommunalt Organisationssystem, GraphQL version 1. */
export type OrganisationSettings = SourceSettings;

const graphql = z.object({
  data: z.nullish(z.record(z.string(), z.unknown())),
  errors: z.nullish(z.array(z.unknown())),
});

const connection = z.object({
  edges: z.nullish(z.array(z.nullish(z.object({ node: z.unknown() })))),
  pageInfo: z.object({ hasNextPage: z.boolean() }),
});

interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly complete: boolean;
}

/** @throws TypeError where a setting cannot be used */
export function createOrganisation(settings: OrganisationSettings): Organisation {
  const source = new Source('organisation', settings);

  async function ask(cvr: string, query: string, variables: Record<string, unknown>, call: SourceCall): Promise<Answer> {
    // It becomes part of the token's scope.
    if (!/^\d{8}$/.test(cvr)) throw new TypeError('organisation: not a CVR number');
    return source.ask(call, async (send) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-transaktionsid': randomUUID(),
        'x-transaktionstid': transactionTime(new Date()),
      };
      const { status, bytes } = await send({ headers, body: JSON.stringify({ query, variables }) }, cvr);
      if (status !== 200) throw statusError('organisation', status);
      return readAnswer(bytes);
    });
  }

  /** Asks for all at once and gives back those that there are, under the caller's own spelling. */
  async function byUuid<Raw extends { uuid: string }, Value>(
    field: 'organisationEnhed' | 'bruger',
    query: { readonly text: string; readonly roles: readonly string[] },
    read: { readonly schema: z.ZodMiniType<Raw>; readonly map: (raw: Raw, now: number) => Value | undefined },
    cvr: string,
    uuids: readonly string[],
    call: SourceCall,
  ): Promise<SourceAnswer<ReadonlyMap<string, Value>>> {
    const asked = new Map(uuids.filter((text) => uuidForm.test(text)).map((text) => [text.toLowerCase(), text]));
    if (asked.size === 0) return { state: 'ok', value: new Map(), asOf: source.now() };
    const { data, complete } = await ask(cvr, query.text, { uuid: [...asked.keys()], roller: query.roles }, call);
    const found = some.safeParse(data[field]);
    if (!found.success) throw new SourceAnswerInvalid('organisation', `${field} is no list`);
    const now = source.now();
    const { kept, dropped } = keep(found.data ?? [], read.schema);
    const value = new Map<string, Value>();
    for (const raw of kept) {
      const spelling = asked.get(raw.uuid);
      const mapped = read.map(raw, now.getTime());
      if (spelling && mapped) value.set(spelling, mapped);
    }
    return { state: complete && !dropped ? 'ok' : 'partial', value, asOf: now };
  }

  async function unitFor(cvr: string, kle: string, call: SourceCall): Promise<SourceAnswer<Unit | undefined>> {
    if (!/^\d\d\.\d\d\.\d\d$/.test(kle)) throw new TypeError('organisation: not a KLE number');
    const opgaver = { rolle: responsible, kleNummer: [kle, `${kle.slice(0, 5)}*`] };
    const { data, complete } = await ask(cvr, responsibleQuery, { cvr, opgaver, roller: Object.values(unitAddress) }, call);
    const found = z.nullish(connection).safeParse(data.organisationEnhedListe);
    if (!found.success) throw new SourceAnswerInvalid('organisation', 'organisationEnhedListe is no connection');
    const now = source.now();
    const nodes = (found.data?.edges ?? []).map((edge) => edge?.node);
    const { kept, dropped } = keep(nodes, responsibleAnswer);
    const units = kept
      .flatMap((raw) => {
        const unit = readUnit(raw, now.getTime());
        return unit ? [{ unit, far: distance(raw, kle) }] : [];
      })
      // Two as close: by UUID, which does not change with a name.
      .sort((a, b) => a.far - b.far || (a.unit.uuid < b.unit.uuid ? -1 : 1));
    const all = complete && !dropped && !found.data?.pageInfo.hasNextPage;
    return { state: all ? 'ok' : 'partial', value: units[0]?.unit, asOf: now };
  }

  const unit = { schema: unitAnswer, map: readUnit };
  const user = { schema: userAnswer, map: readUser };
  return {
    units: (cvr, uuids, call): Promise<SourceAnswer<ReadonlyMap<string, Unit>>> =>
      byUuid('organisationEnhed', { text: unitsQuery, roles: Object.values(unitAddress) }, unit, cvr, uuids, call),
    users: (cvr, uuids, call): Promise<SourceAnswer<ReadonlyMap<string, User>>> =>
      byUuid('bruger', { text: usersQuery, roles: Object.values(userAddress) }, user, cvr, uuids, call),
    unitFor,
    close: () => source.close(),
  };
}

const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Data beside errors is usable and incomplete; errors alone are a fault. Nesting needs no cap of its own:
 * JSON.parse does not recurse, and the schemas look no deeper than they name.
 */
function readAnswer(bytes: Uint8Array): Answer {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // Not the cause: V8 quotes the text that it could not read.
    throw new SourceAnswerInvalid('organisation', 'not JSON');
  }
  const read = graphql.safeParse(json);
  if (!read.success) throw new SourceAnswerInvalid('organisation', 'not a GraphQL answer');
  const { data, errors } = read.data;
  const failed = errors !== undefined && errors !== null && errors.length > 0;
  const empty = !data || Object.values(data).every((field) => field === null);
  if (failed && empty) throw new SourceUnavailable('organisation', 'fault');
  if (!data) throw new SourceAnswerInvalid('organisation', 'a GraphQL answer without data');
  return { data, complete: !failed };
}

/** Nulls are what the service does not have; an item that does not follow the schema is dropped, and said. */
function keep<Raw>(items: readonly unknown[], schema: z.ZodMiniType<Raw>): { kept: Raw[]; dropped: boolean } {
  const read = items.filter((item) => item !== null && item !== undefined).map((item) => schema.safeParse(item));
  return { kept: read.flatMap((one) => (one.success ? [one.data] : [])), dropped: read.some((one) => !one.success) };
}

const danishTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Copenhagen',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const danishOffset = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Copenhagen', timeZoneName: 'longOffset' });

/** As the service writes it: `2023-10-10T17:10:11.340+02:00[Europe/Copenhagen]`. */
export function transactionTime(at: Date): string {
  const offset = danishOffset
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
    ?.value.slice(3);
  const milliseconds = String(at.getMilliseconds()).padStart(3, '0');
  return `${danishTime.format(at).replace(' ', 'T')}.${milliseconds}${offset}[Europe/Copenhagen]`;
}
