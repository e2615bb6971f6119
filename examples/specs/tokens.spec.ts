import { expect, test } from './demo.ts';

const refused = {
  expired: [401, 'token-expired'],
  unsigned: [401, 'token-invalid'],
  'wrong-key': [401, 'token-invalid'],
  audience: [401, 'token-audience'],
  foreign: [401, 'issuer-unknown'],
  'low-assurance': [403, 'assurance-too-low'],
} as const;

for (const [fault, [status, type]] of Object.entries(refused)) {
  test(`a token that is ${fault} opens nothing: ${status} ${type}, and the screen says that it is no answer about the child`, async ({
    signIn,
    demo,
  }) => {
    const host = await signIn('lars');
    await demo.turn('token', fault);
    const answers: Promise<unknown>[] = [];
    const statuses: number[] = [];
    host.page.on('response', (response) => {
      if (!response.url().includes('/v1/') || response.request().method() === 'OPTIONS') return;
      statuses.push(response.status());
      answers.push(response.json());
    });
    await host.choose('Josefine Testperson');
    await expect(host.cases).toContainText(/Du er logget af|Du kunne ikke logges ind|login er ikke sikkert nok/);
    await expect(host.cases).not.toContainText('Birgit');
    await expect(host.cases).not.toContainText('Ingen sager');
    expect(new Set(statuses)).toEqual(new Set([status]));
    for (const problem of await Promise.all(answers)) expect(problem).toMatchObject({ type: `urn:paa-tvaers:problem:${type}`, status });
    // A wrong token is tried again once, and no more.
    expect(statuses.length).toBeLessThanOrEqual(2);
  });
}

test('once the host signs rightly again, the user goes on', async ({ signIn, demo }) => {
  const host = await signIn('lars');
  await demo.turn('token', 'expired');
  await host.choose('Josefine Testperson');
  await expect(host.cases).not.toContainText('Henter');
  await demo.turn('token', 'none');
  await host.cases.getByRole('button', { name: /Fortsæt|Prøv igen/ }).click();
  await expect(host.cases).toContainText('Birgit Øvelsesen');
});

test('an employee is signed in at their own host alone, and another site cannot fetch their token', async ({ demo, request }) => {
  const { hosts } = await demo.state();
  const [gp, municipality] = ['gp-webview', 'sapa-inline'].map(
    (host) => new URL(hosts.find(({ id }) => id === host)?.employees[0]?.url ?? '').origin,
  );
  expect((await request.get(`${gp}/sign-in/anders`)).status()).toBe(404);
  expect((await request.get(`${municipality}/host/children`)).status()).toBe(401);
  const cookie = { Cookie: 'ovelse-gp-webview=lars' };
  expect((await request.post(`${gp}/host/token`, { headers: { ...cookie, 'Sec-Fetch-Site': 'cross-site' } })).status()).toBe(403);
  expect((await request.post(`${gp}/host/token`, { headers: { ...cookie, 'Sec-Fetch-Site': 'same-origin' } })).status()).toBe(200);
});
