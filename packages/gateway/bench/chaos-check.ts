import { routes, type Sent, type ThreadSummary, threads } from '@paa-tvaers/contract';
import pg from 'pg';
import type { House } from './houses.ts';

/** A message that was answered with 201. */
export interface Written extends Sent {
  readonly number: number;
  readonly from: House;
  readonly to: House;
  readonly child: string;
  readonly text: string;
}

interface Row {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly state: string | null;
  readonly held: boolean;
  readonly resends: number;
}

/**
 * Holds what was accepted against both databases, and against what both professionals are shown.
 *
 * @throws with all that is wrong
 */
export async function checkHouses(houses: readonly House[], written: readonly Written[]) {
  const wrong: string[] = [];
  let resent = 0;
  for (const house of houses) {
    const { rows, receipts } = await stored(house);
    const sent = written.filter(({ from }) => from === house);
    const received = written.filter(({ to }) => to === house);
    const out = byId(rows.filter(({ direction }) => direction === 'out'));
    const into = byId(rows.filter(({ direction }) => direction === 'in'));
    for (const { number, message } of sent) {
      const [row, ...more] = out.get(message) ?? [];
      if (!row || more.length > 0) wrong.push(`message ${number} stands ${more.length + (row ? 1 : 0)} times with its sender`);
      if (row && row.state !== 'delivered') wrong.push(`message ${number} is ${row.state}`);
      const responses = new Set(receipts.get(message));
      if (responses.size !== 1 || !responses.has('ok')) wrong.push(`message ${number} has the receipts ${[...responses].join() || 'none'}`);
      resent += row?.resends ?? 0;
    }
    for (const { number, message } of received) {
      const found = into.get(message) ?? [];
      if (found.length !== 1) wrong.push(`message ${number} stands ${found.length} times with its receiver`);
      if (found.some(({ held }) => held)) wrong.push(`message ${number} is held`);
    }
    if (out.size !== sent.length) wrong.push(`${house.writer} sent ${out.size} messages, and was told of ${sent.length}`);
    if (into.size !== received.length) wrong.push(`${house.writer} has ${into.size} messages of ${received.length}`);
    wrong.push(...(await shownWrong(house, written)));
  }
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong:\n${wrong.slice(0, 20).join('\n')}`);
  return { delivered: written.length, resent };
}

async function stored({ databaseUrl }: House) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>('select id, direction, state, held, resends from message');
    const told = await client.query<{ message: string; response: string }>('select message, response from received_receipt');
    const receipts = Map.groupBy(told.rows, ({ message }) => message);
    return { rows, receipts: new Map([...receipts].map(([message, all]) => [message, all.map(({ response }) => response)])) };
  } finally {
    await client.end();
  }
}

const byId = (rows: readonly Row[]) => Map.groupBy(rows, ({ id }) => id);

/** What the professional is shown of each child, against what was written about it. */
async function shownWrong(house: House, written: readonly Written[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [child, context] of house.contexts) {
    const expected = new Map(written.filter((one) => one.child === child).map((one) => [one.thread, one]));
    const shown = await allThreads(house, context);
    if (shown.length !== expected.size) wrong.push(`${house.writer} is shown ${shown.length} threads of ${expected.size} about ${child}`);
    for (const thread of shown) {
      const one = expected.get(thread.id);
      if (!one) wrong.push(`${house.writer} is shown a thread about ${child} that nobody wrote`);
      else if (thread.latest.excerpt !== one.text || thread.messages !== 1)
        wrong.push(`${house.writer} is shown message ${one.number} with another text, or ${thread.messages} times`);
      else if (one.from === house ? thread.delivery?.state !== 'delivered' : thread.latest.direction !== 'in')
        wrong.push(`${house.writer} is shown message ${one.number} as ${thread.delivery?.state ?? thread.latest.direction}`);
    }
  }
  return wrong;
}

async function allThreads(house: House, context: string): Promise<ThreadSummary[]> {
  const all: ThreadSummary[] = [];
  let cursor: string | undefined;
  do {
    const path = `${routes.threads}?limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { status, body } = await house.ask(0, path, { context });
    if (status !== 200) throw new Error(`threads answered ${status}`);
    const page = threads.parse(JSON.parse(body));
    if ('items' in page) all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}
