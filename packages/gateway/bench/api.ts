import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { pathOf, routes, threads } from '@paa-tvaers/contract';
import { mailUnits } from '@paa-tvaers/stand-ins';
import { absent } from '../src/testing/postgres.ts';
import { type Asked, ask } from './ask.ts';
import { quantile, table } from './figures.ts';
import { end, start } from './processes.ts';
import { type Rig, startRig } from './rig.ts';
import { clock, covered, type Interval } from './timed.ts';

/** The plan's load; the rest reads threads. */
const perSecond = 300;
const shares = { open: 0.15, section: 0.75 };
/** Beside it, for the yardstick: one request to the bare route for so many others. */
const barely = 10;
const threadsOfChild = 20;
const warmUp = 5;
const seconds = Number(process.env.BENCH_SECONDS ?? 30);
const latency = 20;
/** Who looks at whom: four appointments, and three cases. Birgit's unit has its box here. */
const looks = {
  birgit: { child: 'otto', sections: ['appointments', 'cases', 'contacts'] },
  lars: { child: 'josefine', sections: ['cases', 'contacts', 'school'] },
} as const;
type Employee = keyof typeof looks;
const employees = ['birgit', 'lars'] as const;
const ofBirgit = ({ employee }: Open) => employee === 'birgit';

interface Sample {
  readonly kind: string;
  readonly trace: string;
  readonly during: Interval;
  /** The state of a section, `ok` for what has none, else the HTTP status; `no answer`. */
  readonly outcome: string;
}

interface Open {
  readonly employee: Employee;
  readonly context: string;
  readonly trace: string;
}

/** 300 requests a second on PostgreSQL, arriving by the clock, whether or not the ones before were answered. */
export async function run(): Promise<void> {
  if (absent) throw new Error(`${absent}: Debian has it as postgresql`);
  const postgres = await start<{ urls: string[] }>('postgres-process.ts');
  try {
    const rig = await startRig({ databaseUrl: postgres.told.urls[0] as string, box: true });
    try {
      await rig.slow(latency);
      report(await load(rig), await rig.intervals());
    } finally {
      await rig.stop();
    }
  } finally {
    await end(postgres.child);
  }
}

async function load(rig: Rig): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const numbers = Object.fromEntries(rig.standIns.children.map(({ id, cpr }) => [id, cpr]));
  const tokens = { birgit: await rig.token('birgit'), lars: await rig.token('lars') };
  const purposes = Object.fromEntries(rig.standIns.employees.map(({ id, purpose }) => [id, purpose]));
  const opened: Open[] = [];
  const samples: Sample[] = [];
  const under: Promise<void>[] = [];

  const send = async (kind: string, trace: string, from: number, url: URL, options: Asked) => {
    // One that broke off is a figure too, not the end of the others.
    const { status, body } = await ask(agent, url, options).catch(() => ({ status: 0, body: '{}' }));
    const during = { from, to: clock() };
    const { state = 'ok' } = JSON.parse(body) as { state?: string };
    samples.push({ kind, trace, during, outcome: status === 0 ? 'no answer' : status < 300 ? state : String(status) });
    return body;
  };
  // All requests of one context carry one trace: whichever of them asked a source, the others wait for it too.
  const open = async (employee: Employee, from: number) => {
    const trace = newTrace();
    const body = JSON.stringify({ cpr: numbers[looks[employee].child], purpose: purposes[employee] });
    const answer = await send('open', trace, from, new URL(routes.contexts, rig.url), { trace, token: tokens[employee], body });
    const { context } = JSON.parse(answer) as { context?: string };
    // The newest twenty: what a clinic's screens hold at a time.
    if (context) opened.unshift({ employee, context, trace });
    opened.length = Math.min(opened.length, 20);
  };
  const read = async ({ employee, context, trace }: Open, from: number) => {
    const name = pick(looks[employee].sections);
    await send(name, trace, from, new URL(routes[name], rig.url), { trace, token: tokens[employee], context });
  };
  const readThreads = async ({ context, trace }: Open, from: number) => {
    const list = Math.random() < 0.5;
    const path = list ? routes.threads : pathOf(routes.thread, pick(mail));
    await send(list ? 'threads' : 'thread', trace, from, new URL(path, rig.url), { trace, token: tokens.birgit, context });
  };
  const bare = async (from: number) => void (await send('bare', '', from, new URL(rig.bareUrl), {}));

  for (const employee of employees) await open(employee, clock());
  const mail = await correspond(rig, agent, { token: tokens.birgit, context: opened.find(ofBirgit)?.context ?? '' });
  const began = clock();
  let opens = 0;
  for (let at = 0; at < (warmUp + seconds) * perSecond; at += 1) {
    const due = began + (at * 1000) / perSecond;
    if (due > clock()) await pause(due - clock());
    const lot = Math.random();
    // By turns: among those that are open there is always one of each.
    if (lot < shares.open) under.push(open(employees[opens++ % employees.length] as Employee, due));
    else if (lot < shares.open + shares.section) under.push(read(pick(opened), due));
    else under.push(readThreads(pick(opened.filter(ofBirgit)), due));
    if (at % barely === 0) under.push(bare(due));
  }
  await Promise.all(under);
  agent.destroy();
  return samples.filter(({ during }) => during.from >= began + warmUp * 1000);
}

/**
 * Writes to a clinic about the child, until it has answered every thread.
 *
 * @returns ids of the threads
 */
async function correspond(rig: Rig, agent: Agent, asker: { readonly token: string; readonly context: string }): Promise<string[]> {
  const url = new URL(routes.threads, rig.url);
  const text = `Vi vil gerne tale om skolegangen. ${'Han sover dårligt, og fraværet er stort. '.repeat(40)}svar`;
  const author = { role: 'Socialrådgiver', phone: '12345678', attachments: [] };
  for (let at = 1; at <= threadsOfChild; at += 1) {
    const body = JSON.stringify({ ...author, to: mailUnits.clinic.sor, category: 'other', topic: `Emne ${at}`, text });
    const { status, body: told } = await ask(agent, url, { ...asker, key: crypto.randomUUID(), body });
    if (status !== 201) throw new Error(`a message was answered ${status}: ${told}`);
  }
  for (const patience = clock() + 60_000; clock() < patience; await pause(500)) {
    const { body } = await ask(agent, url, asker);
    const { items = [] } = threads.parse(JSON.parse(body)) as { items?: readonly { id: string; messages: number }[] };
    if (items.length === threadsOfChild && items.every(({ messages }) => messages === 2)) return items.map(({ id }) => id);
  }
  throw new Error('the clinic has not answered');
}

function report(samples: readonly Sample[], intervals: Readonly<Record<string, readonly Interval[]>>): void {
  const timed = samples.map(({ kind, trace, during }) => {
    const whole = during.to - during.from;
    return { kind, whole, own: whole - covered(intervals[trace] ?? [], during) };
  });
  const kinds = ['open', 'appointments', 'cases', 'contacts', 'school', 'threads', 'thread', 'bare'];
  const rows = [...kinds, 'all but bare'].map((kind) => {
    const these = timed.filter((one) => (kind === 'all but bare' ? one.kind !== 'bare' : one.kind === kind));
    const of = (what: 'whole' | 'own', share: number) =>
      quantile(
        these.map((one) => one[what]),
        share,
      );
    return { kind, count: these.length, cells: [of('whole', 0.5), of('whole', 0.99), of('own', 0.5), of('own', 0.99)] };
  });
  const outcomes = Map.groupBy(samples, ({ outcome }) => outcome);
  console.log(`${perSecond} requests/s for ${seconds} s on PostgreSQL, sources answering in ${latency} ms, everything on this machine:
contexts ${shares.open * 100} %, sections ${shares.section * 100} %, the rest a child's ${threadsOfChild} threads, as a list or one of them; beside them ${perSecond / barely}
a second to the bare route. Milliseconds from when a request was due; "own" is without the time in which its context
waited for a source.\n`);
  console.log(
    table(
      ['', 'requests', 'p50', 'p99', 'own p50', 'own p99'],
      rows.map(({ kind, count, cells }) => [kind, String(count), ...cells]),
    ),
  );
  const all = rows.at(-1)?.cells.at(-1) as number;
  const bare = rows.find(({ kind }) => kind === 'bare')?.cells[1] as number;
  console.log(
    `\n${[...outcomes].map(([outcome, these]) => `${these.length} ${outcome}`).join(', ')} · p99 beyond the sources ${all.toFixed(1)} ms (the plan: 25) · ${(all / bare).toFixed(1)} × the bare route's p99`,
  );
}

function newTrace(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

function pick<One>(all: readonly One[]): One {
  return all[Math.floor(Math.random() * all.length)] as One;
}
