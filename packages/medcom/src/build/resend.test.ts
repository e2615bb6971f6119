import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../check/check.ts';
import { writeJson } from '../fhir/json.ts';
import { type Node, nodes } from '../fhir/node.ts';
import { readResource } from '../fhir/read.ts';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { writeXml } from '../fhir/xml-write.ts';
import { read } from '../message/read.ts';
import { withNarrative } from '../narrative/narrative.ts';
import { skip } from '../testing/official.ts';
import { officialErrors } from '../testing/official-check.ts';
import { samples, source } from '../testing/samples.ts';
import { withoutNarrative } from './pool.ts';
import { resend } from './resend.ts';

const again = '2026-03-09T09:31:00+01:00';
const sources = { json: (bundle: Node) => readResource(writeJson(bundle)), xml: (bundle: Node) => readResource(writeXml(bundle)) };
const resources = (bundle: Node) => nodes(bundle, 'entry').map((entry) => entry.resource as Node);

/** A message without what a resend may change: Bundle id, time of assembly, and when its own Provenance says that it was sent. */
function lasting(bundle: Node) {
  const { bundle: _bundle, assembled: _assembled, ...message } = read(bundle);
  return { ...message, history: message.history.map((entry) => ({ ...entry, ...(entry.message === message.id && { occurred: '' }) })) };
}

for (const [name, sent] of Object.entries(samples()))
  test(`S.TC4: sent again, a message (${name}) has a new Bundle id and new times, and is the same message`, () => {
    const before = structuredClone(sent);
    const resent = resend(sent, source(70, again));
    assert.deepEqual(sent, before);
    assert.notEqual(resent.id, sent.id);
    assert.equal(resent.timestamp, again);
    assert.deepEqual(lasting(resent), lasting(sent));
    assert.deepEqual(check(resent, 'sender'), []);

    const { id } = read(sent);
    const changed = resources(resent).filter((resource, at) => JSON.stringify(resource) !== JSON.stringify(resources(sent)[at]));
    assert.equal(changed.length, 1);
    const [own] = changed as [Node];
    assert.equal(own.resourceType, 'Provenance');
    assert.deepEqual(own.target, [{ reference: `MessageHeader/${id}` }]);
    assert.deepEqual([own.occurredDateTime, own.recorded], [again, again]);
    const original = resources(sent).find((resource) => resource.id === own.id) as Node;
    // Its narrative tells the new time, and is what a builder would have written.
    assert.deepEqual(own, withNarrative({ ...withoutNarrative(original), occurredDateTime: again, recorded: again }));
    assert.ok(JSON.stringify(own.text).includes(again));
    assert.ok(!JSON.stringify(own).includes(String(original.occurredDateTime)));
  });

test('sent again and again: each time from the last or from the first gives the same', () => {
  for (const [name, sent] of Object.entries(samples())) {
    const second = resend(sent, source(70, again));
    const third = source(71, '2026-03-09T10:02:00+01:00');
    const bundle = resend(second, third);
    assert.deepEqual(bundle, resend(sent, source(71, third.sentAt)), name);
    assert.equal(new Set([sent.id, second.id, bundle.id]).size, 3);
  }
});

test('a message that was stored as JSON or XML is sent again alike', () => {
  for (const [name, sent] of Object.entries(samples()))
    for (const [format, stored] of Object.entries(sources)) {
      const resent = resend(stored(sent), source(70, again));
      assert.deepEqual(resent, resend(sent, source(70, again)), `${name} ${format}`);
      assert.deepEqual(stored(resent), resent, `${name} ${format}`);
    }
});

test('put together later than it is said to be sent: both times are told', () => {
  const sent = samples().reply as Node;
  const resent = resend(sent, { ...source(70, again), assembledAt: '2026-03-09T09:31:02+01:00' });
  assert.equal(resent.timestamp, '2026-03-09T09:31:02+01:00');
  assert.equal(read(resent).history.find(({ message }) => message === read(sent).id)?.occurred, again);
});

test('what is no message is not sent again', () => {
  assert.throws(
    () => resend({ resourceType: 'Bundle', entry: [] }, source(70, again)),
    (error) => error instanceof MessageUnreadable && error.reason === 'not-a-message',
  );
});

test('the official profiles accept what is sent again', { skip }, () => {
  for (const [name, sent] of Object.entries(samples())) assert.deepEqual(officialErrors(resend(sent, source(70, again))), [], name);
});
