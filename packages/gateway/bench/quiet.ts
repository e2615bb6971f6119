import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Houses } from './houses.ts';

/** Milliseconds. */
const lookEvery = 500;
/** So long without getting any quieter, it never will. */
const givenUpAfter = 3 * 60_000;

/** Looks at what is due with either gateway, and what lies in their mailboxes. */
export class Watch {
  readonly #houses: Houses['houses'];
  readonly #standIns: Houses['standIns'];
  readonly #clients: readonly pg.Client[];

  private constructor({ houses, standIns }: Houses, clients: readonly pg.Client[]) {
    this.#houses = houses;
    this.#standIns = standIns;
    this.#clients = clients;
  }

  static async open(opened: Houses): Promise<Watch> {
    const clients = opened.houses.map(({ databaseUrl }) => new pg.Client({ connectionString: databaseUrl }));
    await Promise.all(clients.map((client) => client.connect()));
    return new Watch(opened, clients);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }

  /** Messages and receipts that are sent, or await their receipt. */
  async due(): Promise<number> {
    return sum(await Promise.all(this.#clients.map(due)));
  }

  /**
   * Waits until nothing is due and nothing lies in a mailbox, and that has held for a while.
   *
   * @param held milliseconds: longer than the network holds an envelope back
   * @throws with what is left, where it never happens
   */
  async quiet(held: number, log: (line: string) => void): Promise<void> {
    let since: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    let lessAt = Date.now();
    let said = lessAt;
    for (;;) {
      const left = [await this.due(), sum(await Promise.all(this.#houses.map((house) => waiting(this.#standIns, house))))];
      const now = Date.now();
      if (sum(left) > 0) since = undefined;
      else since ??= now;
      if (since !== undefined && now - since >= held) return;
      if (sum(left) < least) {
        least = sum(left);
        lessAt = now;
      }
      const state = `due ${left[0]}, in the mailboxes ${left[1]}`;
      if (now - lessAt > givenUpAfter) throw new Error(`it never became quiet: ${state}`);
      if (now - said > 10_000) {
        log(state);
        said = now;
      }
      await pause(lookEvery);
    }
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

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
