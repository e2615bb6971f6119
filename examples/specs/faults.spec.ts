import { expect, type Host, painted, test } from './demo.ts';

/** The plan's limit for an explicit state, and a second for a browser on a busy machine. */
const soon = { timeout: 4000 };

async function retry(widget: Host['cases']) {
  await widget.getByRole('button', { name: 'Prøv igen' }).click();
}

for (const fault of ['down', 'error', 'garbled', 'truncated', 'stuck']) {
  test(`cases ${fault}: said within 3 s, never an empty list; contacts still work; a retry recovers`, async ({ signIn, demo }) => {
    const host = await signIn('lars');
    await demo.turn('cases', fault);
    await host.choose('Josefine Testperson');
    await expect(host.cases).toContainText('Sags- og Dokumentindekset svarer ikke lige nu.', soon);
    await expect(host.cases).toContainText('Vi ved derfor ikke, om der er sager.');
    await expect(host.cases).not.toContainText('Ingen sager at vise');
    await expect(host.cases).not.toContainText('Vrøvlesen');
    await expect(host.contacts.getByRole('link', { name: '12 34 56 70' })).toBeVisible();

    await demo.turn('cases', 'none');
    await expect(async () => {
      await retry(host.cases);
      await expect(host.cases).toContainText('Birgit Øvelsesen', { timeout: 2000 });
    }).toPass({ timeout: 30_000 });
  });

  test(`person ${fault}: the band shows the birth date, addresses hide, cases and contacts still work`, async ({ signIn, demo }) => {
    const host = await signIn('lars');
    await demo.turn('person', fault);
    await host.choose('Josefine Testperson');
    await expect(host.cases).toContainText('Født 5. maj 2014', soon);
    await expect(host.cases).toContainText('Birgit Øvelsesen');
    await expect(host.cases).not.toContainText('Josefine');
    await expect(host.contacts).not.toContainText('Prøvegade 7');
    await expect(host.contacts).not.toContainText('Rådhuspladsen');
    await expect(host.contacts).not.toContainText('Vrøvlesen');
  });

  test(`organisation ${fault}: cases stay, without the numbers that it would have given, and the list says so`, async ({
    signIn,
    demo,
  }) => {
    const host = await signIn('lars');
    await demo.turn('organisation', fault);
    await host.choose('Josefine Testperson');
    await expect(host.cases).toContainText('Involveret', soon);
    await expect(host.cases).toContainText(/ikke fuldstændig/);
    await expect(host.cases).toContainText('FK Organisation');
    await expect(host.cases.getByRole('link', { name: '12 34 56 21' })).toHaveCount(0);
    await expect(host.contacts.getByRole('link', { name: '12 34 56 70' })).toBeVisible();
    await expect(host.cases).not.toContainText('Vrøvlesen');
  });
}

for (const fault of ['down', 'error', 'garbled', 'truncated', 'stuck']) {
  for (const system of ['appointments', 'appointmentsRepository']) {
    test(`${system} ${fault}: said within 3 s in its own section; the others are as before; a retry recovers`, async ({ signIn, demo }) => {
      const host = await signIn('birgit');
      await demo.turn(system, fault);
      await host.choose('Josefine Testperson');
      await expect(host.appointments).toContainText('Aftaleoversigten svarer ikke lige nu.', soon);
      await expect(host.appointments).not.toContainText('Ingen aftaler at vise');
      await expect(host.appointments).not.toContainText('Vrøvlesen');
      await expect(host.cases).toContainText('Team Skole Nord');
      await expect(host.cases).not.toContainText(/ikke fuldstændig|svarer ikke/);
      await expect(host.contacts.getByRole('link', { name: '12 34 56 70' })).toBeVisible();
      await expect(host.contacts).not.toContainText(/ikke fuldstændig|svarer ikke/);

      await demo.turn(system, 'none');
      await expect(async () => {
        await retry(host.appointments);
        await expect(host.appointments).toContainText('BUP Korsbæk', { timeout: 2000 });
      }).toPass({ timeout: 30_000 });
    });
  }

  test(`school ${fault}: said within 3 s in its own section; the others are as before; a retry recovers`, async ({ signIn, demo }) => {
    const host = await signIn('lars');
    await demo.turn('school', fault);
    await host.choose('Josefine Testperson');
    await expect(host.school).toContainText('svarer ikke lige nu.', soon);
    await expect(host.school).not.toContainText('Ingen skole');
    await expect(host.school).not.toContainText('Vrøvlesen');
    await expect(host.cases).toContainText('Birgit Øvelsesen');
    await expect(host.contacts.getByRole('link', { name: '12 34 56 70' })).toBeVisible();
    for (const other of [host.cases, host.contacts]) await expect(other).not.toContainText(/ikke fuldstændig|svarer ikke/);

    await demo.turn('school', 'none');
    await expect(async () => {
      await retry(host.school);
      await expect(host.school).toContainText('Korsbæk Øveskole', { timeout: 2000 });
    }).toPass({ timeout: 30_000 });
  });
}

test('a region that does not answer: the appointments that came, and that they are not all', async ({ signIn, demo }) => {
  const host = await signIn('birgit');
  await demo.turn('appointments', 'partial');
  await host.choose('Josefine Testperson');
  await expect(host.appointments).toContainText(/ikke fuldstændig/, soon);
});

test('sections load apart: what has come stands there while another is on its way', async ({ signIn, demo }) => {
  const host = await signIn('birgit');
  await demo.turn('appointments', 'stuck');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Team Skole Nord');
  await expect(host.appointments).toContainText('Henter aftaler …');
});

test('every source slow: all of it comes, and nothing empty stands there meanwhile', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  for (const source of ['cases', 'organisation', 'person']) await demo.turn(source, 'slow');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Henter sager …');
  await expect(host.cases).not.toContainText('Ingen sager');
  await expect(host.cases).toContainText('Birgit Øvelsesen', { timeout: 6000 });
});

test('cases partly: the list says that it is not complete', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  await demo.turn('cases', 'partial');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText(/ikke fuldstændig/, soon);
});

test('a source that fails while one looks changes only what depends on it', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Birgit Øvelsesen');
  await expect(host.contacts).toContainText('Lægehuset Prøvegade');
  const before = await painted(host.contacts);
  await demo.turn('cases', 'down');
  await host.choose('Alma Øvelsesen');
  await expect(host.cases).toContainText('Sags- og Dokumentindekset svarer ikke lige nu.', soon);
  await host.choose('Josefine Testperson');
  await expect(host.contacts).toContainText('Lægehuset Prøvegade');
  const time = /kl\.\s\d\d\.\d\d/g;
  await expect(async () => expect((await painted(host.contacts)).replace(time, '')).toBe(before.replace(time, ''))).toPass({
    timeout: 5000,
  });
  expect(before).toContain('12 34 56 70');
});

test('the gateway itself down: one message in each widget, and Prøv igen opens the child when it is back', async ({ signIn, demo }) => {
  const host = await signIn('birgit');
  await demo.turn('gateway', 'down');
  await host.choose('Josefine Testperson');
  for (const widget of [host.cases, host.contacts]) await expect(widget).toContainText('Vi kan ikke få forbindelse lige nu.', soon);
  await demo.turn('gateway', 'none');
  await retry(host.cases);
  await expect(host.cases).toContainText('Team Skole Nord');
  await expect(host.contacts).toContainText('BUP Korsbæk');
});
