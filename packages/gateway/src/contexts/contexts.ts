import { randomBytes } from 'node:crypto';
import { birthDate, type Cpr, type OpenedContext, sectionFlows } from '@paa-tvaers/contract';
import { NotSearchable } from '@paa-tvaers/national';
import type { Transaction } from 'kysely';
import { type AuditAction, type AuditEntry, writeAudit, writeAuditInContext } from '../audit/audit.ts';
import type { Log } from '../http/log.ts';
import { GatewayProblem } from '../http/problem.ts';
import { type Keys, keyedHash, seal, unseal } from '../sealing/seal.ts';
import type { Directory } from '../sections/directory.ts';
import type { Sections } from '../sections/index.ts';
import type { ChildContext, Sources } from '../sections/types.ts';
import { noteChange } from '../store/changes.ts';
import type { Tables } from '../store/schema.ts';
import {
  type ContextRow,
  closeContext,
  endOldContexts,
  findContext,
  idle,
  insertContext,
  longest,
  type Owner,
  useContext,
} from '../store/contexts.ts';
import type { Store } from '../store/store.ts';
import type { Caller } from '../tokens/verify.ts';
import { Flights } from './flights.ts';
import { askPerson, bandOf, inTime } from './person.ts';

/** What an entry of the audit says of the request itself. */
export interface RequestFacts {
  readonly trace: string;
  readonly traceparent: string;
  readonly client?: string;
  readonly now: Date;
}

/** What is opened, and the thread that it is opened for where it was launched from one. */
interface Opening {
  readonly cpr: Cpr;
  readonly purpose: string;
  readonly thread?: string | undefined;
}

interface Parts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sources: Sources;
  readonly sections: Sections;
  readonly directory: Directory;
  readonly demo: boolean;
  readonly log: Log;
}

/** The child contexts: opened, used, closed, each with its audit entry in the same transaction. */
export class Contexts {
  readonly #parts: Parts;
  readonly #flights = new Map<string, Flights>();
  /** Errors that stand in the audit. */
  readonly #told = new WeakSet<Error>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  readonly #sourceFailed = (error: unknown) => {
    if (!(error instanceof NotSearchable)) this.#parts.log.warn({ err: error }, 'source did not answer');
  };

  /**
   * Opens a child, and closes the context that the request came from.
   *
   * @throws GatewayProblem `child-unknown` where the register answered that it has no such number
   */
  async open(caller: Caller, { cpr, purpose, thread }: Opening, previous: string | undefined, facts: RequestFacts): Promise<OpenedContext> {
    const { store, keys, sources, sections, directory, demo } = this.#parts;
    const { now } = facts;
    const id = randomBytes(24).toString('base64url');
    const flights = new Flights(this.#sourceFailed);
    const base = { ...this.#entry(caller, facts), child: keyedHash(keys, cpr), purpose };
    const lookup = await inTime(askPerson(sources.person, cpr, flights, facts), now);
    if (lookup.state === 'unknown') {
      await this.#audit({ ...base, action: 'open', fields: [], sources: { person: 'ok' }, outcome: 'child-unknown' });
      throw new GatewayProblem('child-unknown');
    }
    const { viewer, organisation } = caller;
    const known = 'person' in lookup ? lookup.person : undefined;
    const born = known?.birthDate ?? birthDate(cpr);
    const decisions = sections.decisions({ viewer, purpose, birthDate: born, now, municipality: known?.municipalityCode });
    // One who may read the unit's own messages, and nothing else, is told nothing of the person register.
    const lookUps = decisions.filter(({ dataflow }) => (sectionFlows as readonly string[]).includes(dataflow));
    const permitted = lookUps.some(({ state }) => state !== 'denied' && state !== 'out-of-scope');
    const { child, source } = bandOf(cpr, lookup, permitted, directory, now);

    const row = {
      id,
      ...ownerOf(caller),
      purpose,
      child_sealed: seal(keys, JSON.stringify({ cpr, birthDate: born }), id),
      child_hash: base.child,
      opened_at: now,
    };
    const entry: AuditEntry = {
      ...base,
      action: 'open',
      context: keyedHash(keys, id),
      fields: Object.keys(child).sort(),
      sources: source === undefined ? {} : { person: source },
      outcome: 'opened',
      decisions: Object.fromEntries(decisions.map(({ dataflow, state }) => [dataflow, state])),
    };
    const closed = await stored(
      store.db.transaction().execute(async (transaction) => {
        const ended = previous === undefined ? undefined : await closeContext(transaction, previous, ownerOf(caller), now);
        if (ended) await this.#noteClosed(transaction, caller, facts, ended);
        await insertContext(transaction, row);
        await writeAudit(transaction, entry);
        return ended;
      }),
    );
    if (closed) this.#end(closed.id);
    this.#flights.set(id, flights);

    return {
      context: id,
      expires: new Date(now.getTime() + longest).toISOString(),
      idle: idle / 1000,
      purpose,
      child,
      professional: {
        name: viewer.name,
        function: viewer.function,
        audience: viewer.audience,
        organisation: viewer.organisationName,
        ...(viewer.title !== undefined && { title: viewer.title }),
        // The token's `unit` is an identifier, and no source is asked for its name.
      },
      needBanner: organisation.needBanner,
      demo,
      decisions,
      sources: source === undefined ? [] : [{ id: 'person', state: source, asOf: lookup.asOf.toISOString() }],
      ...(thread !== undefined && { thread }),
    };
  }

  /**
   * The open context that a request names, its idle time begun anew.
   *
   * @throws GatewayProblem `context-foreign`, with an entry in the audit; `context-closed`
   */
  async use(caller: Caller, id: string, dataflow: string, facts: RequestFacts, action: AuditAction = 'read'): Promise<UsedContext> {
    const { store, keys } = this.#parts;
    const row = await stored(useContext(store.db, id, ownerOf(caller), facts.now));
    if (!row?.child_sealed) {
      await this.#refuseForeign(caller, id, facts, { action, dataflow });
      throw new GatewayProblem('context-closed');
    }
    const { cpr, birthDate: born } = JSON.parse(unseal(keys, row.child_sealed, id)) as { cpr: Cpr; birthDate: string };
    const flights = this.#flightsOf(id);
    const child: ChildContext = {
      id,
      cpr,
      birthDate: born,
      purpose: row.purpose,
      viewer: caller.viewer,
      once: (key, ask) => flights.once(key, ask),
      person: async () => {
        const lookup = await askPerson(this.#parts.sources.person, cpr, flights, facts);
        // The register may take back a number that it knew at opening; there is nothing to show of it then.
        return lookup.state === 'unknown' ? { state: 'unavailable', asOf: lookup.asOf } : lookup;
      },
    };
    const entry = {
      ...this.#entry(caller, facts),
      action,
      dataflow,
      purpose: row.purpose,
      child: row.child_hash,
      context: keyedHash(keys, id),
    };
    const audit = async (outcome: ReadOutcome) => {
      if (await stored(writeAuditInContext(store.db, { ...entry, ...this.#outcome(outcome) }, id))) return;
      await this.#audit({ ...entry, fields: [], sources: outcome.sources, outcome: 'context-closed' });
      throw new GatewayProblem('context-closed');
    };
    const write = <Result>(work: Work<Result>): Promise<Result> =>
      this.#written(entry, async (transaction) => {
        const { result, outcome } = await work(transaction);
        if (!(await writeAuditInContext(transaction, { ...entry, ...this.#outcome(outcome) }, id)))
          throw new GatewayProblem('context-closed');
        return result;
      });
    return { child, childHash: row.child_hash, audit, write, refused: (error) => this.#refused(entry, error) };
  }

  /** What is asked or written outside a child context, each with its entry: the unit's inbox, and launches. */
  outside(caller: Caller, dataflow: string | undefined, facts: RequestFacts, action: AuditAction = 'read'): UsedOutside {
    const entry = { ...this.#entry(caller, facts), action, ...(dataflow !== undefined && { dataflow }) };
    return {
      audit: (outcome) => this.#audit({ ...entry, ...this.#outcome(outcome) }),
      write: (work) =>
        this.#written(entry, async (transaction) => {
          const { result, outcome } = await work(transaction);
          await writeAudit(transaction, { ...entry, ...this.#outcome(outcome) });
          return result;
        }),
      refused: (error) => this.#refused(entry, error),
    };
  }

  /** Commits what `work` writes. What it refuses leaves nothing but an entry. */
  async #written<Result>(entry: AuditBase, work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    try {
      return await stored(this.#parts.store.db.transaction().execute(work));
    } catch (error) {
      await this.#refused(entry, error);
      throw error;
    }
  }

  /** One entry for what was refused, however many tell of it; none where the store does not answer. */
  async #refused(entry: AuditBase, error: unknown): Promise<void> {
    if (!(error instanceof Error) || this.#told.has(error)) return;
    this.#told.add(error);
    const outcome = error instanceof GatewayProblem ? error.slug : 'internal';
    if (outcome !== 'unavailable') await this.#audit({ ...entry, fields: [], sources: {}, outcome });
  }

  /**
   * Closes a context; one that is closed already, or was never there, is no error.
   *
   * @throws GatewayProblem `context-foreign`
   */
  async close(caller: Caller, id: string, facts: RequestFacts): Promise<void> {
    const { store } = this.#parts;
    const closed = await stored(
      store.db.transaction().execute(async (transaction) => {
        const row = await closeContext(transaction, id, ownerOf(caller), facts.now);
        if (row) await this.#noteClosed(transaction, caller, facts, row);
        return row;
      }),
    );
    if (closed) this.#end(id);
    else await this.#refuseForeign(caller, id, facts, { action: 'close' });
  }

  /** Ends the contexts whose time is up, and lets go of what holds no answer any more. */
  async sweep(now: Date): Promise<void> {
    const ended = await this.#parts.store.db.transaction().execute(async (transaction) => {
      const rows = await endOldContexts(transaction, now);
      await noteChange(transaction, ...rows.map((row) => closedOf(row, now)));
      return rows;
    });
    for (const { id } of ended) this.#end(id);
    for (const [id, flights] of this.#flights) if (flights.empty) this.#flights.delete(id);
  }

  /** Ends every question under way; the contexts themselves stay open for the next process. */
  stop(): void {
    for (const id of [...this.#flights.keys()]) this.#end(id);
  }

  #flightsOf(id: string): Flights {
    const known = this.#flights.get(id);
    if (known) return known;
    const flights = new Flights(this.#sourceFailed);
    this.#flights.set(id, flights);
    return flights;
  }

  #end(id: string): void {
    this.#flights.get(id)?.end();
    this.#flights.delete(id);
  }

  async #refuseForeign(caller: Caller, id: string, facts: RequestFacts, what: Pick<AuditEntry, 'action' | 'dataflow'>): Promise<void> {
    const { store, keys } = this.#parts;
    const row = await stored(findContext(store.db, id));
    if (!row || isOwner(ownerOf(caller), row)) return;
    await this.#audit({
      ...this.#entry(caller, facts),
      ...what,
      child: row.child_hash,
      context: keyedHash(keys, row.id),
      fields: [],
      sources: {},
      outcome: 'context-foreign',
    });
    throw new GatewayProblem('context-foreign');
  }

  async #noteClosed(transaction: Transaction<Tables>, caller: Caller, facts: RequestFacts, row: ContextRow): Promise<void> {
    await noteChange(transaction, closedOf(row, facts.now));
    await writeAudit(transaction, {
      ...this.#entry(caller, facts),
      action: 'close',
      purpose: row.purpose,
      child: row.child_hash,
      context: keyedHash(this.#parts.keys, row.id),
      fields: [],
      sources: {},
      outcome: 'closed',
    });
  }

  #entry({ issuer, viewer }: Caller, { trace, client, now }: RequestFacts) {
    return {
      version: 1 as const,
      at: now.toISOString(),
      trace,
      ...(client !== undefined && { client }),
      professional: { issuer, subject: viewer.sub, name: viewer.name },
      organisation: viewer.org,
      ...(viewer.unit !== undefined && { unit: viewer.unit }),
      audience: viewer.audience,
      function: viewer.function,
    };
  }

  #outcome({ about, ...outcome }: ReadOutcome): Omit<ReadOutcome, 'about'> & Pick<AuditEntry, 'about'> {
    return about === undefined ? outcome : { ...outcome, about: keyedHash(this.#parts.keys, about) };
  }

  #audit(entry: AuditEntry): Promise<void> {
    return stored(writeAudit(this.#parts.store.db, entry));
  }
}

type AuditBase = Omit<AuditEntry, 'fields' | 'sources' | 'outcome'>;

/** What is written in one transaction, and what its entry says. It uses no other connection than the one it is given. */
type Work<Result> = (transaction: Transaction<Tables>) => Promise<{ readonly result: Result; readonly outcome: ReadOutcome }>;

/** A refused `write` leaves an entry with the problem's slug. */
interface UsedOutside {
  /**
   * Commits the entry that must stand before the answer leaves.
   *
   * @throws GatewayProblem `context-closed` where the context was closed meanwhile; `unavailable`
   */
  audit(outcome: ReadOutcome): Promise<void>;
  /**
   * Commits the work and its entry together, or neither. A GatewayProblem of the work comes through as it is.
   *
   * @throws GatewayProblem `context-closed`, `unavailable`
   */
  write<Result>(work: Work<Result>): Promise<Result>;
  /** Commits an entry for a refusal, once, with the problem's slug. */
  refused(error: unknown): Promise<void>;
}

/** A context that something is read or written in. */
export interface UsedContext extends UsedOutside {
  readonly child: ChildContext;
  /** Keyed hash of the CPR number. */
  readonly childHash: string;
}

/** Outside a context it says itself which child, or children, it was about. */
export type ReadOutcome = Pick<AuditEntry, 'fields' | 'sources' | 'outcome' | 'reason' | 'child' | 'children'> & {
  /** The id of the one thread, message, draft or file that it was about; hashed on its way into the entry. */
  readonly about?: string;
};

function closedOf({ id, ...employee }: Pick<ContextRow, 'id'> & Owner, at: Date) {
  return { kind: 'context-closed' as const, context: id, employee, at };
}

export function ownerOf({ issuer, viewer }: Caller): Owner {
  const { sub: subject, org: organisation, audience, function: professional, unit = '' } = viewer;
  return { issuer, subject, organisation, audience, function: professional, unit };
}

export function isOwner(owner: Owner, row: ContextRow): boolean {
  return (Object.keys(owner) as (keyof Owner)[]).every((field) => owner[field] === row[field]);
}

// Without the store nothing can be answered: what leaves must stand in the audit.
export async function stored<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof GatewayProblem) throw cause;
    throw new GatewayProblem('unavailable', { headers: { 'Retry-After': '5' }, cause });
  }
}
