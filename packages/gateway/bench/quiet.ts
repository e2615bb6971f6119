import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Houses } from './houses.ts';

/** Milliseconds. */
const lookEvery = 500;
const givenUpAfter = 10 * 60_000;

/**
 * Waits until nothing is due with either gateway and nothing lies in a mailbox, and that has held for a while.
 *
 * @param held milliseconds: longer than the network holds an envelope back
 * @throws with what is left, where it never happens
 */
export async function quiet({ houses, standIns }: Pick<Houses, 'houses' | 'standIns'>, held: number, log: (line: string) => void) {
  const clients = houses.map(({ databaseUrl }) => new pg.Client({ connectionString: databaseUrl }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const began = Date.now();
    let since: number | undefined;
    let said = began;
    for (;;) {
      const left = [...(await Promise.all(clients.map(due))), ...(await Promise.all(houses.map((house) => waiting(standIns, house))))];
      if (left.some((count) => count > 0)) since = undefined;
      else since ??= Date.now();
      if (since !== undefined && Date.now() - since >= held) return;
      const state = `due ${left.slice(0, 2).join(' and ')}, in the mailboxes ${left.slice(2).join(' and ')}`;
      if (Date.now() - began > givenUpAfter) throw new Error(`it never became quiet: ${state}`);
      if (Date.now() - said > 10_000) log(state);
      if (Date.now() - said > 10_000) said = Date.now();
      await pause(lookEvery);
    }
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function due(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ due: number }>(
    `select (select count(*) from message where next_attempt_at is not null)::int
      + (select count(*) from receipt where next_attempt_at is not null)::int as due`,
  );
  return rows[0]?.due ?? 0;
}

async function waiting({ network }: Houses['standIns'], { writer, unit }: Houses['houses'][number]): Promise<number> {
  const answer = await fetch(`${network.url}/mailboxes/${unit.gln}/envelopes?limit=1000`, {
    headers: { Authorization: `Bearer token-of-${writer}` },
  });
  return ((await answer.json()) as { items: unknown[] }).items.length;
}
