import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type TestContext, test } from 'node:test';
import { authority } from '../testing/certificates.ts';
import { call, serve, type TestServer } from '../testing/server.ts';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import type { TlsSettings } from './http.ts';
import { statusError } from './http.ts';
import { Source } from './source.ts';

const scope = 'entityid:http://stoettesystemerne.dk/service/organisation/3';

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A token service that numbers its tokens, and a system that answers with the token it was shown. */
async function pair(t: TestContext, { expires = 3600, refused = [] as string[], token = undefined as unknown } = {}) {
  let issued = 0;
  const tokens = await serve(t, (_, response) =>
    json(response, token ?? { access_token: `token-${++issued}`, token_type: 'Bearer', expires_in: expires }),
  );
  const system = await serve(t, ({ headers }, response) => {
    const shown = headers.authorization ?? '';
    response.writeHead(refused.includes(shown) ? 401 : 200).end(shown);
  });
  return { tokens, system, source: sourceAt(t, system, tokens.url) };
}

function sourceAt(t: TestContext, system: TestServer, tokenUrl: string, tls?: TlsSettings): Source {
  const security = {
    kind: 'oauth',
    tokenUrl,
    clientId: 'http://stoettesystemerne.dk/service/organisation/3',
    scope,
    ...(tls && { tls }),
  } as const;
  const source = new Source('organisation', { url: system.url, security });
  t.after(() => source.close());
  return source;
}

function ask(source: Source, municipality?: string): Promise<string> {
  return source.ask(call, async (send) => {
    const { status, bytes } = await send({ headers: {}, body: '' }, municipality);
    if (status !== 200) throw statusError('organisation', status);
    return Buffer.from(bytes).toString();
  });
}

test('asks for a token as KOMBIT has it, and shows it', async (t) => {
  const { tokens, source } = await pair(t);
  assert.equal(await ask(source, '11111111'), 'Bearer token-1');
  const [seen] = tokens.seen;
  assert.equal(seen?.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(
    seen?.body,
    'grant_type=client_credentials&client_id=http%3A%2F%2Fstoettesystemerne.dk%2Fservice%2Forganisation%2F3&scope=entityid%3Ahttp%3A%2F%2Fstoettesystemerne.dk%2Fservice%2Forganisation%2F3%2Canvenderkontekst%3A11111111',
  );
});

test('keeps one token a municipality', async (t) => {
  const { tokens, source } = await pair(t);
  assert.equal(await ask(source, '11111111'), 'Bearer token-1');
  assert.equal(await ask(source, '22222222'), 'Bearer token-2');
  assert.equal(await ask(source, '11111111'), 'Bearer token-1');
  assert.equal(await ask(source), 'Bearer token-3');
  assert.equal(tokens.seen.length, 3);
});

test('asks for one token, however many need it at the same time', async (t) => {
  const { tokens, source } = await pair(t);
  await Promise.all(Array.from({ length: 20 }, () => ask(source, '11111111')));
  assert.equal(tokens.seen.length, 1);
});

test('a caller that gives up does not take the token from those that wait with it', async (t) => {
  const held: ServerResponse[] = [];
  const controller = new AbortController();
  const tokens = await serve(t, (_, response) => {
    held.push(response);
    controller.abort();
  });
  const system = await serve(t, (_, response) => response.end('answer'));
  const source = sourceAt(t, system, tokens.url);
  const first = source.ask({ signal: controller.signal }, (send) => send({ headers: {}, body: '' }));
  const second = ask(source);
  await assert.rejects(first, { why: 'aborted' });
  for (const response of held) json(response, { access_token: 'token', token_type: 'bearer' });
  assert.equal(await second, 'answer');
  assert.equal(tokens.seen.length, 1);
});

test('asks for a new token shortly before the old one expires', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const { source } = await pair(t, { expires: 3600 });
  await ask(source);
  t.mock.timers.tick((3600 - 61) * 1000);
  assert.equal(await ask(source), 'Bearer token-1');
  t.mock.timers.tick(2 * 1000);
  assert.equal(await ask(source), 'Bearer token-2');
});

test('tries a refused token once more with a new one, and no more than once', async (t) => {
  const once = await pair(t, { refused: ['Bearer token-1'] });
  assert.equal(await ask(once.source), 'Bearer token-2');
  assert.equal(await ask(once.source), 'Bearer token-2');

  const twice = await pair(t, { refused: ['Bearer token-1', 'Bearer token-2'] });
  await assert.rejects(ask(twice.source), { why: 'status', message: 'organisation: status (HTTP 401)' });
  assert.equal(twice.system.seen.length, 2);
});

test('a token service that fails, or answers something else, leaves the system unasked', async (t) => {
  const system = await serve(t, (_, response) => response.end());
  const failing = await serve(t, (_, response) => json(response, { error: 'invalid_client', error_description: 'Josefine' }, 400));
  await assert.rejects(ask(sourceAt(t, system, failing.url)), (error) => {
    assert.ok(error instanceof SourceUnavailable);
    assert.equal(error.message, 'organisation: status (HTTP 400)');
    return true;
  });
  for (const token of [
    { access_token: 't', token_type: 'Holder-of-key' },
    { token_type: 'bearer' },
    'Josefine',
    { access_token: 'a\r\nb', token_type: 'bearer' },
  ])
    await assert.rejects(ask((await pair(t, { token })).source), (error) => {
      assert.ok(error instanceof SourceAnswerInvalid);
      assert.doesNotMatch(`${error.message}${error.stack}`, /Josefine/);
      return true;
    });
  assert.equal(system.seen.length, 0);
});

test('shows its certificate to a token service that requires one, and trusts only the given authority', async (t) => {
  const trusted = await authority();
  const stranger = await authority();
  const service = await trusted.issue('token service');
  const us = await trusted.issue('På Tværs (system)');
  const them = await stranger.issue('somebody else');
  const subjects: string[] = [];
  const tokens = await serve(
    t,
    (_, response, request) => {
      subjects.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
      json(response, { access_token: 'token', token_type: 'Bearer', expires_in: 60 });
    },
    { cert: service.certificate, key: service.key, ca: trusted.ca, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' },
  );
  const system = await serve(t, ({ headers }, response) => response.end(headers.authorization));

  assert.equal(await ask(sourceAt(t, system, tokens.url, { ...us, ca: trusted.ca, maxVersion: 'TLSv1.2' })), 'Bearer token');
  assert.deepEqual(subjects, ['På Tværs (system)']);
  await assert.rejects(ask(sourceAt(t, system, tokens.url, { ...them, ca: trusted.ca })), { why: 'connection' });
  await assert.rejects(ask(sourceAt(t, system, tokens.url, { ...us, ca: stranger.ca })), { why: 'connection' });
  assert.throws(() => sourceAt(t, system, tokens.url), { name: 'TypeError', message: /security\.tls: required/ });
  assert.equal(subjects.length, 1);
});

test('shows its certificate to the system too', async (t) => {
  const trusted = await authority();
  const service = await trusted.issue('system');
  const us = await trusted.issue('us');
  const system = await serve(t, (_, response, request) => response.end((request.socket as TLSSocket).getPeerCertificate().subject.CN), {
    cert: service.certificate,
    key: service.key,
    ca: trusted.ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const tokens = await serve(t, (_, response) => json(response, { access_token: 'token', token_type: 'Bearer' }));
  assert.equal(await ask(sourceAt(t, system, tokens.url, { ...us, ca: trusted.ca })), 'us');
});
