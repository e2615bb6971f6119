import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { authority } from '../testing/certificates.ts';
import { call } from '../testing/server.ts';
import { SourceAnswerInvalid, SourceUnavailable, TransportRefused } from '../types.ts';
import { createAccessPoint } from './access-point.ts';
import { maxEnvelopeBytes } from './envelope.ts';
import type { AccessPointSettings } from './exchange.ts';
import { given, mailboxes, type Network, network, token } from './testing/network.ts';

const [first, second, third] = mailboxes;

function accessPoint(t: TestContext, { url }: Pick<Network, 'url'>, over: Partial<AccessPointSettings> = {}) {
  const transport = createAccessPoint({ url, token, breaker: { failures: 1000 }, ...over });
  t.after(() => transport.close());
  return transport;
}

const box = (...contents: readonly string[]) => new Map(contents.map((content) => [content, Buffer.from(content)]));
const text = ({ bytes }: { readonly bytes: Uint8Array }) => Buffer.from(bytes).toString('utf8');
const envelope = (content = 'envelope') => ({ id: randomUUID(), bytes: Buffer.from(content) });

const refused = (why: TransportRefused['why']) => (error: unknown) => {
  assert.ok(error instanceof TransportRefused, String(error));
  assert.equal(error.why, why);
  return true;
};
const unavailable = (why: SourceUnavailable['why']) => (error: unknown) => {
  assert.ok(error instanceof SourceUnavailable, String(error));
  assert.deepEqual([error.source, error.why, error.cause], ['network', why, undefined]);
  return true;
};

test('what goes into the network comes out of it, byte by byte', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000, size: 'max' }), async (bytes) => {
      const id = randomUUID();
      await transport.send({ id, bytes }, call);
      const held = net.sent.get(id);
      assert.ok(held);
      net.waiting.set(first, new Map([[id, held]]));
      const { arrivals, error } = await given(transport, { boxes: [first], take: true });
      assert.equal(error, undefined);
      assert.deepEqual(
        arrivals.map((arrival) => [arrival.id, arrival.mailbox, [...arrival.bytes]]),
        [[id, first, [...bytes]]],
      );
      assert.equal(net.waiting.get(first)?.size, 0);
    }),
    { numRuns: 50 },
  );
});

test('hands the trace on, and the same envelope a second time without harm', async (t) => {
  const net = await network(t);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const traced: unknown[] = [];
  net.instead = (_, __, request) => {
    traced.push(request.headers.traceparent);
    return false;
  };
  const transport = accessPoint(t, net);
  const one = envelope();
  await transport.send(one, { ...call, traceparent });
  await transport.send(one, call);
  assert.deepEqual(traced, [traceparent, undefined]);
  assert.equal(net.sent.size, 1);
  await assert.rejects(transport.send({ ...one, bytes: Buffer.from('other') }, call), refused('invalid'));
});

test('what the network refuses for good, and what it does not', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  const answerWith = (status: number, body: string) => {
    net.instead = (_, response) => Boolean(response.writeHead(status).end(body));
    return transport.send(envelope(), call);
  };
  const own = (error: string) => JSON.stringify({ error });
  await assert.rejects(answerWith(404, own('unknown-receiver')), refused('unknown-receiver'));
  await assert.rejects(answerWith(400, own('not an envelope')), refused('invalid'));
  await assert.rejects(answerWith(409, own('other bytes')), refused('invalid'));
  await assert.rejects(answerWith(413, ''), refused('too-large'));
  for (const status of [401, 403]) await assert.rejects(answerWith(status, ''), refused('unauthorised'));
  // A wrong path, and a proxy that misses a certificate: no message may be lost to those.
  for (const body of ['<h1>Not Found</h1>', own('no such route'), own('unknown-receiver').padEnd(5000), ''])
    await assert.rejects(answerWith(404, body), unavailable('status'));
  await assert.rejects(answerWith(400, '<h1>No required SSL certificate was sent</h1>'), unavailable('status'));
  for (const status of [200, 204, 302, 429, 500, 502, 503]) await assert.rejects(answerWith(status, ''), unavailable('status'));
  for (const status of [408, 504]) await assert.rejects(answerWith(status, ''), unavailable('timeout'));
  net.instead = (_, __, request) => Boolean(request.socket.destroy());
  await assert.rejects(transport.send(envelope(), call), unavailable('connection'));
});

test('an id that is no UUID, and an envelope over the limit, do not even leave', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  for (const id of ['', '../x', '0505149996', `${randomUUID()}\r\nx: y`, `${randomUUID()}0`])
    await assert.rejects(transport.send({ ...envelope(), id }, call), refused('invalid'));
  await assert.rejects(transport.send({ id: randomUUID(), bytes: new Uint8Array(maxEnvelopeBytes + 1) }, call), refused('too-large'));
  assert.deepEqual(net.asked, []);
});

test('gives the mailboxes one by one, each in the order of the network, and what was not taken again', async (t) => {
  const net = await network(t);
  net.waiting.set(first, box('b', 'a')).set(second, box('c/%?#')).set(third, box('d'));
  const transport = accessPoint(t, net);
  const boxes = [second, first, second];
  const once = await given(transport, { boxes });
  assert.deepEqual(once.arrivals.map(text), ['c/%?#', 'b', 'a']);
  const twice = await given(transport, { boxes, take: true });
  assert.deepEqual(
    twice.arrivals.map(({ id, mailbox }) => [id, mailbox]),
    once.arrivals.map(({ id, mailbox }) => [id, mailbox]),
  );
  assert.deepEqual((await given(transport, { boxes })).arrivals, []);
  assert.equal(net.waiting.get(third)?.size, 1);
});

test('lists again while there is more, and gives what is not taken once', async (t) => {
  const net = await network(t);
  const names = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  net.waiting.set(first, box(...names(250, 'a'))).set(second, box('z'));
  const transport = accessPoint(t, net);
  const left = new Set(['a0', 'a99', 'a150']);
  const seen: string[] = [];
  for await (const arrival of transport.receive([first, second], call)) {
    seen.push(arrival.id);
    if (!left.has(arrival.id)) await arrival.taken();
  }
  // A full mailbox does not keep the next one waiting.
  assert.equal(seen.indexOf('z'), 100);
  assert.deepEqual(seen.toSorted(), [...names(250, 'a'), 'z'].toSorted());
  assert.deepEqual([...(net.waiting.get(first)?.keys() ?? [])], [...left]);
  // A hundred that nobody takes are the end of a mailbox, not an endless loop.
  net.waiting.set(first, box(...names(150, 'b')));
  assert.equal((await given(transport, { boxes: [first] })).arrivals.length, 100);
});

test('one broken envelope does not stop those behind it, nor the other mailboxes, and is told in the end', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  const broken: Readonly<Record<string, Network['instead']>> = {
    'fails': (_, response) => Boolean(response.writeHead(500).end('x'.repeat(100_000))),
    'is shorter than announced': (_, response) => Boolean(response.end('brok')),
    'is longer than announced': (_, response) => Boolean(response.end('broken!')),
    'is far longer': (_, response) => Boolean(response.end('broken!'.repeat(100_000))),
    'is cut': (_, response, request) => {
      response.writeHead(200, { 'content-length': '6' });
      return response.write('bro', () => request.socket.destroy()) || true;
    },
  };
  for (const [how, instead] of Object.entries(broken)) {
    net.waiting.set(first, box('a', 'broken', 'b')).set(second, box('c'));
    net.instead = (asked, ...rest) => asked === `GET /ap/mailboxes/${first}/envelopes/broken` && instead(asked, ...rest);
    const { arrivals, error } = await given(transport, { take: true });
    assert.deepEqual(arrivals.map(text), ['a', 'b', 'c'], how);
    assert.ok(error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid, `${how}: ${error}`);
    assert.deepEqual([...(net.waiting.get(first)?.keys() ?? [])], ['broken'], how);
  }
});

test('an item that breaks the schema, or is too large, is never asked for; a listing that does takes its mailbox with it', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  net.waiting.set(first, box('a')).set(second, box('b'));
  const items = [
    { id: '..', size: 1 },
    { id: 'æ', size: 1 },
    { id: 'a', size: -1 },
    { id: 'a', size: 1.5 },
    { size: 1 },
    'a',
    { id: 'a', size: maxEnvelopeBytes + 1 },
    { id: 'a', size: 1, receivedAt: 7, unknown: true },
  ];
  const listings = [
    [JSON.stringify({ items, more: false }), ['a', 'b']],
    ['{"items":[', ['b']],
    ['{"items":{},"more":false}', ['b']],
    [JSON.stringify({ items: [{ id: 'a', size: 1 }] }), ['b']],
    [`${JSON.stringify({ items: [{ id: 'a', size: 1 }], more: false })}${' '.repeat(1024 * 1024)}`, ['b']],
  ] as const;
  for (const [listing, expected] of listings) {
    net.asked.length = 0;
    net.instead = (asked, response) => asked.includes(`/${first}/envelopes?`) && Boolean(response.end(listing));
    const { arrivals, error } = await given(transport);
    assert.deepEqual(arrivals.map(text), expected, listing.slice(0, 50));
    assert.ok(error instanceof SourceAnswerInvalid, String(error));
    assert.equal(net.asked.length, 3 + expected.length);
  }
});

test('a mailbox that is not ours, or fails, does not stop the others', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  for (const status of [401, 403, 404, 500, 503]) {
    net.waiting.set(first, box('a')).set(second, box('b')).set(third, box('c'));
    net.instead = (asked, response) => asked.includes(second) && Boolean(response.writeHead(status).end());
    const { arrivals, error } = await given(transport, { take: true });
    assert.deepEqual(arrivals.map(text), ['a', 'c']);
    unavailable('status')(error);
    assert.match(String(error), new RegExp(`HTTP ${status}`));
  }
});

test('two gateways on one mailbox: what the other has taken is no error', async (t) => {
  const net = await network(t);
  const [one, other] = [accessPoint(t, net), accessPoint(t, net)];
  net.waiting.set(first, box('a', 'b'));
  const seen: string[] = [];
  for await (const arrival of one.receive([first], call)) {
    seen.push(arrival.id);
    assert.equal((await given(other, { take: true })).error, undefined);
    await arrival.taken();
  }
  assert.deepEqual(seen, ['a']);
  net.waiting.set(first, box('c'));
  net.instead = (asked, response) => asked.startsWith('DELETE') && Boolean(response.writeHead(404).end());
  assert.equal((await given(one, { take: true })).error, undefined);
  net.instead = (asked, response) => asked.startsWith('DELETE') && Boolean(response.writeHead(500).end());
  unavailable('status')((await given(one, { take: true })).error);
});

test('after failures in a row the network is left alone, and one request finds out that it is back', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net, { breaker: { failures: 3, halfOpenAfter: 1 } });
  const closed = accessPoint(t, net, { breaker: { failures: 3, halfOpenAfter: 3_600_000 } });
  net.instead = (_, response) => Boolean(response.writeHead(503, { 'retry-after': '1' }).end());
  const many = Array.from({ length: 50 }, (_, at) => String(5790000999100 + at));
  unavailable('circuit-open')((await given(closed, { boxes: many })).error);
  assert.equal(net.asked.length, 3);
  await assert.rejects(closed.send(envelope(), call), unavailable('circuit-open'));
  assert.equal(net.asked.length, 3);
  for (let failure = 0; failure < 3; failure++) await assert.rejects(transport.send(envelope(), call), unavailable('status'));
  net.instead = () => false;
  for (let sent = false; !sent; )
    sent = await transport.send(envelope(), call).then(
      () => true,
      (error: unknown) => !unavailable('circuit-open')(error),
    );
  await transport.send(envelope(), call);
});

test('what may concern one envelope alone does not open the circuit', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net, { breaker: { failures: 1, halfOpenAfter: 3_600_000 } });
  for (const status of [400, 401, 404, 409, 413, 500]) {
    net.instead = (_, response) => Boolean(response.writeHead(status).end());
    await assert.rejects(transport.send(envelope(), call), (error) => !(error instanceof SourceUnavailable) || error.why === 'status');
  }
  net.instead = () => false;
  await transport.send(envelope(), call);
});

test('gives up at its time-out, and when the caller does, before, during and while waiting for a socket', async (t) => {
  const net = await network(t);
  const controller = new AbortController();
  net.waiting.set(first, box('a'));
  net.instead = (asked) => !asked.includes('?limit');
  await assert.rejects(accessPoint(t, net, { timeout: 50 }).send(envelope(), call), unavailable('timeout'));
  unavailable('timeout')((await given(accessPoint(t, net, { timeout: 50 }))).error);

  const transport = accessPoint(t, net, { connections: 1 });
  const aborted = { signal: controller.signal };
  net.instead = () => {
    controller.abort();
    return true;
  };
  const sending = [transport.send(envelope(), aborted), transport.send(envelope(), aborted)];
  for (const one of sending) await assert.rejects(one, unavailable('aborted'));
  await assert.rejects(transport.send(envelope(), aborted), unavailable('aborted'));
  await assert.rejects(async () => {
    for await (const _ of transport.receive([first], aborted)) assert.fail('nothing may be given');
  }, unavailable('aborted'));
});

test('names a setting that cannot be used, and never the token', () => {
  const message = (settings: AccessPointSettings) => {
    try {
      createAccessPoint(settings);
    } catch (error) {
      assert.ok(error instanceof TypeError);
      return error.message;
    }
  };
  assert.equal(message({ url: 'http://ap.example/', token }), 'network.url: must be https, or http on this machine');
  for (const bad of ['', 'hemmelig token', 'hemmelig\r\nx: y'])
    assert.equal(message({ url: 'https://ap.example/', token: bad }), 'network.token: not a bearer token');
});

test('mutual TLS: shows its certificate, and sends nothing to a server that it does not trust', async (t) => {
  const [ours, theirs] = await Promise.all([authority(), authority()]);
  const [server, client] = await Promise.all([ours.issue('access point'), ours.issue('gateway')]);
  const net = await network(t, { cert: server.certificate, key: server.key, ca: ours.ca, requestCert: true, rejectUnauthorized: true });
  await accessPoint(t, net, { tls: { ...client, ca: ours.ca } }).send(envelope(), call);
  assert.equal(net.sent.size, 1);
  await assert.rejects(accessPoint(t, net, { tls: { ...client, ca: theirs.ca } }).send(envelope(), call), unavailable('connection'));
  await assert.rejects(accessPoint(t, net).send(envelope(), call), unavailable('connection'));
  assert.equal(net.asked.length, 1);
});

test('trap 1: whatever the network answers, no error holds any of it, nor what was sent', async (t) => {
  const net = await network(t);
  const transport = accessPoint(t, net);
  const secret = '<Data>Josefine 0505149996</Data>';
  const body = fc.constantFrom(
    secret,
    JSON.stringify({ error: secret }),
    JSON.stringify({ items: [{ id: secret }], more: false }),
    '{"items":[' + secret,
  );
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(200, 202, 400, 404, 409, 500, 503), async (said, status) => {
      net.instead = (_, response) => Boolean(response.writeHead(status, { 'x-said': secret }).end(said));
      const ended = [await transport.send(envelope(secret), call).catch((error: unknown) => error), (await given(transport)).error];
      for (const error of ended.filter((one) => one !== undefined)) {
        errors++;
        assert.match(String(error), /^(SourceUnavailable|SourceAnswerInvalid|TransportRefused): /);
        assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), new RegExp(`Josefine|0505149996|${token}|${first}`));
      }
    }),
    { numRuns: 60 },
  );
  assert.ok(errors > 60, `${errors} errors seen`);
});
