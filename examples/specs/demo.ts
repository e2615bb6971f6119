import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect };

/** A message goes to the network, is answered there, and comes back: what waits for that may wait long on a busy machine. */
export const journey = { timeout: 90_000 };
/** The smallest PDF with its magic bytes; what is in it is nobody's. */
export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n',
);

const start = fileURLToPath(new URL('../start.mjs', import.meta.url));
// The demo takes this many ports from its first one.
const block = 40;

export interface DemoChild {
  readonly name: string;
  readonly birthDate: string;
  readonly cpr: string;
}

/** `npm start`, on ports and in a folder of its own. */
export class Demo {
  readonly url: string;
  readonly folder: string;
  /** All that the processes wrote to the screen. */
  output = '';
  #process: ChildProcess;
  /** A source has failed: the gateway may keep its circuit open for 10 s yet. */
  #failed = false;

  private constructor(process: ChildProcess, url: string, folder: string) {
    this.#process = process;
    this.url = url;
    this.folder = folder;
  }

  /** @param where another port or folder than ones of its own; `appointments`: documents in place of the built-in ones @throws with what it wrote, where it ended instead */
  static async start(where: { readonly port?: number; readonly folder?: string; readonly appointments?: string } = {}): Promise<Demo> {
    const folder = where.folder ?? (await mkdtemp(join(tmpdir(), 'paa-tvaers-')));
    const port = where.port ?? (await freeBlock());
    const child = spawn(process.execPath, [start], {
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: folder,
        ...(where.appointments && { STAND_IN_APPOINTMENTS: where.appointments }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const demo = new Demo(child, `http://127.0.0.1:${port}`, folder);
    await new Promise<void>((resolve, reject) => {
      const listen = (part: Buffer) => {
        demo.output += part;
        if (demo.output.includes('Ctrl-C')) resolve();
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.once('exit', () => reject(new Error(`the demo did not start:\n${demo.output}`)));
    });
    return demo;
  }

  /** As Ctrl-C in a terminal, which signals the whole group; answers with the exit code. */
  async stop(): Promise<number | null> {
    const ended = once(this.#process, 'exit');
    process.kill(-(this.#process.pid as number), 'SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async state() {
    return (await (await fetch(`${this.url}/demo/state`)).json()) as {
      hosts: { id: string; employees: { id: string; url: string }[] }[];
      switches: { id: string; value: string; choices: { value: string }[] }[];
    };
  }

  /** Turns one of the start page's switches. */
  async turn(id: string, value: string): Promise<void> {
    const answer = await fetch(`${this.url}/demo/switches/${id}`, {
      method: 'PUT',
      headers: { 'Sec-Fetch-Site': 'same-origin' },
      body: JSON.stringify({ value }),
    });
    if (!answer.ok) throw new Error(`${id} could not be set to ${value}: ${answer.status}`);
    this.#failed ||= !['gateway', 'token'].includes(id) && value !== 'none';
  }

  /** As at the start, whatever the last test did. */
  async normal(): Promise<void> {
    if (this.#failed) await this.turn('gateway', 'down');
    this.#failed = false;
    for (const { id, value } of (await this.state()).switches) if (value !== 'none') await this.turn(id, 'none');
  }

  /** Where an employee signs in: the first host that they work in, or the one that is named. */
  async signInUrl(employee: string, at?: string): Promise<string> {
    const all = (await this.state()).hosts.filter(({ id }) => !at || id === at).flatMap((host) => host.employees);
    return all.find(({ id }) => id === employee)?.url ?? `no such employee: ${employee}`;
  }
}

/** A host's page, with somebody signed in. */
export class Host {
  readonly page: Page;
  readonly cases;
  readonly contacts;
  readonly appointments;
  readonly school;
  readonly inbox;
  readonly correspondence;

  constructor(page: Page) {
    this.page = page;
    this.cases = page.locator('pt-case-overview');
    this.contacts = page.locator('pt-contacts');
    this.appointments = page.locator('pt-appointments');
    this.school = page.locator('pt-school-info');
    this.inbox = page.locator('pt-inbox');
    this.correspondence = page.locator('pt-correspondence');
  }

  children(): Promise<DemoChild[]> {
    return this.page.evaluate(async () => ((await (await fetch('/host/children')).json()) as { children: DemoChild[] }).children);
  }

  /** Opens a child in the host, and behind the button where the host has one. */
  async choose(child: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: child }).click();
    const across = this.page.getByRole('button', { name: 'På Tværs' });
    if (await across.isVisible()) await across.click();
  }

  /** Begins a message about the child that is open, and fills what has to be filled. */
  async write({ to, topic, text }: { readonly to: RegExp; readonly topic: string; readonly text: string }): Promise<void> {
    const { correspondence } = this;
    await correspondence.getByRole('button', { name: 'Skriv meddelelse' }).click();
    await correspondence.getByRole('combobox', { name: 'Til' }).click();
    await correspondence.getByRole('option', { name: to }).click();
    await correspondence.getByLabel('Kategori').selectOption({ label: 'Forløbskoordinering' });
    await correspondence.getByLabel(/^Emne/).fill(topic);
    await correspondence.getByLabel('Meddelelse', { exact: true }).fill(text);
  }
}

/** Everything that a reader can see or hear of a widget, in its shadow root. */
export function painted(widget: Locator): Promise<string> {
  return widget.evaluate((element) => element.shadowRoot?.textContent ?? '');
}

interface Fixtures {
  /** Opens the host in which an employee works, the first or the one that is named. */
  signIn: (employee: string, at?: string) => Promise<Host>;
}

export const test = base.extend<Fixtures, { demo: Demo }>({
  demo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
    async ({}, use) => {
      const demo = await Demo.start();
      await use(demo);
      await demo.stop();
      await demo.remove();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  signIn: async ({ demo, page }, use) => {
    await demo.normal();
    const requested: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => {
      // The browser reports each failed request by itself; what a page writes is ours.
      if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    let host: Host | undefined;

    await use(async (employee, at) => {
      await page.goto(await demo.signInUrl(employee, at));
      host = new Host(page);
      await expect(page.getByRole('navigation').getByRole('button').first()).toBeVisible();
      return host;
    });

    const numbers = host ? (await host.children()).map(({ cpr }) => cpr) : [];
    expect(requested.filter((url) => numbers.some((cpr) => url.includes(cpr)))).toEqual([]);
    expect(complaints).toEqual([]);
  },
});

async function freeBlock(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 20_000 + block * Math.floor(Math.random() * 300);
    const free = await Promise.all(Array.from({ length: block }, (_, at) => isFree(first + at)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free block of ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
