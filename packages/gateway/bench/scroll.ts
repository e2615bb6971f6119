import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';
import type { Thread, ThreadSummary } from '@paa-tvaers/contract';
import { scenarios } from '@paa-tvaers/mocks';
import { type Browser, chromium, type LaunchOptions, type Page } from '@playwright/test';
import { table } from './figures.ts';
import { serving } from './serving.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const howMany = 500;
// A page of the gateway's, where it is not asked for another.
const perPage = 100;
// In this order: each begins where the one before ended.
const acts = ['list opened', 'list scrolled', 'thread unfolded', 'thread scrolled', 'reply written'];

/** 500 threads listed, and a thread of 500 messages unfolded, each scrolled through, and a reply written beside it, in Chromium; beside plain rows with the same text. */
export async function run({ elements, launch }: { readonly elements: Buffer; readonly launch: LaunchOptions }): Promise<void> {
  const host = await serve(elements);
  const browser = await chromium.launch(launch);
  try {
    const seen = new Map<string, Watched[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const way of ['byElements', 'byHand']) {
        const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
        await page.goto(host.url);
        await page.waitForFunction(() => 'bench' in globalThis);
        for (const act of acts) {
          const watched = await watch(browser, page, `bench.${way}['${act}']()`);
          seen.set(act + way, [...(seen.get(act + way) ?? []), watched]);
        }
        await page.close();
      }
    }
    console.log(`Main thread of Chromium, in milliseconds, each figure the least of ${rounds} rounds: what else the machine does only adds.
"longest" is the longest task by the clock, "its own" by the processor's time, "work" all tasks by the processor's time. "by hand" is the
same text from the same addresses in as many plain rows, about as high, laid out at once: the yardstick; "ratio" is the work beside
its work.\n`);
    const heads = ['act', '> 50 ms', 'longest', 'its own', 'work', 'by hand: > 50 ms', 'longest', 'its own', 'work', 'ratio'];
    console.log(
      table(
        heads,
        acts.map((act) => {
          const [elements, hand] = ['byElements', 'byHand'].map((way) => least(seen.get(act + way) ?? []));
          return [act, ...figures(elements!), ...figures(hand!), (elements!.work / hand!.work).toFixed(2)];
        }),
      ),
    );
  } finally {
    await browser.close();
    host.close();
  }
}

/** What the page's main thread did during an act. */
interface Watched {
  /** How many tasks of more than 50 ms. */
  readonly long: number;
  readonly longest: number;
  readonly own: number;
  readonly work: number;
}

function least(all: readonly Watched[]): Watched {
  const of = (what: keyof Watched) => Math.min(...all.map((one) => one[what]));
  return { long: of('long'), longest: of('longest'), own: of('own'), work: of('work') };
}

const figures = ({ long, longest, own, work }: Watched) => [String(long), longest, own, work];

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

async function watch(browser: Browser, page: Page, act: string): Promise<Watched> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await page.evaluate(act);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  // One a process; the page's is the one that worked.
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const each = threads.map(({ pid, tid }) => {
    const tasks = traceEvents.filter((one) => one.name === 'RunTask' && one.pid === pid && one.tid === tid);
    const clock = tasks.map(({ dur = 0 }) => dur / 1_000);
    const processor = tasks.map(({ tdur = 0 }) => tdur / 1_000);
    return {
      long: clock.filter((ms) => ms > 50).length,
      longest: Math.max(...clock),
      own: Math.max(...processor),
      work: processor.reduce((sum, ms) => sum + ms, 0),
    };
  });
  return each.toSorted((one, other) => other.work - one.work)[0]!;
}

const sentences = [
  'Tak for jeres meddelelse, som vi har talt om på dagens konference.',
  'Vi ser barnet her i klinikken i næste uge og skriver igen bagefter.',
  'Skolen fortæller, at fraværet er steget siden efterårsferien, og at det især er om morgenen, at det er svært.',
  'Familien er indforstået med, at vi deler det her med jer.',
  'Kan I deltage i netværksmødet den 22., 23. eller 24. juni?',
  'Udredningen er afsluttet, og vi sender epikrisen, når den er godkendt.',
  'Støttekontaktpersonen kommer to eftermiddage om ugen indtil sommerferien.',
];

/** Of 300 to 2,000 characters, in paragraphs; the same each time. */
function written(at: number): string {
  const wanted = 300 + ((at * 619) % 1_700);
  let text = '';
  for (let next = at; text.length < wanted; next += 1) text += `${sentences[next % sentences.length]}${next % 3 ? ' ' : '\n\n'}`;
  return text.slice(0, 2_000).trim();
}

const bodies = <Body>(answer: { readonly body: unknown } | undefined) => answer!.body as Body;
const { opening, threads, thread } = scenarios.correspondence;
const like = bodies<Thread>(thread?.find(({ body }) => 'parts' in body && body.topic === 'Status på helbredet'));
const listed = bodies<{ readonly items: readonly ThreadSummary[] }>(threads);

/** Like those that were recorded, as many as are wanted. */
const summaries: readonly ThreadSummary[] = Array.from({ length: howMany }, (_, at) => ({
  ...listed.items[at % listed.items.length]!,
  id: `thread-${at}`,
  parties: [`Enhed ${at} i Korsbæk`],
}));

const longThread: Thread = {
  ...like,
  id: 'thread-0',
  messages: Array.from({ length: howMany }, (_, at) => ({ ...like.messages[at % 2]!, id: `m-${at}`, unread: false })),
  parts: Array.from({ length: howMany }, (_, at) => ({
    ...like.parts.filter(({ kind }) => kind === 'text')[at % 2]!,
    id: `t-${at}`,
    message: `m-${at}`,
    text: written(at),
  })),
  latest: `m-${howMany - 1}`,
};

const html = `<!doctype html><html lang="da"><title>Måling</title>
<style>body { margin: 0; font: 16px/1.5 sans-serif } li { max-width: 66ch; margin: 0 1em; padding: 1.5em 1em; white-space: pre-wrap; border-top: 1px solid }</style>
<script type="module" src="/paa-tvaers-all.js"></script><script type="module" src="/page.js"></script>`;

/** The page, the elements, and a gateway that has one child. */
async function serve(elements: Buffer) {
  const scripts: Record<string, Buffer> = {
    '/paa-tvaers-all.js': elements,
    '/page.js': await readFile(new URL('scroll-page.js', import.meta.url)),
  };
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const pageFrom = (from: number) => ({
    ...listed,
    items: summaries.slice(from, from + perPage),
    ...(from + perPage < howMany && { next: String(from + perPage) }),
  });
  const server = createServer(async (request, response) => {
    await bodyOf(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const script = scripts[pathname];
    if (script) response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(script);
    else if (pathname === '/') response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
    else if (pathname === '/v1/contexts') json(201, { ...opening.body, expires });
    else if (pathname === '/v1/threads') json(200, pageFrom(Number(searchParams.get('cursor') ?? 0)));
    else if (pathname === '/v1/threads/thread-0') json(200, longThread);
    // Silent, and open until the page leaves it.
    else if (pathname === '/v1/changes') response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(':\n\n');
    else json(200, { at: expires });
  });
  return serving(server);
}
