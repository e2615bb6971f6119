import { readFile } from 'node:fs/promises';
import { expect, type Host, test } from './demo.ts';

/** What the gateway sent for a section of the child that is chosen. */
async function sent(host: Host, section: 'cases' | 'contacts' | 'appointments' | 'school', child: string) {
  const answer = host.page.waitForResponse(
    (response) => response.url().endsWith(`/v1/${section}`) && response.request().method() === 'GET',
  );
  await host.choose(child);
  return (await (await answer).json()) as { state: string; items?: Record<string, unknown>[] };
}

test('PPR sees the cases of family services only, and whom to call elsewhere', async ({ signIn }) => {
  const host = await signIn('anders');
  await host.choose('Josefine Testperson');
  await expect(host.cases).toContainText('Børne- og familieafdelingen');
  await expect(host.cases).toContainText('Birgit Øvelsesen');
  await expect(host.cases.getByRole('link', { name: '12 34 56 21' })).toBeVisible();
  await expect(host.cases).not.toContainText('Team Skole Nord');
  await expect(host.contacts).toContainText('BUP Korsbæk');
  await expect(host.contacts).toContainText('Lægehuset Prøvegade');
  await expect(host.contacts).not.toContainText('PPR i Korsbæk');
});

test('family services sees the cases of PPR only', async ({ signIn }) => {
  const host = await signIn('birgit');
  const { items } = await sent(host, 'cases', 'Josefine Testperson');
  expect(items?.map(({ department }) => department)).toEqual(['ppr']);
  await expect(host.cases).toContainText('Team Skole Nord');
  await expect(host.cases).not.toContainText('Familieteam Vest');
});

for (const employee of ['lars', 'ida']) {
  test(`health (${employee}) sees both departments, and neither title, subject nor date crosses the wire`, async ({ signIn }) => {
    const host = await signIn(employee);
    const { items = [] } = await sent(host, 'cases', 'Josefine Testperson');
    expect(items.map(({ department }) => department).sort()).toEqual(['family-services', 'ppr']);
    const cases = items.flatMap((item) => item.cases as object[]);
    expect(cases.length).toBeGreaterThan(0);
    for (const one of cases)
      expect(Object.keys(one).filter((field) => !['id', 'status', 'responsibleUnit', 'caseworker'].includes(field))).toEqual([]);
    await expect(host.cases).toContainText('PPR');
    await expect(host.cases).toContainText('Børne- og familieafdelingen');
    await expect(host.cases).not.toContainText('Åbnet');
  });
}

/** The two screens (MAP §1): what each employee's host shows, and what its page asks the gateway for. */
const screens = {
  'anders, sapa-inline': ['appointments', 'cases', 'contacts'],
  'birgit, sapa-inline': ['appointments', 'cases', 'contacts'],
  'birgit, dubu-inline': ['appointments', 'cases', 'changes', 'contacts', 'inbox', 'threads'],
  'ida, epj-button': ['cases', 'changes', 'contacts', 'school', 'threads'],
  'lars, gp-webview': ['cases', 'contacts', 'school'],
};
for (const [who, sections] of Object.entries(screens)) {
  test(`${who}: ${sections.join(', ')}, and nothing else is asked for`, async ({ signIn, page }) => {
    const [employee = '', at] = who.split(', ');
    const asked = new Set<string>();
    page.on('request', (request) => {
      const section = /^\/v1\/(\w+)$/.exec(new URL(request.url()).pathname)?.[1];
      if (section && request.method() === 'GET') asked.add(section);
    });
    const host = await signIn(employee, at);
    await host.choose('Josefine Testperson');
    await expect(host.contacts).toContainText('Lægehuset Prøvegade');
    for (const name of ['appointments', 'cases', 'contacts', 'school'] as const)
      await expect(host[name]).toHaveCount(sections.includes(name) ? 1 : 0);
    if (sections.includes('appointments')) {
      await expect(host.appointments).toContainText('Næste aftale i børne- og ungdomspsykiatrien');
      await expect(host.appointments).toContainText('BUP Korsbæk');
      await expect(host.appointments.getByRole('link', { name: '12 34 56 60' })).toBeVisible();
    } else {
      await expect(host.school).toContainText('Korsbæk Øveskole');
      await expect(host.school).toContainText('5. klasse');
      await expect(host.school.getByRole('link', { name: '12 34 56 50' })).toBeVisible();
    }
    await expect.poll(() => [...asked].sort()).toEqual(sections);
  });
}

test('the reason of an appointment does not cross the wire, nor does anything that names the child', async ({ signIn }) => {
  const host = await signIn('birgit');
  const { state, items = [] } = await sent(host, 'appointments', 'Josefine Testperson');
  expect(state).toBe('ok');
  expect(items.length).toBeGreaterThan(4);
  expect(items.flatMap((item) => Object.keys(item))).not.toContain('reason');
  expect(JSON.stringify(items)).not.toMatch(/050514|Josefine/);
});

test('what the family has blocked is said, and no more than that', async ({ signIn }) => {
  const host = await signIn('anders');
  const children = await host.children();
  const named = (given: string) => children.find(({ name }) => name.startsWith(given))?.name ?? given;
  expect((await sent(host, 'appointments', named('Signe'))).state).toBe('blocked');
  await expect(host.appointments).toContainText('Der er oplysninger, som er spærret for deling.');
  const some = await sent(host, 'appointments', named('Pelle'));
  expect(some).toMatchObject({
    state: 'partial',
    sources: expect.arrayContaining([expect.objectContaining({ id: 'appointments', state: 'filtered' })]),
  });
  await expect(host.appointments).toContainText('spærret');
});

test('an appointment may be saved as a calendar file that says when, and nothing else', async ({ signIn }) => {
  const host = await signIn('birgit', 'dubu-inline');
  await host.choose('Josefine Testperson');
  const saved = host.page.waitForEvent('download');
  await host.appointments
    .getByRole('button', { name: /kalender/ })
    .first()
    .click();
  const file = await readFile(await (await saved).path(), 'utf8');
  expect((await saved).suggestedFilename()).toBe('aftale.ics');
  expect(file).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(file).toContain('SUMMARY:Aftale\r\n');
  expect(file).not.toMatch(/Josefine|050514|BUP|psykiatri|Prøvevej|LOCATION|DESCRIPTION/i);
});

test('protected name and address: no school, and no address of an appointment', async ({ signIn }) => {
  const health = await signIn('lars');
  expect(await sent(health, 'school', 'Sara Skærm Prøvesen')).toMatchObject({ state: 'denied', reason: 'protected' });
  await expect(health.school).not.toContainText(/Øveskole|klasse/);
});

test('protected name and address: an appointment comes without its address', async ({ signIn }) => {
  const municipal = await signIn('birgit');
  const { items = [] } = await sent(municipal, 'appointments', 'Sara Skærm Prøvesen');
  expect(items.length).toBeGreaterThan(0);
  expect(items.flatMap((item) => Object.keys(item))).not.toContain('address');
});

test('a placement shows the department alone; a notification of concern and a VIP case show nothing', async ({ signIn }) => {
  const host = await signIn('lars');
  const placed = await sent(host, 'cases', 'Emil Teststrup');
  expect(placed.items?.find(({ department }) => department === 'family-services')).toMatchObject({ state: 'involved', cases: [] });
  expect(JSON.stringify(placed)).not.toMatch(/Jens|Anbringelse/);
  for (const child of ['Freja Øvegren', 'Valdemar Kendtprøve', 'Rosa Lukkeprøve']) {
    const { items = [] } = await sent(host, 'cases', child);
    expect(items.map(({ state }) => state)).toEqual(['none-reported', 'none-reported']);
  }
  await expect(host.cases).toContainText('Ingen sager at vise');
});

test('a department whose system does not deliver is no empty list', async ({ signIn }) => {
  const host = await signIn('lars');
  await host.choose('Noah Prøvegaard');
  await expect(host.cases).toContainText('Vi kan ikke se, om der er en sag');
  await expect(host.cases).toContainText('deler endnu ikke sager her');
  await expect(host.cases).toContainText('Nadia Nabolev-Jensen');
});

test('another municipality’s case stays with it', async ({ signIn }) => {
  const host = await signIn('anders');
  const { items = [] } = await sent(host, 'cases', 'Noah Prøvegaard');
  expect(items).toMatchObject([{ department: 'family-services', municipality: { code: '0999' }, state: 'none-reported' }]);
  await expect(host.cases).toContainText('Ingen sager at vise');
  await expect(host.cases).not.toContainText('Nadia');
});

test('a forbidden pair is denied: a secretary gets no cases, and a purpose that no rule names gets nothing', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  await demo.turn('token', 'secretary');
  expect((await sent(host, 'cases', 'Josefine Testperson')).state).toBe('denied');
  await expect(host.cases).toContainText('Sager kan ikke vises for dig her.');
  await expect(host.cases).not.toContainText('Birgit');
  await demo.turn('token', 'purpose');
  await host.page.reload();
  expect((await sent(host, 'cases', 'Josefine Testperson')).state).toBe('denied');
  await expect(host.contacts).toContainText('Kontaktoplysninger kan ikke vises for dig her.');
});

test('protected name and address: the band says so, and no address of the child’s places is sent', async ({ signIn }) => {
  const host = await signIn('lars');
  const { items = [] } = await sent(host, 'contacts', 'Sara Skærm Prøvesen');
  await expect(host.cases).toContainText('Navne- og adressebeskyttelse.');
  await expect(host.contacts).toContainText('Navne- og adressebeskyttelse.');
  expect(JSON.stringify(items.filter(({ party }) => party === 'general-practice'))).not.toContain('address');
});

test('at 18 nothing is looked up any more, and the adult services’ number stands there', async ({ signIn }) => {
  const host = await signIn('birgit');
  await host.choose('Mikkel Testensen');
  await expect(host.cases).toContainText('Den unge er fyldt 18 år');
  await expect(host.cases).toContainText('Voksenrådgivningen');
  await expect(host.cases.getByRole('link', { name: '12 34 56 80' })).toBeVisible();
});

test('a replacement number: birth date in the band, and cases cannot be looked up, without a retry', async ({ signIn }) => {
  const host = await signIn('lars');
  await host.choose('Luna Erstatning');
  await expect(host.cases).toContainText('kan ikke slås op på et erstatningsnummer');
  await expect(host.cases).toContainText(/Født \d+\. \p{L}+ \d{4}/u);
  await expect(host.cases).not.toContainText('Luna');
  await expect(host.cases.getByRole('button', { name: 'Prøv igen' })).toHaveCount(0);
});

test('a number that the register does not know is told as such, and is not echoed', async ({ signIn }) => {
  const host = await signIn('lars');
  const opening = host.page.waitForResponse(
    (response) => response.url().endsWith('/v1/contexts') && response.request().method() === 'POST',
  );
  await host.choose('Tove Tastefejl');
  const answer = await opening;
  expect(answer.status()).toBe(404);
  expect(await answer.json()).toMatchObject({ type: 'urn:paa-tvaers:problem:child-unknown' });
  await expect(host.cases).toContainText('Nummeret findes ikke i CPR-registret.');
  const { cpr } = (await host.children()).find(({ name }) => name === 'Tove Tastefejl') as { cpr: string };
  expect(await answer.text()).not.toContain(cpr);
});

test('long names wrap and are not cut off', async ({ signIn, page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  const host = await signIn('lars');
  await host.choose('Åge-Sørine');
  await expect(host.cases).toContainText('Anne-Sofie Charlotte Christiansdatter Østergaard-Ågesen Prøvelykke');
  for (const widget of [host.cases, host.contacts]) {
    expect(await widget.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  }
});
