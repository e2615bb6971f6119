import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { cors, type Problem, problemSlug, routes } from '@paa-tvaers/contract';
import { startTestGateway } from '../testing/gateway.ts';
import { origin } from '../testing/identity.ts';
import { known } from '../testing/sources.ts';

let gateway: Awaited<ReturnType<typeof startTestGateway>>;
before(async () => {
  gateway = await startTestGateway();
});
after(() => gateway.close());

const body = { cpr: known, purpose: 'casework' };

async function problem(response: Response, status: number, slug: string) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const told = (await response.json()) as Problem;
  assert.equal(problemSlug(told.type), slug);
  assert.equal(told.status, status);
  assert.equal(told.trace, response.headers.get('traceparent')?.split('-')[1]);
  assert.match(told.title, /\.$/);
  return told;
}

test('sends the same careful headers with every answer', async () => {
  const answers = await Promise.all([
    gateway.call('POST', '/v1/contexts', { body }),
    gateway.call('GET', '/v1/cases'),
    gateway.call('GET', '/v1/openapi.json'),
    gateway.call('GET', '/nowhere'),
    gateway.call('GET', '/v1/%zz'),
    fetch(new URL('/v1/cases', gateway.gateway.url)),
    fetch(new URL('/v1/cases', gateway.gateway.url), {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'GET' },
    }),
  ]);
  for (const { headers, url } of answers) {
    assert.equal(headers.get('cache-control'), 'no-store', url);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', url);
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin', url);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; frame-ancestors 'none'/, url);
    assert.match(headers.get('traceparent') ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/, url);
  }
});

test('answers every wrong turn with a problem of its own', async () => {
  await problem(await gateway.call('GET', '/v1/nowhere'), 404, 'not-found');
  await problem(await gateway.call('GET', '/v1/%zz'), 404, 'not-found');
  await problem(await fetch(new URL('/v1/cases', gateway.gateway.url)), 401, 'token-missing');
  await problem(await gateway.call('POST', '/v1/contexts', { body: { ...body, padding: 'x'.repeat(16 * 1024) } }), 413, 'body-too-large');
  const text = gateway.call('POST', '/v1/contexts', { body, headers: { 'Content-Type': 'text/plain' } });
  await problem(await text, 415, 'media-type-unsupported');
  const form = gateway.call('POST', '/v1/contexts', { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  await problem(await form, 415, 'media-type-unsupported');
});

test('says which methods a route takes', async () => {
  for (const [method, path, allow] of [
    ['GET', '/v1/contexts', 'POST'],
    ['POST', '/v1/cases', 'GET'],
    ['PUT', '/v1/context', 'DELETE'],
    ['DELETE', '/v1/openapi.json?x=1', 'GET'],
  ] as const) {
    const response = await gateway.call(method, path);
    await problem(response, 405, 'method-not-allowed');
    assert.equal(response.headers.get('allow'), allow);
  }
});

test('answers what is not HTTP with a problem too', async () => {
  const { hostname, port } = new URL(gateway.gateway.url);
  for (const [sent, status] of [
    ['GET / nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = connect(Number(port), hostname);
    socket.end(sent);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    await once(socket, 'close');
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(answer, /\r\nCache-Control: no-store\r\n/);
    assert.equal(problemSlug((JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as Problem).type), 'request-invalid');
  }
});

test('continues the caller’s trace, and begins one where its header is not valid', async () => {
  const id = '0af7651916cd43dd8448eb211c80319c';
  const traced = await gateway.call('GET', '/v1/nowhere', { headers: { traceparent: `00-${id}-b7ad6b7169203331-01` } });
  assert.equal((await problem(traced, 404, 'not-found')).trace, id);
  assert.match(traced.headers.get('traceparent') ?? '', new RegExp(`^00-${id}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
  for (const traceparent of [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${id}-${'0'.repeat(16)}-01`, 'x', `${known}`]) {
    const { trace } = await problem(await gateway.call('GET', '/v1/nowhere', { headers: { traceparent } }), 404, 'not-found');
    assert.match(trace, /^[0-9a-f]{32}$/);
    assert.ok(trace !== id && trace !== '0'.repeat(32));
  }
});

test('carries the trace and the client into log and audit, and a client of another form nowhere', async () => {
  const id = 'aaf7651916cd43dd8448eb211c80319c';
  await gateway.open(known, { headers: { traceparent: `00-${id}-b7ad6b7169203331-01`, 'Paa-Tvaers-Client': 'elements/1.0.0' } });
  const { trace, client } = (await gateway.audit()).at(-1) ?? {};
  assert.deepEqual({ trace, client }, { trace: id, client: 'elements/1.0.0' });
  const line = JSON.parse(gateway.lines.findLast((one) => one.includes(id)) ?? '{}');
  assert.equal(line.client, 'elements/1.0.0');
  await gateway.open(known, { headers: { 'Paa-Tvaers-Client': `elements/${known}` } });
  assert.equal((await gateway.audit()).at(-1)?.client, undefined);
});

test('answers a preflight of any registered page, on every route', async () => {
  for (const path of ['/v1/contexts', '/v1/context', '/v1/cases', '/v1/contacts', '/v1/openapi.json', '/v1/later']) {
    const response = await fetch(new URL(path, gateway.gateway.url), {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'authorization,paa-tvaers-context',
      },
    });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get('access-control-allow-origin'), origin);
    assert.equal(response.headers.get('access-control-allow-headers'), cors.allowHeaders.join(', '));
    assert.equal(response.headers.get('access-control-allow-methods'), cors.allowMethods.join(', '));
    assert.equal(response.headers.get('access-control-max-age'), '7200');
    assert.equal(response.headers.get('access-control-allow-credentials'), null);
    assert.equal(response.headers.get('vary'), 'Origin');
  }
});

test('lets a registered page read answers and errors alike', async () => {
  const answers = [
    await gateway.call('POST', '/v1/contexts', { body, headers: { Origin: origin } }),
    await gateway.call('GET', '/v1/cases', { as: 'no-token', headers: { Origin: origin } }),
    await gateway.call('GET', '/v1/nowhere', { headers: { Origin: origin } }),
    await gateway.call('POST', '/v1/contexts', { body: 'x', headers: { Origin: origin } }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 401, 404, 400],
  );
  for (const { headers } of answers) {
    assert.equal(headers.get('access-control-allow-origin'), origin);
    assert.equal(headers.get('access-control-expose-headers'), cors.exposeHeaders.join(', '));
    assert.match(headers.get('vary') ?? '', /Origin/);
  }
});

test('refuses pages that are not registered, opaque ones, and those of another organisation', async () => {
  for (const strange of ['https://strange.example', 'null', 'https://host.example.strange.example', 'http://host.example']) {
    const response = await gateway.call('POST', '/v1/contexts', { body, headers: { Origin: strange } });
    await problem(response, 403, 'origin-not-allowed');
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    const preflight = { method: 'OPTIONS', headers: { Origin: strange, 'Access-Control-Request-Method': 'GET' } };
    await problem(await fetch(new URL('/v1/cases', gateway.gateway.url), preflight), 403, 'origin-not-allowed');
  }
  const neighbours = await gateway.call('POST', '/v1/contexts', { body, headers: { Origin: 'https://epj.example' } });
  await problem(neighbours, 403, 'origin-not-allowed');
});

test('challenges for a token with the reason, and without one where none was sent', async () => {
  const missing = await fetch(new URL('/v1/cases', gateway.gateway.url));
  assert.equal(missing.headers.get('www-authenticate'), 'Bearer');
  const foreign = await gateway.call('GET', '/v1/cases', { as: { aud: 'https://another.example' } });
  assert.match(foreign.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token"/);
});

test('holds each employee to the agreed rate, and says when to come back', async () => {
  const as = { iss: 'https://epj.example', org: '55667788', audience: 'child-psychiatry', function: 'physician' };
  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await gateway.call('GET', '/v1/cases', { as }));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 400, 400, 429],
  );
  const last = answers.at(-1) as Response;
  await problem(last, 429, 'rate-limited');
  assert.match(last.headers.get('retry-after') ?? '', /^[1-9]\d?$/);
  await problem(await gateway.call('GET', '/v1/contacts', { as: { ...as, sub: 'employee-2' } }), 400, 'context-missing');
});

test('serves its own description', async () => {
  const response = await fetch(new URL('/v1/openapi.json', gateway.gateway.url));
  const document = (await response.json()) as { openapi: string; paths: object };
  assert.equal(document.openapi, '3.1.0');
  const { openapi: _, ...described } = routes;
  assert.deepEqual(Object.keys(document.paths), Object.values(described));
});
