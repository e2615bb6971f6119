import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { chromium, type LaunchOptions, type Page } from '@playwright/test';
import { quantile, table } from './figures.ts';
import { type Rig, startRig } from './rig.ts';
import { serving } from './serving.ts';
import { covered, type Interval } from './timed.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const latencies = [20, 200, 2000];

/** What is painted: who looks, at which of the stand-ins' children, and how much there is of it. */
const cases = [
  { name: '3 cases', employee: 'lars', child: 'josefine', tag: 'pt-case-overview', section: 'cases' },
  { name: '4 appointments', employee: 'birgit', child: 'otto', tag: 'pt-appointments', section: 'appointments' },
  { name: '40 appointments', employee: 'birgit', child: 'tilde', tag: 'pt-appointments', section: 'appointments' },
] as const;
type Case = (typeof cases)[number];

/** From setting the child to its section painted, in Chromium, beside a hand-written page that asks and shows the same. */
export async function run({ elements, launch }: { readonly elements: Buffer; readonly launch: LaunchOptions }): Promise<void> {
  const host = await serve(elements);
  const rig = await startRig({ origins: [host.url] });
  const browser = await chromium.launch(launch);
  try {
    const rows: (string | number)[][] = [];
    for (const latency of latencies) {
      await rig.slow(latency);
      for (const one of cases) rows.push([`${latency} ms`, one.name, ...(await measure(await browser.newPage(), host.url, rig, one))]);
    }
    console.log(`From setting the child to its section painted, the median of ${rounds}, in milliseconds; sources answer after so long each.
"by hand" asks the same gateway for the same and writes it into the page as text: the yardstick. "sources" is the time in which
the gateway waited for them, one after the other where one needs another's answer; "gateway" the rest of its time.\n`);
    console.log(table(['sources', 'shown', 'state', 'painted', 'by hand', 'ratio', 'sources', 'gateway'], rows));
  } finally {
    await browser.close();
    await rig.stop();
    host.close();
  }
}

async function measure(page: Page, url: string, rig: Rig, { employee, child, tag, section }: Case): Promise<(string | number)[]> {
  const { cpr } = rig.standIns.children.find(({ id }) => id === child) ?? missing(child);
  const { purpose } = rig.standIns.employees.find(({ id }) => id === employee) ?? missing(employee);
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in globalThis);
  const painted: number[] = [];
  const byHand: number[] = [];
  const traces: { trace: string; during: Interval }[] = [];
  let state = '';
  page.on('response', (response) => {
    const trace = response.headers().traceparent?.split('-')[1];
    const { startTime, responseEnd } = { startTime: response.request().timing().startTime, responseEnd: Date.now() };
    if (trace && response.request().method() !== 'OPTIONS') traces.push({ trace, during: { from: startTime, to: responseEnd } });
  });
  // The first of each is thrown away: connections, preflights, code that is not compiled yet.
  for (let round = 0; round <= rounds; round += 1) {
    const settings = { apiUrl: rig.url, token: await rig.token(employee), cpr, purpose, tag, section };
    const shown = await page.evaluate((given) => (globalThis as unknown as { bench: Bench }).bench.paintElements(given), settings);
    await page.evaluate(() => (globalThis as unknown as { bench: Bench }).bench.clear());
    const hand = await page.evaluate((given) => (globalThis as unknown as { bench: Bench }).bench.paintByHand(given), settings);
    if (round === 0) traces.length = 0;
    else {
      state = shown.state;
      painted.push(shown.took);
      byHand.push(hand);
    }
  }
  const intervals = await rig.intervals();
  const half = (values: readonly number[]) => quantile(values, 0.5);
  // An opening and a section a paint: their times add up.
  const each = traces.map(({ trace, during }) => {
    const waited = covered(intervals[trace] ?? [], during);
    return { waited, own: during.to - during.from - waited };
  });
  const perPaint = (what: 'waited' | 'own') => (each.reduce((sum, one) => sum + one[what], 0) / each.length) * 2;
  await page.close();
  return [state, half(painted), half(byHand), (half(painted) / half(byHand)).toFixed(2), perPaint('waited'), perPaint('own')];
}

interface Settings {
  readonly apiUrl: string;
  readonly token: string;
  readonly cpr: string;
  readonly purpose: string;
  readonly tag: string;
  readonly section: string;
}

/** What `page.js` puts on its page. */
interface Bench {
  paintElements(settings: Settings): Promise<{ took: number; state: string }>;
  paintByHand(settings: Settings): Promise<number>;
  clear(): void;
}

const html = `<!doctype html><html lang="da"><title>Måling</title>
<script type="module" src="/paa-tvaers.js"></script><script type="module" src="/page.js"></script>`;

async function serve(elements: Buffer) {
  const scripts: Record<string, Buffer> = {
    '/paa-tvaers.js': elements,
    '/page.js': await readFile(new URL('page.js', import.meta.url)),
  };
  const server = createServer((request, response) => {
    const script = scripts[request.url ?? ''];
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ?? html);
  });
  return serving(server);
}

function missing(what: string): never {
  throw new Error(`the stand-ins have no ${what}`);
}
