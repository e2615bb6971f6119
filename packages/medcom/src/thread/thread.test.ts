import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildForward, buildReply } from '../build/continue.ts';
import { resend } from '../build/resend.ts';
import type { Node } from '../fhir/node.ts';
import { readMessage } from '../message/read.ts';
import type { Acknowledgement, Message } from '../message/types.ts';
import { systems } from '../terms.ts';
import {
  clinic,
  draft,
  forward,
  fullMessage,
  josefine,
  newMessage,
  nurse,
  pdf,
  practice,
  psychologist,
  reply,
  school,
  secondReply,
  source,
} from '../testing/samples.ts';
import { arrivalOf, deliveryOf } from './receipts.ts';
import { threads } from './thread.ts';
import type { Thread } from './types.ts';

const asNode = (bundle: object) => bundle as Node;
const texts = ({ parts }: Thread) => parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
const only = (messages: readonly Message[]): Thread => {
  const found = threads(messages);
  assert.equal(found.length, 1);
  return found[0] as Thread;
};

const first = newMessage({ attachments: [pdf] });
const answer = reply(first);
const third = secondReply(answer);
const [m1, m2, m3] = [first, answer, third].map(readMessage) as [Message, Message, Message];

/** A conversation as it may go: each step answers or hands on an earlier message, at the same time as others or not, by clocks that differ. */
const conversations = fc
  .array(fc.record({ of: fc.nat(), minutes: fc.constantFrom(0, 0, 1, 30, -45), own: fc.boolean(), forward: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps) => {
    const bundles: Node[] = [newMessage({ attachments: [pdf] }, source(1, '2026-03-02T08:00:00Z'))];
    let time = Date.UTC(2026, 2, 2, 8);
    for (const [index, step] of steps.entries()) {
      time += step.minutes * 60_000;
      const to = bundles[step.of % bundles.length] as Node;
      const { sender, receiver, thread } = readMessage(to);
      const inThread = bundles.filter((bundle) => readMessage(bundle).thread === thread);
      const from = source(index + 2, new Date(time).toISOString().replace('.000Z', 'Z'));
      const unit = step.own ? sender : receiver;
      const common = { sender: { sor: unit.sor ?? '', gln: unit.gln ?? '', name: unit.name ?? '' }, author: nurse, text: `Trin ${index}` };
      bundles.push(
        asNode(step.forward ? buildForward(to, { ...common, receiver: practice }, from, inThread) : buildReply(to, common, from)),
      );
    }
    return bundles;
  });

/** Sent again after half an hour, as it is where no acknowledgement comes. */
const resent = (bundle: Node) => resend(bundle, source(Number.parseInt(String(bundle.id), 16) + 100, '2026-03-02T08:31:00Z'));

/** Some messages of a conversation as they arrive: each first, again, or both, in any order. */
const arrivals = conversations.chain((bundles) =>
  fc
    .tuple(
      fc.array(fc.constantFrom('first', 'again', 'both', 'lost'), { minLength: bundles.length, maxLength: bundles.length }),
      fc.array(fc.nat(), { minLength: 2 * bundles.length, maxLength: 2 * bundles.length }),
    )
    .map(([fates, keys]) => {
      const here = bundles.flatMap((bundle, index) => {
        const fate = fates[index];
        return [...(fate === 'first' || fate === 'both' ? [bundle] : []), ...(fate === 'again' || fate === 'both' ? [resent(bundle)] : [])];
      });
      return { here: here.map(readMessage), keys };
    }),
);

const shuffled = <Value>(values: readonly Value[], keys: readonly number[]) =>
  values
    .map((value, index) => ({ value, key: keys[index] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);

test('any order of arrival, with messages missing and others twice, gives the same threads', () => {
  fc.assert(
    fc.property(arrivals, ({ here, keys }) => {
      assert.deepEqual(threads(shuffled(here, keys)), threads(here));
    }),
    { numRuns: 300 },
  );
});

test('what is answered stands before its answer, whatever the clocks say; and nothing stands before its time without need', () => {
  fc.assert(
    fc.property(arrivals, ({ here, keys }) => {
      for (const { messages, parts, arrived } of threads(shuffled(here, keys))) {
        const place = new Map(messages.map(({ id }, index) => [id, index]));
        for (const { id, answers } of messages)
          if (answers && place.has(answers)) assert.ok((place.get(answers) ?? 0) < (place.get(id) ?? 0), `${answers} before ${id}`);
        assert.deepEqual(
          arrived.map(({ id }) => id),
          messages.filter((message) => message.arrived).map(({ id }) => id),
        );
        const time = ({ occurred }: { readonly occurred?: string }) => Date.parse(occurred ?? '');
        for (const [index, message] of messages.slice(1).entries()) {
          const before = messages[index] as (typeof messages)[number];
          if (time(before) > time(message)) assert.equal(message.answers, before.id);
        }
        for (const [index, part] of parts.slice(1).entries()) {
          const before = parts[index] as (typeof parts)[number];
          assert.ok(Date.parse(before.sent ?? '') <= Date.parse(part.sent ?? ''));
          if (before.sent === part.sent) assert.ok((place.get(before.message ?? '') ?? 0) <= (place.get(part.message ?? '') ?? 0));
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('no text is lost and none is doubled, whatever has arrived', () => {
  fc.assert(
    fc.property(arrivals, ({ here }) => {
      for (const thread of threads(here)) {
        const own = here.filter((message) => message.thread === thread.id);
        const expected = new Set(own.flatMap(({ parts }) => parts.map(({ id }) => id)));
        assert.deepEqual(new Set(thread.parts.map(({ id }) => id)), expected);
        assert.equal(thread.parts.length, expected.size);
        assert.ok(thread.arrived.some(({ id }) => id === thread.latest));
      }
    }),
  );
});

test('rules 2, 8: one identifier, one thread; another, another', () => {
  assert.equal(only([m1, m2, m3]).id, m1.thread);
  const other = readMessage(newMessage({}, source(50)));
  assert.deepEqual(new Set(threads([m1, other]).map(({ id }) => id)), new Set([m1.thread, other.thread]));
});

test('rules 9, 10: a reply before the message that it answers shows all, and says that something is unread', () => {
  const thread = only([m2]);
  assert.deepEqual(texts(thread), [draft.text, 'Den 12. marts kl. 10.']);
  assert.deepEqual(
    thread.messages.map(({ id, arrived }) => [id, arrived]),
    [
      [m1.id, false],
      [m2.id, true],
    ],
  );
  assert.deepEqual(
    thread.parts.map(({ message }) => message),
    [m1.id, m1.id, m2.id],
  );
  const later = only([m2, m1]);
  assert.ok(later.messages.every(({ arrived }) => arrived));
  assert.deepEqual(
    later.parts.map(({ id }) => id),
    thread.parts.map(({ id }) => id),
  );
});

test('rule 11: a message of a thread that nobody knows begins it here', () => {
  const thread = only([m3]);
  assert.equal(thread.messages.length, 3);
  assert.deepEqual(thread.unknown, []);
});

test('a predecessor that not even the history holds is told as unknown', () => {
  const lost = { ...m2, history: m2.history.filter(({ message }) => message === m2.id) };
  assert.deepEqual(only([lost]).unknown, [m1.id]);
});

test('rules 12, 13, 23: parallel replies stand in one thread by time, each saying what it answers; one of them is continued', () => {
  const own = readMessage(
    asNode(buildReply(first, { sender: school, author: psychologist, text: 'Mere' }, source(8, '2026-03-03T09:00:00+01:00'))),
  );
  const thread = only([m1, m2, own]);
  assert.deepEqual(texts(thread), [draft.text, 'Mere', 'Den 12. marts kl. 10.']);
  assert.deepEqual(
    thread.messages.map(({ answers }) => answers),
    [undefined, m1.id, m1.id],
  );
  assert.equal(thread.latest, m2.id);
});

test('rule 12: of two texts at one time the initiator’s comes first', () => {
  const at = '2026-03-03T10:00:00+01:00';
  const theirs = readMessage(asNode(buildReply(first, { sender: clinic, author: nurse, text: 'Klinikken' }, source(8, at))));
  const ours = readMessage(
    asNode(buildReply(first, { sender: school, author: psychologist, text: 'Skolen' }, source(9, '2026-03-03T09:00:00Z'))),
  );
  assert.deepEqual(texts(only([m1, theirs, ours])), [draft.text, 'Skolen', 'Klinikken']);
  const reversed = readMessage(asNode(buildReply(first, { sender: school, author: psychologist, text: 'Skolen' }, source(7, at))));
  assert.deepEqual(texts(only([m1, theirs, reversed])), [draft.text, 'Skolen', 'Klinikken']);
});

test('rule 12: an answer at the very moment of what it answers comes after it, the initiator’s too', () => {
  const at = '2026-03-03T10:00:00+01:00';
  const theirs = asNode(buildReply(first, { sender: clinic, author: nurse, text: 'Klinikken' }, source(8, at)));
  const ours = readMessage(asNode(buildReply(theirs, { sender: school, author: psychologist, text: 'Skolen' }, source(7, at))));
  const other = readMessage(asNode(buildReply(first, { sender: clinic, author: nurse, text: 'Klinikken igen' }, source(9, at))));
  const expected = [draft.text, 'Klinikken', 'Skolen', 'Klinikken igen'];
  assert.deepEqual(texts(only([other, ours, readMessage(theirs), m1])), expected);
  assert.deepEqual(texts(only([m1, ours, other])), expected);
});

test('a message that had to be sent again stands before the answer to its first copy', () => {
  const late = readMessage(resend(answer, source(60, '2026-03-05T10:00:00+01:00')));
  for (const here of [
    [m1, late, m3],
    [m3, late],
  ]) {
    const thread = only(here);
    assert.deepEqual(
      thread.messages.map(({ id }) => id),
      [m1.id, m2.id, m3.id],
    );
    assert.equal(thread.latest, m3.id);
    assert.deepEqual(texts(thread), texts(only([m1, m2, m3])));
  }
});

test('a part that no Provenance accounts for stands with the message that it came in', () => {
  const at = '2026-03-03T10:00:00+01:00';
  const theirs = readMessage(asNode(buildReply(first, { sender: clinic, author: nurse, text: 'Klinikken' }, source(8, at))));
  const ours = readMessage(asNode(buildReply(first, { sender: school, author: psychologist, text: 'Skolen' }, source(9, at))));
  const bare = { ...ours, history: ours.history.map((entry) => (entry.message === ours.id ? { ...entry, parts: [] } : entry)) };
  assert.deepEqual(texts(only([m1, theirs, bare])), [draft.text, 'Skolen', 'Klinikken']);
});

test('rules 3–5: the latest is what may be answered, one’s own too', () => {
  assert.equal(only([m1]).latest, m1.id);
  assert.equal(only([m1, m2]).latest, m2.id);
  assert.equal(only([m3, m1, m2]).latest, m3.id);
});

test('rules 14–18: a forward is its own thread, of which only the forward may be answered; the first goes on', () => {
  const handedOn = forward(third, [first, answer]);
  const f = readMessage(handedOn);
  const [newest, original] = threads([m1, m2, m3, f]);
  assert.equal(newest?.id, f.thread);
  assert.equal(newest?.latest, f.id);
  assert.deepEqual(
    newest?.messages.map(({ beforeForward }) => beforeForward),
    [true, true, true, false],
  );
  assert.equal(original?.latest, m3.id);
  const back = readMessage(
    asNode(buildReply(handedOn, { sender: practice, author: nurse, text: 'Modtaget' }, source(20, '2026-03-06T10:00:00+01:00'))),
  );
  assert.equal(only([f, back]).latest, back.id);
});

test('a parallel reply that was handed on along with another belongs to the thread before the forward', () => {
  const own = asNode(buildReply(first, { sender: school, author: psychologist, text: 'Mere' }, source(8, '2026-03-03T09:00:00+01:00')));
  const handedOn = readMessage(forward(answer, [first, own]));
  const thread = only([handedOn]);
  assert.deepEqual(
    thread.messages.map(({ id, beforeForward }) => [id, beforeForward]),
    [
      [m1.id, true],
      [readMessage(own).id, true],
      [m2.id, true],
      [handedOn.id, false],
    ],
  );
});

test('an earlier file’s content is found where it still stands', () => {
  const thread = only([m3, m2, m1]);
  const file = thread.parts.find(({ kind }) => kind === 'attachment');
  assert.equal(file?.kind === 'attachment' && file.data, 'data' in pdf && pdf.data);
  const named = only([m3]).parts.find(({ kind }) => kind === 'attachment');
  assert.equal(named?.kind === 'attachment' && named.data, undefined);
});

test('a message that comes twice stands once; with other content it is told', () => {
  const again = { ...m2, bundle: 'ny', assembled: '2026-03-05T10:00:00+01:00' };
  assert.deepEqual(only([m1, m2, again]), only([m1, m2]));
  const changed = { ...again, parts: again.parts.map((part) => (part.kind === 'text' ? { ...part, text: 'Noget andet' } : part)) };
  const thread = only([changed, m2, m1]);
  assert.deepEqual(thread.alerts, ['message-differs']);
  assert.deepEqual(texts(thread), texts(only([m1, m2])));
});

test('one Bundle in two versions that differ in what the reader does not see: the order of arrival does not choose', () => {
  const forgetful = { ...m2, history: m2.history.filter(({ message }) => message === m2.id) };
  assert.deepEqual(only([m2, forgetful]), only([forgetful, m2]));
});

test('a text that comes back with other words: the one who wrote it is believed, and it is told', () => {
  const altered = {
    ...m2,
    parts: m2.parts.map((part) => (part.kind === 'text' && part.text === draft.text ? { ...part, text: 'Rettet' } : part)),
  };
  const thread = only([altered, m1]);
  assert.deepEqual(thread.alerts, ['part-differs']);
  assert.equal(texts(thread)[0], draft.text);
});

test('numbers: several kinds are one person’s; a changed CPR number keeps the thread, and is told', () => {
  const full = readMessage(fullMessage());
  assert.deepEqual(only([full]).alerts, []);
  assert.equal(only([full]).patientIdentifiers.length, 3);
  const other = (value: string, system: string = systems.cpr) => {
    const patient = { ...josefine, identifiers: [{ system, value }] };
    return readMessage(
      asNode(buildReply(first, { sender: clinic, author: nurse, text: 'Svar', patient }, source(9, '2026-03-03T10:00:00+01:00'))),
    );
  };
  assert.deepEqual(only([m1, other('0505149988')]).alerts, ['patient-differs']);
  assert.equal(only([m1, other('0505149988')]).patientIdentifiers[0]?.value, '0505149988');
  // A replacement number beside the CPR number is the same child.
  assert.deepEqual(only([m1, other('0505141AB2', systems.xEcpr)]).alerts, []);
  // A replacement number alone shares nothing with the CPR number.
  const alone = { ...m2, patient: { identifiers: [{ type: 'x-ecpr' as const, system: systems.xEcpr, value: '0505141AB2' }] } };
  assert.deepEqual(only([m1, alone]).alerts, ['patient-differs']);
});

test('a changed SOR code is told; a changed name or GLN is not', () => {
  const moved = (sor: string, name: string, gln: string) => ({ ...m2, sender: { sor, name, gln } });
  assert.deepEqual(only([m1, moved(practice.sor, 'BUP', clinic.gln)]).alerts, ['other-organisation']);
  assert.deepEqual(only([m1, moved(clinic.sor, 'BUP Nord', practice.gln)]).alerts, []);
});

test('a history that runs in circles ends', () => {
  const circle = { ...m2, history: m2.history.map((entry) => (entry.message === m1.id ? { ...entry, answers: m2.id } : entry)) };
  assert.equal(only([circle]).messages.length, 2);
});

test('acknowledgements: the first final one holds, a transient one gives way, whichever arrives first', () => {
  const receipt = (response: Acknowledgement['response'], minute: number, of = 'a'): Acknowledgement => ({
    kind: 'acknowledgement',
    bundle: `b${minute}`,
    id: `k${9 - minute}`,
    assembled: `2026-03-02T09:${String(minute).padStart(2, '0')}:00Z`,
    of,
    response,
    sender: {},
    receiver: {},
    issues: [],
    history: [],
  });
  const [transient, ok, refused] = [receipt('transient-error', 1), receipt('ok', 2), receipt('fatal-error', 3)];
  assert.equal(deliveryOf('a', []), 'awaiting');
  assert.equal(deliveryOf('a', [receipt('ok', 1, 'b')]), 'awaiting');
  assert.equal(deliveryOf('a', [transient]), 'transient');
  for (const order of [
    [transient, ok],
    [ok, transient],
  ])
    assert.equal(deliveryOf('a', order), 'accepted');
  assert.equal(deliveryOf('a', [transient, refused]), 'refused');
  for (const order of [
    [ok, refused],
    [refused, ok],
  ])
    assert.equal(deliveryOf('a', order), 'accepted');
});

test('arrivals: known message, known Bundle around another, new', () => {
  const known = [{ id: 'm', bundle: 'b' }];
  assert.equal(arrivalOf({ id: 'm', bundle: 'b' }, known), 'duplicate');
  assert.equal(arrivalOf({ id: 'm', bundle: 'c' }, known), 'duplicate');
  assert.equal(arrivalOf({ id: 'n', bundle: 'b' }, known), 'conflict');
  assert.equal(arrivalOf({ id: 'n', bundle: 'c' }, known), 'new');
});
