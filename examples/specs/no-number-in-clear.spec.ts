import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Page } from '@playwright/test';
import { Demo, type DemoChild, expect, Host, journey, pdf, test } from './demo.ts';

// The numbers that the employees ask Aftaleoversigten with.
const print = "import('@paa-tvaers/stand-ins').then(({ employeesFile }) => console.log(employeesFile()))";
const employees = execFileSync(process.execPath, ['-C', 'pt-source', '-e', print], { encoding: 'utf8' }).match(/\b\d{10}\b/g) ?? [];
// The number and the name that a garbled answer of a stand-in holds.
const nonsense = ['0505149996', 'Vrøvlesen'];

/** A number as it may be written; the last as the database shows bytes that nobody sealed. */
const spellings = (cpr: string) => [
  cpr,
  `${cpr.slice(0, 6)}-${cpr.slice(6)}`,
  `${cpr.slice(0, 6)} ${cpr.slice(6)}`,
  Buffer.from(cpr).toString('hex'),
];

/** Everything of the page but its text: attributes, storage, address, title. */
function remains(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const attributes: string[] = [];
    const walk = (root: ParentNode) => {
      for (const element of root.querySelectorAll('*')) {
        for (const { name, value } of element.attributes) attributes.push(`${name}=${value}`);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    const stored = [
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
      JSON.stringify(history.state),
    ];
    const kept = [...(await indexedDB.databases()).map(({ name }) => name), ...(await caches.keys())];
    return [...attributes, ...stored, ...kept, location.href, document.title, window.name].join('\n');
  });
}

test('after a whole demo no child’s number stands in a URL, header, attribute, storage, log, file or table', async ({ page, context }) => {
  test.setTimeout(900_000);
  const demo = await Demo.start();
  const seen: string[] = [];
  const headers: Promise<Record<string, string>>[] = [];
  let children: DemoChild[] = [];
  try {
    page.on('request', (request) => {
      seen.push(request.url());
      headers.push(request.allHeaders().catch(() => ({})));
    });
    page.on('response', (response) => headers.push(response.allHeaders().catch(() => ({}))));
    page.on('console', (message) => seen.push(message.text()));

    for (const employee of (await demo.state()).hosts.flatMap((host) => host.employees)) {
      await page.goto(employee.url);
      const host = new Host(page);
      children = await host.children();
      for (const { name } of children) {
        await host.choose(name);
        for (const widget of await page.locator('pt-case-overview, pt-contacts, pt-appointments, pt-school-info, pt-correspondence').all())
          await expect(widget).not.toContainText(/Henter|Intet barn/);
      }
      seen.push(await remains(page));
    }
    // A draft, a message with its file, its answer, a thread from the inbox, and a document.
    await page.goto(await demo.signInUrl('birgit', 'dubu-inline'));
    const desk = new Host(page);
    await desk.choose('Alma Øvelsesen');
    await desk.write({ to: /Lægehuset/, topic: 'Status', text: 'Svar med fil, tak.' });
    await desk.correspondence.locator('input[type=file]').setInputFiles({ name: 'notat.pdf', mimeType: 'application/pdf', buffer: pdf });
    await expect(desk.correspondence).toContainText('Kladde gemt');
    seen.push(await remains(page));
    await desk.correspondence.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(desk.correspondence).toContainText('Vi ser barnet her i klinikken', journey);
    await page.getByRole('button', { name: 'Luk sagen' }).click();
    await desk.inbox
      .locator('.thread', { hasText: 'Alma' })
      .getByRole('button', { name: /^Åbn barnet/ })
      .click();
    const answer = desk.correspondence.locator('.text', { hasText: 'Vi ser barnet her i klinikken' });
    await answer.getByRole('button', { name: 'Journalisér' }).click();
    for (const document of ['Hent som PDF', 'Hent originalen']) {
      const download = page.waitForEvent('download');
      await answer.getByRole('button', { name: document }).click();
      seen.push((await download).suggestedFilename(), (await download).url());
    }
    seen.push(await remains(page));

    await page.goto(await demo.signInUrl('lars'));
    const host = new Host(page);
    for (const [id, value] of [
      ['cases', 'garbled'],
      ['person', 'garbled'],
      ['organisation', 'garbled'],
      ['cases', 'truncated'],
      ['cases', 'error'],
      ['appointments', 'garbled'],
      ['appointmentsRepository', 'garbled'],
      ['appointmentsRepository', 'truncated'],
      ['school', 'garbled'],
      ['token', 'unsigned'],
      ['token', 'expired'],
    ] as const) {
      await demo.turn(id, value);
      await host.choose('Sara Skærm Prøvesen');
      await expect(host.cases).not.toContainText(/Henter/);
      seen.push(await remains(page));
      await demo.normal();
    }
    seen.push(JSON.stringify(await context.storageState()));
    seen.push(JSON.stringify(await Promise.all(headers)));
  } finally {
    expect(await demo.stop()).toBe(0);
  }

  const numbers = children
    .map(({ cpr }) => cpr)
    .concat(nonsense, employees)
    .flatMap(spellings);
  const found = (where: string, text: string) => numbers.filter((number) => text.includes(number)).map((number) => `${number} in ${where}`);
  const { tables, rows, dump } = await dumpTables(join(demo.folder, 'gateway', 'pglite'));
  const files = await filesUnder(demo.folder);
  const inFiles = await Promise.all(files.map(async (file) => found(file, await readFile(file, 'latin1'))));

  expect([
    ...found('the browser', seen.join('\n')),
    ...found('the output', demo.output),
    ...found('the tables', dump),
    ...inFiles.flat(),
  ]).toEqual([]);
  // That there was something to search.
  expect(children.length).toBeGreaterThan(12);
  expect(employees.length).toBeGreaterThan(1);
  expect(tables).toBeGreaterThan(1);
  expect(rows).toBeGreaterThan(4 * children.length);
  expect(await readFile(join(demo.folder, 'gateway.log'), 'utf8')).toContain('gateway started');
  await demo.remove();
});

async function dumpTables(directory: string) {
  const db = new PGlite(directory);
  try {
    const { rows: tables } = await db.query<{ name: string }>(`select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
      from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')`);
    const contents = [];
    for (const { name } of tables) contents.push(...(await db.query<{ row: string }>(`select t::text as row from ${name} t`)).rows);
    return { tables: tables.length, rows: contents.length, dump: contents.map(({ row }) => row).join('\n') };
  } finally {
    await db.close();
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
