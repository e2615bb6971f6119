import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenedContext, routes, threads } from '@paa-tvaers/contract';
import { mailUnits, type NetworkOptions, organisationsFor, type SorUnit, type StandIns, unitKinds } from '@paa-tvaers/stand-ins';
import { configure } from '../src/testing/process.ts';
import { type Answered, type Asked, ask } from './ask.ts';
import { end, kill, start } from './processes.ts';

/** A token lives for five minutes. */
const tokenFor = 120_000;

const openChildren = 8;

type StandInsTold = Omit<StandIns, 'close'>;

/** An organisation's gateway, in some processes over one database, and the professional who writes there. */
export class House {
  readonly writer: string;
  readonly unit: SorUnit;
  readonly databaseUrl: string;
  /** Contexts of the children, by their ids. */
  readonly contexts = new Map<string, string>();
  readonly #standIns: StandInsTold;
  readonly #variables: Record<string, string>;
  readonly #processes: ({ readonly child: ChildProcess; readonly told: { readonly url: string; readonly bareUrl: string } } | undefined)[] =
    [];
  readonly #restarts: Promise<void>[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #token: { readonly text: Promise<string>; readonly until: number } | undefined;

  constructor(writer: string, unit: SorUnit, databaseUrl: string, standIns: StandInsTold, variables: Record<string, string>) {
    this.writer = writer;
    this.unit = unit;
    this.databaseUrl = databaseUrl;
    this.#standIns = standIns;
    this.#variables = { ...variables, DATABASE_URL: databaseUrl };
  }

  async start(number: number): Promise<void> {
    this.#processes[number] = await start('gateway-process.ts', { env: this.#variables });
  }

  /** `kill -9`. */
  async kill(number: number): Promise<void> {
    const struck = this.#processes[number];
    this.#processes[number] = undefined;
    if (struck) await kill(struck.child);
  }

  /** Kills one, as soon as it has come back from the last time, and starts it again. */
  restart(number: number): Promise<void> {
    const restart = (this.#restarts[number] ?? Promise.resolve()).then(() => this.kill(number)).then(() => this.start(number));
    restart.catch(() => undefined);
    this.#restarts[number] = restart;
    return restart;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#restarts);
    this.#agent.destroy();
    await Promise.all(this.#processes.map((_, number) => this.kill(number)));
  }

  /** The address of a route that does nothing, in the first process. */
  get bareUrl(): URL {
    return new URL(this.#processes[0]?.told.bareUrl ?? '');
  }

  /**
   * Asks the first process that runs, from the nth on.
   *
   * @throws where no answer came
   */
  async ask(nth: number, path: string, asked: Omit<Asked, 'token'>): Promise<Answered> {
    const running = this.#processes.map((_, at) => this.#processes[(nth + at) % this.#processes.length]).find((one) => one !== undefined);
    if (!running) throw new Error('none of them runs');
    return ask(this.#agent, new URL(path, running.told.url), { ...asked, token: await this.#tokenNow() });
  }

  /** Opens a child, if the professional may write about it. */
  async open(child: string, cpr: string, purpose: string): Promise<void> {
    const body = JSON.stringify({ cpr, purpose });
    const opened = await this.ask(0, routes.contexts, { body });
    if (opened.status !== 201) return;
    const { context } = JSON.parse(opened.body) as OpenedContext;
    const { body: list } = await this.ask(0, routes.threads, { context });
    if (threads.parse(JSON.parse(list)).desk?.maySend) this.contexts.set(child, context);
  }

  #tokenNow(): Promise<string> {
    if (!this.#token || this.#token.until < Date.now()) {
      const text = fetch(`${this.#standIns.identity.url}/token`, { method: 'POST', body: JSON.stringify({ employee: this.writer }) })
        .then((answer) => answer.json() as Promise<{ token: string }>)
        .then(({ token }) => token);
      this.#token = { text, until: Date.now() + tokenFor };
    }
    return this.#token.text;
  }
}

export interface HousesOptions {
  /** Of each gateway. */
  readonly processes: number;
  /** NETWORK_RECEIPT_AFTER */
  readonly receiptAfter: string;
  readonly network?: NetworkOptions;
}

/**
 * A municipality and a region, each with its gateway and its database on one PostgreSQL server, and the messaging
 * network between them. Birgit of the one writes to Mette's unit in the other, and Mette to hers, about children whom
 * both have open.
 */
export async function openHouses({ processes, receiptAfter, network }: HousesOptions) {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of closing.toReversed()) await one();
  };
  try {
    const home = await mkdtemp(join(tmpdir(), 'paa-tvaers-'));
    closing.push(() => rm(home, { recursive: true, force: true }));
    const postgres = await start<{ urls: string[] }>('postgres-process.ts');
    closing.push(() => end(postgres.child));
    const places = [
      { writer: 'birgit', unit: mailUnits.familyWest as SorUnit },
      { writer: 'mette', unit: mailUnits.bupSocialWorkers as SorUnit },
    ];
    const tokens = Object.fromEntries(places.map(({ writer, unit }) => [`token-of-${writer}`, [unit.gln as string]]));
    const played = await start<StandInsTold>('stand-ins-process.ts', { args: [JSON.stringify({ network: { ...network, tokens } })] });
    closing.push(() => end(played.child));
    const standIns = played.told;
    const kinds = join(home, 'kinds.json');
    await writeFile(kinds, JSON.stringify(unitKinds()));
    const openOne = async ({ writer, unit }: (typeof places)[number], at: number) => {
      const { home: own, variables } = await configure(standIns as StandIns);
      closing.push(() => rm(own, { recursive: true, force: true }));
      const employee = standIns.employees.find(({ id }) => id === writer);
      const registered = organisationsFor({ origins: ['http://127.0.0.1:8000'], identityUrl: standIns.identity.url, box: true })
        .filter(({ id }) => id === employee?.org)
        .map((one) => ({ ...one, rateLimit: { perMinute: 100_000 } }));
      await writeFile(variables.ORGANISATIONS_FILE as string, JSON.stringify(registered));
      const house = new House(writer, unit, postgres.told.urls[at] as string, standIns, {
        ...variables,
        LOG_LEVEL: 'fatal',
        UNITS_URL: standIns.units.url,
        UNITS_KINDS: kinds,
        NETWORK_URL: standIns.network.url,
        NETWORK_TOKEN: `token-of-${writer}`,
        NETWORK_POLL: '500',
        NETWORK_RECEIPT_AFTER: receiptAfter,
        NETWORK_RESENDS: '3',
      });
      closing.push(() => house.close());
      // The first makes the keys and the tables.
      await house.start(0);
      await Promise.all(Array.from({ length: processes - 1 }, (_, more) => house.start(more + 1)));
      await Promise.all(standIns.children.slice(0, openChildren).map(({ id, cpr }) => house.open(id, cpr, employee?.purpose ?? '')));
      return house;
    };
    const [one, other] = (await Promise.all(places.map(openOne))) as [House, House];
    const children = [...one.contexts.keys()].filter((id) => other.contexts.has(id));
    if (children.length === 0) throw new Error('there is no child that both may write about');
    return { houses: [one, other] as const, children, standIns, close };
  } catch (error) {
    await close();
    throw error;
  }
}
export type Houses = Awaited<ReturnType<typeof openHouses>>;

/** What a professional sends; `text` and `to` are the test's. */
export function newMessageTo(to: SorUnit, topic: string, text: string): string {
  const author = { role: 'Socialrådgiver', phone: '12345678', attachments: [] };
  return JSON.stringify({ ...author, to: to.sor, category: 'psychiatry-social-disability', topic, text });
}
