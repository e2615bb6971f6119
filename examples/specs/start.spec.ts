import { Demo, expect, test } from './demo.ts';

test('npm start: Ctrl-C frees the ports, it can be run again on its own data, and a used port says what to do', async ({ request }) => {
  const first = await Demo.start();
  const port = Number(new URL(first.url).port);
  expect(first.output).toContain(`Åbn    ${first.url}`);
  expect(first.output).toContain('ØVELSE');

  const refused = await Demo.start({ port, folder: first.folder }).catch((error: Error) => error.message);
  expect(refused).toContain(`Port ${port} er i brug. Vælg en anden: PORT=${port + 100} npm start`);

  expect(await first.stop()).toBe(0);
  await expect(request.get(first.url)).rejects.toThrow('ECONNREFUSED');

  const again = await Demo.start({ port, folder: first.folder });
  expect((await request.get(again.url)).status()).toBe(200);
  expect(await again.stop()).toBe(0);
  await again.remove();
});

test('the pages come under a strict policy with Trusted Types, and nothing beside them is served', async ({ demo, request }) => {
  const { hosts } = await demo.state();
  for (const { employees } of hosts) {
    const { origin } = new URL(employees[0]?.url ?? '');
    const policy = (await request.get(origin)).headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types paa-tvaers lit-html 'allow-duplicates'");
    expect(policy).not.toContain('unsafe');
    for (const path of [
      '/package.json',
      '/../start.mjs',
      '/%2e%2e/demo/demo.mjs',
      '/..%2fdemo%2fsite.js',
      '/.hidden.js',
      '/paa-tvaers.js%00.html',
    ]) {
      // As it stands: a client of ours would tidy the path first.
      const answer = await fetch(origin + path);
      expect(answer.status, path).toBe(404);
    }
  }
});
