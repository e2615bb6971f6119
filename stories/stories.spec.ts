import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';

const script = fileURLToPath(new URL('../scripts/storybook.mjs', import.meta.url));
const built = fileURLToPath(new URL('dist/', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};

let server: Server;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  execFileSync(process.execPath, [script, 'build'], { stdio: 'ignore' });
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://stories');
    const body = await readFile(join(built, pathname)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'Content-Type': types[extname(pathname)] ?? 'application/octet-stream' });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

/** How a story ended, as Storybook's pages tell each other; axe is one of the reporters. */
interface Finished {
  readonly storyId: string;
  readonly status: string;
  readonly reporters: readonly { readonly type: string; readonly status: string; readonly result?: { readonly violations?: unknown } }[];
}
interface Thrown {
  readonly message?: string;
}
interface Channel {
  last(event: 'storyFinished'): readonly Finished[] | undefined;
  last(event: 'playFunctionThrewException'): readonly Thrown[] | undefined;
  last(event: 'unhandledErrorsWhilePlaying'): readonly (readonly Thrown[])[] | undefined;
}

/** `thrown`: what its play threw or left unhandled; Storybook calls a story a success all the same. */
function finished(page: Page, id: string): Promise<Finished & { readonly thrown: readonly string[] }> {
  return page.evaluate(
    (story) =>
      new Promise<Finished & { readonly thrown: readonly string[] }>((resolve) => {
        const look = () => {
          const { __STORYBOOK_ADDONS_CHANNEL__: channel } = globalThis as { __STORYBOOK_ADDONS_CHANNEL__?: Channel };
          const told = channel?.last('storyFinished')?.[0];
          if (!channel || told?.storyId !== story) {
            setTimeout(look, 20);
            return;
          }
          const thrown = [
            ...(channel.last('playFunctionThrewException') ?? []),
            ...(channel.last('unhandledErrorsWhilePlaying')?.[0] ?? []),
          ];
          resolve({ ...told, thrown: thrown.map(({ message }) => String(message)) });
        };
        look();
      }),
    id,
  );
}

test('every story shows what it is named for, without an axe violation, an error, or a request elsewhere', async ({ page, context }) => {
  test.setTimeout(1_800_000);
  const { entries } = JSON.parse(await readFile(join(built, 'index.json'), 'utf8')) as {
    entries: Record<string, { id: string; type: string; title: string; name: string }>;
  };
  const stories = Object.values(entries).filter(({ type }) => type === 'story');
  expect(stories.length).toBeGreaterThan(60);
  // The service worker goes with the last page that it serves, and the next page may still find it going.
  await (await context.newPage()).goto(`${url}/iframe.html?id=${stories[0]?.id}&viewMode=story`);
  await page.bringToFront();
  const wrong: string[] = [];
  let story = '';
  page.on('pageerror', (error) => wrong.push(`${story}: ${error}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) wrong.push(`${story}: asked ${request.url()}`);
  });
  for (const { id, title, name } of stories) {
    story = `${title}/${name}`;
    await page.goto(`${url}/iframe.html?id=${id}&viewMode=story`);
    const { status, reporters, thrown } = await finished(page, id);
    wrong.push(...thrown.map((message) => `${story}: ${message.slice(0, 600)}`));
    if (status !== 'success') wrong.push(`${story}: ${status}: ${(await page.locator('.sb-errordisplay').textContent())?.slice(-600)}`);
    const axe = reporters.find(({ type }) => type === 'a11y');
    if (axe?.status !== 'passed') wrong.push(`${story}: axe: ${JSON.stringify(axe?.result?.violations ?? 'did not run').slice(0, 600)}`);
  }
  expect(wrong).toEqual([]);
});
