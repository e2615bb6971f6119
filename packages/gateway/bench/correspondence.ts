import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { routes } from '@paa-tvaers/contract';
import pg from 'pg';
import { absent } from '../src/testing/postgres.ts';
import { ask } from './ask.ts';
import { runChaos } from './chaos.ts';
import { quantile, table } from './figures.ts';
import { newMessageTo, openHouses } from './houses.ts';
import { clock } from './timed.ts';

const count = Number(process.env.BENCH_MESSAGES ?? 3000);
const chaosMessages = Number(process.env.CHAOS_MESSAGES ?? 10_000);
const atOnce = 64;
/** As the gateway's own. */
const connections = 16;
const warmUp = 100;
/** What a message with a long text is at rest, sealed. */
const atRest = 8 * 1024;

/** How fast messages are accepted on PostgreSQL, against the least that it could cost here; then what chaos did. */
export async function run(): Promise<void> {
  if (absent) throw new Error(`${absent}: Debian has it as postgresql`);
  const opened = await openHouses({ processes: 1, receiptAfter: '30m' });
  try {
    const [from, to] = opened.houses;
    const { contexts, databaseUrl, bareUrl } = from;
    const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
    const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
    await pool.query('create table yardstick (id text primary key, content text not null)');
    const all = [...contexts.values()];
    const text = 'Vi vil gerne tale om skolegangen. '.repeat(60);
    const lines = {
      'accepted (201)': async (at: number) => {
        const body = newMessageTo(to.unit, `Emne ${at}`, text);
        const { status } = await from.ask(0, routes.threads, { context: all[at % all.length] as string, key: randomUUID(), body });
        // Refused for want of time (503): the same key may ask again.
        if (status !== 201 && status !== 503) throw new Error(`answered ${status}`);
        return status === 201;
      },
      'a bare commit': async () => {
        await pool.query('insert into yardstick values ($1, $2)', [randomUUID(), 'x'.repeat(atRest)]);
        return true;
      },
      'a bare route': async () => {
        return (await ask(agent, bareUrl, {})).status === 200;
      },
    };
    const rows: (string | number)[][] = [];
    const rates: number[] = [];
    for (const [name, one] of Object.entries(lines)) {
      const [rate, p50, p99, refused] = await measure(one);
      rates.push(rate);
      rows.push([name, rate, p50, p99, String(refused)]);
    }
    agent.destroy();
    await pool.end();
    const { rows: rest } = await sizes(databaseUrl);
    console.log(
      `${count} at each, ${atOnce} at a time, PostgreSQL with fsync, everything on this machine. A message is ${rest[0]?.size} bytes at rest.\n`,
    );
    console.log(table(['', 'a second', 'p50', 'p99', 'refused'], rows));
    const [accepted, commit, route] = rates as [number, number, number];
    console.log(
      `\naccepting is ${(accepted / commit).toFixed(2)} × the rate of the bare commit, ${(accepted / route).toFixed(2)} × that of the bare route`,
    );
  } finally {
    await opened.close();
  }
  const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 2 ** 31);
  const figures = await runChaos({ messages: chaosMessages, seed, kills: Math.ceil(chaosMessages / 200), log: console.log });
  console.log(
    Object.entries(figures)
      .map(([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(1)}`)
      .join(' · '),
  );
}

/** @returns a second, p50 and p99 in milliseconds, and how many were refused */
async function measure(one: (at: number) => Promise<boolean>): Promise<[number, number, number, number]> {
  const took: number[] = [];
  const many = async (least: number, most: number, together: number) => {
    const numbers = Array.from({ length: most - least }, (_, at) => least + at).values();
    const work = async () => {
      for (const at of numbers) {
        const from = clock();
        if (await one(at)) took.push(clock() - from);
      }
    };
    await Promise.all(Array.from({ length: together }, work));
  };
  await many(0, warmUp, 4);
  took.length = 0;
  const began = clock();
  await many(warmUp, warmUp + count, atOnce);
  return [(took.length * 1000) / (clock() - began), quantile(took, 0.5), quantile(took, 0.99), count - took.length];
}

async function sizes(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await client.query<{ size: number }>("select avg(length(bundle_sealed))::int as size from message where direction = 'out'");
  } finally {
    await client.end();
  }
}
