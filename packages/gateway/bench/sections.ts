import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type LaunchOptions, type Page } from '@playwright/test';
import { quantile, table } from './figures.ts';
import { type Rig, startRig } from './rig.ts';
import { type Interval, covered } from './timed.ts';

const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const latencies = [20, 200, 2000];

/** What is painted: who looks, at which of the stand-ins' children, and how much there is of it. */
const cases = [
  { name: '3 cases', employee: 'lars', child: 'josefine', tag: 'pt-case-overview', section: 'cases' },
  { name: '4 appointments', employee: 'birgit', child: 'four', tag: 'pt-appointments', section: 'appointments' },
  { name: '40 appointments', employee: 'birgit', child: 'forty', tag: 'pt-appointments', section: 'appointments' },
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
  await page.evaluate(() => customElements.whenDefined('pt-context'));
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
    const shown = await page.evaluate(paintElements, settings);
    await page.evaluate(clear);
    const hand = await page.evaluate(paintByHand, settings);
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

// What follows runs in the page.

async function paintElements({ apiUrl, token, cpr, purpose, tag }: Settings): Promise<{ took: number; state: string }> {
  const context = document.createElement('pt-context') as HTMLElement & Record<string, unknown>;
  const widget = document.createElement(tag);
  Object.assign(context, { apiUrl, purpose, getToken: async () => token });
  context.append(widget);
  document.body.append(context);
  const settled = new Promise<string>((resolve) => {
    widget.addEventListener('pt-state', (event) => {
      const { state } = event as Event & { state: string };
      if (!['empty', 'opening', 'loading', 'slow'].includes(state)) resolve(state);
    });
  });
  const began = performance.now();
  context.child = { cpr };
  const state = await settled;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return { took: performance.now() - began, state };
}

async function paintByHand({ apiUrl, token, cpr, purpose, section }: Settings): Promise<number> {
  const headers = { Authorization: `Bearer ${token}`, 'Paa-Tvaers-Client': 'bench/1.0.0' };
  const began = performance.now();
  const opening = await fetch(`${apiUrl}/v1/contexts`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ cpr, purpose }),
  });
  const { context, child } = await opening.json();
  const answer = await fetch(`${apiUrl}/v1/${section}`, { headers: { ...headers, 'Paa-Tvaers-Context': context } });
  const { items = [] } = await answer.json();
  const list = document.createElement('ul');
  const write = (text: string) => {
    const item = document.createElement('li');
    item.textContent = text;
    list.append(item);
  };
  write(Object.values(child).join(' · '));
  for (const item of items) write(Object.values(item).map(String).join(' · '));
  document.body.append(list);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const took = performance.now() - began;
  list.remove();
  return took;
}

function clear(): void {
  document.querySelector('pt-context')?.remove();
}

async function serve(elements: Buffer): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const script = request.url === '/paa-tvaers.js';
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(
      script ? elements : '<!doctype html><html lang="da"><title>Måling</title><script type="module" src="/paa-tvaers.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function missing(what: string): never {
  throw new Error(`the stand-ins have no ${what}`);
}
