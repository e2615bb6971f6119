import { expect, type Host, painted, test } from './demo.ts';

const bothPainted = async (host: Host) => `${await painted(host.cases)}\n${await painted(host.contacts)}`;

test('the old child is gone in the task that sets the new one, also while answers are slow', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Birgit Øvelsesen');
  for (const source of ['cases', 'organisation', 'person']) await demo.turn(source, 'slow');

  const inTheSameTask = await host.page.evaluate(() => {
    const next = [...document.querySelectorAll<HTMLButtonElement>('nav button')].find((button) =>
      button.textContent?.includes('Hans Petersen'),
    );
    next?.click();
    return [...document.querySelectorAll('pt-case-overview, pt-contacts')].map((widget) => widget.shadowRoot?.textContent ?? '').join('\n');
  });
  expect(inTheSameTask).not.toMatch(/Josefine|Birgit|050514/);
  await expect(host.cases).toContainText('Hans Petersen', { timeout: 6000 });
  await expect(host.cases).toContainText('Anders Øvesen', { timeout: 6000 });
  expect(await bothPainted(host)).not.toMatch(/Josefine|Birgit/);
});

test('a late answer of an earlier child never shows', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  await demo.turn('cases', 'slow');
  for (const child of ['Josefine Testperson', 'Emil Teststrup', 'Sara Skærm Prøvesen', 'Josefine Testperson', 'Alma Øvelsesen'])
    await host.choose(child);
  await expect(host.cases).toContainText('Alma Øvelsesen');
  await expect(host.cases).toContainText('Ingen sager at vise', { timeout: 6000 });
  await host.page.waitForLoadState('networkidle');
  expect(await bothPainted(host)).not.toMatch(/Josefine|Emil|Sara|Birgit|Involveret/);
});

test('Luk barnet closes it in all widgets and at the gateway; the same child opens again', async ({ signIn }) => {
  const host = await signIn('birgit');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Team Skole Nord');
  const closed = host.page.waitForResponse((response) => response.request().method() === 'DELETE');
  await host.appointments.getByRole('button', { name: 'Luk barnet' }).click();
  for (const widget of [host.appointments, host.cases, host.contacts]) await expect(widget).toContainText('Barnet er lukket.');
  expect((await closed).status()).toBe(204);
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Team Skole Nord');
});

test('the host’s own closing takes the child away', async ({ signIn }) => {
  const host = await signIn('birgit');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Team Skole Nord');
  await host.page.getByRole('button', { name: 'Luk borgeren' }).click();
  await expect(host.cases).toContainText('Intet barn er valgt.');
  expect(await bothPainted(host)).not.toMatch(/Josefine|Team Skole/);
});
