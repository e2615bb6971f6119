import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Demo, expect, Host, test } from './demo.ts';

test('behind the button: nothing is looked up before it is pressed, and another patient closes it', async ({ signIn }) => {
  const host = await signIn('ida');
  const { page } = host;
  const opened: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/')) opened.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await page.getByRole('navigation').getByRole('button', { name: 'Josefine Testperson' }).click();
  const across = page.getByRole('button', { name: 'På Tværs' });
  await expect(across).toHaveAttribute('aria-expanded', 'false');
  await page.waitForLoadState('networkidle');
  expect(opened).toEqual([]);

  await across.click();
  await expect(host.school).toContainText('Korsbæk Øveskole');
  await expect(page.locator('pt-child-band')).toContainText('Josefine Testperson');

  const inTheSameTask = await page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('nav button')];
    buttons.find(({ textContent }) => textContent.includes('Hans Petersen'))?.click();
    return [...document.querySelectorAll('pt-context *')].map((element) => element.shadowRoot?.textContent ?? '').join('\n');
  });
  expect(inTheSameTask).not.toMatch(/Josefine|050514|Øveskole/);
  await expect(host.cases).toBeHidden();
});

test('in React: another child takes the old one away in the same task, and a closed one opens again', async ({ signIn }) => {
  const host = await signIn('birgit', 'dubu-inline');
  const { page } = host;
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Team Skole Nord');
  const afterTheClick = await page.evaluate(async () => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('nav button')];
    buttons.find(({ textContent }) => textContent.includes('Hans Petersen'))?.click();
    // React commits a click's change before the task ends.
    await Promise.resolve();
    // The inbox names its children whichever is open.
    return [...document.querySelectorAll('pt-context *:not(pt-inbox)')].map((element) => element.shadowRoot?.textContent ?? '').join('\n');
  });
  expect(afterTheClick).not.toMatch(/Josefine|050514|Skole Nord/);
  await expect(host.cases).toContainText('Anders Øvesen');

  await page.locator('pt-child-band').getByRole('button', { name: 'Luk barnet' }).click();
  for (const widget of [host.appointments, host.cases, host.contacts]) await expect(widget).toContainText('Barnet er lukket.');
  await host.choose('Hans Petersen');
  await expect(host.cases).toContainText('Anders Øvesen');
  await page.getByRole('button', { name: 'Luk sagen' }).click();
  await expect(host.cases).toContainText('Intet barn er valgt.');
});

test('an integrator’s own documents take the place of the built-in ones, and their patient is among the children', async ({ page }) => {
  // A demo of its own starts, which takes its time on a busy machine.
  test.setTimeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), 'paa-tvaers-own-'));
  const example = new URL('../../packages/stand-ins/src/appointments/fixtures/apd-2.0.1-minimal-bup.xml', import.meta.url);
  const document = await readFile(example, 'utf8');
  const day = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  // In no register and nobody's: born 2016, fails modulus 11.
  const own = document
    .replaceAll('1710194919', '1203164321')
    .replaceAll('20260316', day)
    .replace('<given>Hans</given><family>Petersen</family>', '<given>Integra</given><family>Egenprøve</family>');
  await writeFile(join(folder, 'own.xml'), own);
  const demo = await Demo.start({ appointments: folder });
  try {
    await page.goto(await demo.signInUrl('birgit'));
    const host = new Host(page);
    await host.choose('Integra Egenprøve');
    await expect(host.appointments).toContainText('kl. 13');
    await expect(host.appointments).toContainText('Bispebjerg');
    await host.choose('Josefine Testperson');
    await expect(host.appointments).toContainText('Ingen aftaler at vise.');
  } finally {
    await demo.stop();
    await demo.remove();
    await rm(folder, { recursive: true, force: true });
  }
});
