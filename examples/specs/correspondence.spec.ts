import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { expect, type Host, journey, pdf, test } from './demo.ts';

const messages = (host: Host) => host.correspondence.locator('.text');

/** What a widget's live region says from now on, each saying once. */
async function listen(widget: Locator): Promise<() => Promise<string[]>> {
  await widget.evaluate((element) => {
    const root = element.shadowRoot as ShadowRoot;
    const said = Object.assign(element, { said: [] as string[] }).said;
    const region = () => root.querySelector('section > [role=status]')?.textContent?.trim() ?? '';
    let before = region();
    new MutationObserver(() => {
      const now = region();
      if (now !== before) said.push(now);
      before = now;
    }).observe(root, { subtree: true, childList: true, characterData: true });
  });
  return () => widget.evaluate((element) => (element as unknown as { said: string[] }).said);
}

test('a social worker writes to the child’s GP with a file: sent once, delivered, answered, found again in the inbox, and filed', async ({
  signIn,
  demo,
}) => {
  test.setTimeout(300_000);
  const host = await signIn('birgit', 'dubu-inline');
  const { page, correspondence, inbox } = host;
  const topic = 'Status på forløbet';
  const posts: { path: string; key: string | undefined }[] = [];
  let loads = 0;
  page.on('load', () => (loads += 1));
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'POST' && pathname === '/v1/threads')
      posts.push({ path: pathname, key: request.headers()['idempotency-key'] });
  });

  await host.choose('Alma Øvelsesen');
  // While the network is away, what is accepted waits here, and says so.
  await demo.turn('network', 'down');
  await host.write({ to: /Lægehuset Prøvegade/, topic, text: 'Hvordan går det hos jer? Svar med fil, tak.' });
  await correspondence.locator('input[type=file]').setInputFiles({ name: 'notat.pdf', mimeType: 'application/pdf', buffer: pdf });
  await expect(correspondence.getByLabel('Titel')).toHaveValue('notat');
  await expect(correspondence).toContainText('Kladde gemt');
  await correspondence.getByRole('button', { name: 'Send', exact: true }).dblclick();
  await expect(messages(host)).toHaveCount(1, journey);
  await expect(messages(host)).toContainText('Ligger klar til afsendelse');
  await expect(messages(host)).toContainText('notat');
  const said = await listen(correspondence);

  await demo.turn('network', 'none');
  const [own, answer] = [messages(host).first(), messages(host).nth(1)];
  await expect(own).toContainText(/Leveret til modtagerens system .* – ikke nødvendigvis læst/, journey);
  await expect(answer).toContainText('Vi ser barnet her i klinikken i næste uge', journey);
  await expect(answer).toContainText('Lars Øvegaard');
  await expect(messages(host)).toHaveCount(2);
  expect(new Set(posts.map(({ key }) => key)).size).toBe(1);
  await expect.poll(async () => (await said()).filter((one) => /ny meddelelse/.test(one)).length).toBe(1);

  const tab = page.waitForEvent('popup');
  await answer.locator('.file').getByRole('button', { name: 'Åbn Udtalelse' }).click();
  await (await tab).waitForURL(/^http:\/\/localhost:\d+\/[\w-]+$/);
  expect(new URL((await tab).url()).origin).not.toBe(new URL(page.url()).origin);
  expect(await (await tab).evaluate(() => globalThis.opener === null)).toBe(true);
  await (await tab).close();

  // From the inbox, where the answer is a row of the same thread, back to it.
  await page.getByRole('button', { name: 'Luk sagen' }).click();
  const row = inbox.locator('.thread', { hasText: topic });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Alma Øvelsesen');
  await expect(row).toContainText('Fra Lægehuset Prøvegade');
  await row.getByRole('button', { name: /^Åbn barnet/ }).click();
  await expect(correspondence.getByRole('heading', { name: topic })).toBeVisible(journey);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Alma Øvelsesen');
  await expect(messages(host)).toHaveCount(2);

  await answer.getByRole('button', { name: 'Journalisér' }).click();
  const download = page.waitForEvent('download');
  await answer.getByRole('button', { name: 'Hent som PDF' }).click();
  expect((await download).suggestedFilename()).toBe('meddelelse.pdf');
  expect((await readFile(await (await download).path())).subarray(0, 5).toString()).toBe('%PDF-');
  await answer.getByRole('button', { name: 'Gem i journalen' }).click();
  await expect(page.getByText(/^Journaliseret meddelelse \(PDF, \d+ kB\)$/)).toBeVisible();
  await expect(answer).toContainText(/Journaliseret .* af Birgit Øvelsesen, Afdelingens egen sag/);
  expect(loads).toBe(0);
});

test('a message that the receiver refuses says so in the thread, and first in the inbox', async ({ signIn }) => {
  test.setTimeout(180_000);
  const host = await signIn('birgit', 'dubu-inline');
  await host.choose('Hans Petersen');
  await host.write({ to: /Lægehuset/, topic: 'En forespørgsel', text: 'Afvis denne, tak.' });
  await host.correspondence.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messages(host)).toContainText('Ikke leveret. Modtagerens system afviste meddelelsen', journey);
  await expect(messages(host)).toContainText('borgeren er ikke tilknyttet enheden');
  await host.page.getByRole('button', { name: 'Luk sagen' }).click();
  const first = host.inbox.locator('.thread').first();
  await expect(first).toContainText('Ikke leveret');
  await expect(first).toContainText('Hans Petersen');
});

test('before another child is opened the host asks, and what was written stays with its own child', async ({ signIn }) => {
  const host = await signIn('birgit', 'dubu-inline');
  const { page, correspondence } = host;
  const text = 'Denne tekst er om Karla og om ingen anden.';
  await host.choose('Karla Mangesager');
  await correspondence.getByRole('button', { name: 'Skriv meddelelse' }).click();
  await correspondence.getByLabel('Meddelelse', { exact: true }).fill(text);

  const asked: string[] = [];
  let answer = false;
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void (answer ? dialog.accept() : dialog.dismiss());
  });
  await host.choose('Ida Testlund');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Karla Mangesager');
  await expect(correspondence.getByLabel('Meddelelse', { exact: true })).toHaveValue(text);
  answer = true;
  await host.choose('Ida Testlund');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ida Testlund');
  await expect(correspondence.getByRole('button', { name: 'Skriv meddelelse' })).toBeVisible();
  await expect(correspondence).not.toContainText('Ny meddelelse');
  expect(asked).toEqual(Array(2).fill('Du har en meddelelse, der ikke er sendt. Den gemmes som kladde. Gå videre?'));

  await host.choose('Karla Mangesager');
  await correspondence.getByRole('button', { name: 'Skriv meddelelse' }).click();
  await expect(correspondence.getByLabel('Meddelelse', { exact: true })).toHaveValue(text);
});

test('the social worker in psychiatry has a box here, behind the button; the physician’s is in the record', async ({ signIn, page }) => {
  const worker = await signIn('mette');
  await worker.choose('Josefine Testperson');
  await expect(worker.correspondence).toContainText('Skolestart efter ferien', journey);
  await expect(worker.correspondence.getByRole('button', { name: 'Skriv meddelelse' })).toBeVisible();
  await expect(worker.cases.getByRole('button', { name: 'Skriv meddelelse' })).toHaveCount(0);

  const physician = await signIn('ida');
  await physician.choose('Josefine Testperson');
  await expect(physician.correspondence).toContainText('I skriver og læser meddelelser i jeres eget system.');
  await physician.correspondence.getByRole('button', { name: 'Skriv meddelelse' }).click();
  await expect(page.getByRole('dialog', { name: 'Ny meddelelse' })).toContainText('Om Josefine Testperson');
});

for (const [employee, department] of Object.entries({ anders: 'Børne- og familieafdelingen', lars: 'PPR' })) {
  test(`${employee} writes in the host’s own system, from the case`, async ({ signIn, page }) => {
    const host = await signIn(employee);
    await host.choose('Josefine Testperson');
    const card = host.cases.locator('.card').filter({ has: page.getByRole('heading', { name: department, exact: true }) });
    await card.getByRole('button', { name: 'Skriv meddelelse' }).click();
    const letter = page.getByRole('dialog', { name: 'Ny meddelelse' });
    await expect(letter).toContainText(`Om Josefine Testperson, til ${department}`);
    await letter.getByRole('button', { name: 'Luk' }).click();
    await expect(letter).toBeHidden();
    await expect(host.correspondence).toHaveCount(0);
  });
}
