import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type StandInOptions, startStandIns } from '@paa-tvaers/stand-ins';

// A process of its own: what the stand-ins work must not count as the gateway's time. And on a machine of two cores
// they would take a core from it, building and checking XML: each question is asked of them once, and its answer,
// to the byte, is given again the next time.
const [options = '{}'] = process.argv.slice(2);
const standIns = await startStandIns(JSON.parse(options) as StandInOptions);
let latency = 0;
process.on('message', (milliseconds) => {
  latency = Number(milliseconds);
  process.send?.('slowed');
});
process.once('disconnect', () => process.exit(0));
// Its parent may have gone while it started.
if (!process.connected) process.exit(0);

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** @returns the address that answers in the place of `url` */
async function replay(url: string): Promise<string> {
  const real = new URL(url);
  const answers = new Map<string, Promise<Answer>>();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const due = pause(latency);
    const key = keyOf(request, body);
    if (!answers.has(key)) answers.set(key, ask(new URL(request.url ?? '/', real.origin), request, body));
    const answer = (await answers.get(key)) as Answer;
    await due;
    response.writeHead(answer.status, { 'Content-Type': answer.type, 'Content-Length': answer.body.length });
    response.end(answer.body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${real.pathname}`;
}

/** What is asked, without what is new in each message: ids, times, signatures. */
function keyOf({ url = '' }: IncomingMessage, body: string): string {
  const asked = /<(?:\w+:)?Body\b[^>]*>([\s\S]*)<\/(?:\w+:)?Body>/.exec(body)?.[1] ?? body;
  return createHash('sha256').update(`${url}\n${asked}`).digest('base64');
}

async function ask(url: URL, { method = 'POST', headers }: IncomingMessage, body: string): Promise<Answer> {
  const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
  const answer = await fetch(url, { method, headers: kept as Record<string, string>, body });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: Buffer.from(await answer.arrayBuffer()) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const { cases, organisation, appointments, school, person } = standIns;
process.send?.({
  ...standIns,
  cases: { url: await replay(cases.url) },
  organisation: { ...organisation, url: await replay(organisation.url) },
  appointments: { url: await replay(appointments.url), repositoryUrl: await replay(appointments.repositoryUrl) },
  school: { ...school, url: await replay(school.url) },
  person: { url: await replay(person.url) },
});
