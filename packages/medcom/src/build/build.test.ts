import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from '../check/check.ts';
import { writeJson } from '../fhir/json.ts';
import { type Node, nodes } from '../fhir/node.ts';
import { readResource } from '../fhir/read.ts';
import { writeXml } from '../fhir/xml-write.ts';
import { read, readMessage } from '../message/read.ts';
import type { Acknowledgement, AttachmentPart, Message } from '../message/types.ts';
import { categories, type Category, mimeTypes, practitionerRoles, systems } from '../terms.ts';
import { copyOf, resource } from '../testing/rich.ts';
import {
  acknowledgement,
  clinic,
  draft,
  forward,
  fullMessage,
  josefine,
  link,
  newMessage,
  nurse,
  pdf,
  practice,
  psychologist,
  refusal,
  reply,
  samples,
  school,
  secondReply,
  source,
} from '../testing/samples.ts';
import { buildAcknowledgement } from './acknowledgement.ts';
import { buildForward, buildReply } from './continue.ts';
import { type BuildProblem, BuildRefused, type NewDraft } from './draft.ts';
import { buildNew } from './new.ts';

const asNode = (bundle: object) => bundle as Node;
const texts = ({ parts }: Message) => parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
const files = ({ parts }: Message) => parts.filter((part): part is AttachmentPart => part.kind === 'attachment');

function refused(make: () => unknown, problem: BuildProblem): void {
  assert.throws(make, (error) => error instanceof BuildRefused && error.problem === problem && !/0505|Testperson/.test(error.message));
}

const text = fc
  .string({ minLength: 1, maxLength: 40, unit: fc.constantFrom('a', 'Æ', '\n', ' ', '&', '<', '"', '😀', '\t') })
  .filter((value) => value.trim() !== '');
const drafts: fc.Arbitrary<NewDraft> = fc
  .record(
    {
      text,
      category: fc.constantFrom(...(Object.keys(categories) as Category[])),
      topic: text,
      attachments: fc.array(
        fc.oneof(
          fc
            .tuple(text, fc.constantFrom(...mimeTypes), fc.uint8Array({ minLength: 1, maxLength: 60 }))
            .map(([title, contentType, bytes]) => ({ title, contentType, data: Buffer.from(bytes).toString('base64') })),
          fc.constant(link),
        ),
        { maxLength: 4 },
      ),
      role: fc.oneof(
        fc.constantFrom(...Object.keys(practitionerRoles)).map((code) => ({ code })),
        text.map((words) => ({ text: words })),
      ),
      family: fc.boolean(),
      team: fc.option(text, { nil: undefined }),
    },
    { noNullPrototype: true },
  )
  .map(({ role, family, team, ...rest }) => ({
    ...draft,
    ...rest,
    author: { ...psychologist, role },
    patient: family ? josefine : { ...josefine, name: { given: ['Josefine'] } },
    ...(team !== undefined && { specificSender: { kind: 'team' as const, team }, specificRecipient: { kind: 'team' as const, team } }),
  }));

test('build, write, read again is equal, in both formats, and passes as a sender’s', () => {
  fc.assert(
    fc.property(drafts, fc.integer({ min: 1, max: 1_000_000 }), (written, seed) => {
      const first = asNode(buildNew(written, source(seed)));
      for (const bundle of [first, reply(first), forward(reply(first), [first])]) {
        assert.deepEqual(check(bundle, 'sender'), []);
        for (const bytes of [writeJson(bundle), writeXml(bundle)]) {
          assert.deepEqual(readResource(bytes), bundle);
          assert.deepEqual(read(readResource(bytes)), read(bundle));
        }
      }
      const message = readMessage(first);
      assert.deepEqual(texts(message), [written.text]);
      assert.equal(message.topic, written.topic);
      assert.equal(message.category, written.category);
    }),
    { numRuns: 60 },
  );
});

test('the same draft and source make the same message: nothing is drawn from clock or chance', () => {
  assert.deepEqual(samples(), samples());
});

test('rule 1: a new message has identifiers of its own, one per part', () => {
  const message = readMessage(newMessage({ attachments: [pdf, link] }));
  const ids = [message.thread, ...message.parts.map(({ id }) => id)];
  assert.equal(new Set(ids).size, 4);
  for (const id of ids) assert.match(id, /^urn:uuid:[0-9a-f-]{36}$/);
  assert.equal(message.activity, 'new-message');
  assert.deepEqual(message.history[0]?.parts.toSorted(), message.parts.map(({ id }) => id).toSorted());
});

test('rules 3, 7: a reply goes back to who sent, in the same thread, and to the one who wrote specifically', () => {
  const first = fullMessage();
  const answer = readMessage(reply(first));
  assert.equal(answer.thread, readMessage(first).thread);
  assert.deepEqual([answer.sender.sor, answer.receiver.sor], [clinic.sor, school.sor]);
  assert.equal(answer.activity, 'reply-message');
  assert.equal(answer.history.find(({ message }) => message === answer.id)?.answers, readMessage(first).id);
  assert.deepEqual(answer.specificRecipient, readMessage(first).specificSender);
  assert.equal(answer.category, 'regarding-referral');
  assert.equal(answer.topic, draft.topic);
  assert.equal(answer.priority, 'asap');
  assert.deepEqual(answer.episodes, readMessage(first).episodes);
});

test('rule 7: the specific recipient can be removed or chosen', () => {
  const common = { sender: clinic, author: nurse, text: 'Svar' };
  assert.equal(
    readMessage(asNode(buildReply(fullMessage(), { ...common, specificRecipient: null }, source(2)))).specificRecipient,
    undefined,
  );
  const chosen = asNode(buildReply(fullMessage(), { ...common, specificRecipient: { kind: 'team', team: 'Team Syd' } }, source(2)));
  assert.deepEqual(readMessage(chosen).specificRecipient, { kind: 'team', team: 'Team Syd', organisation: school });
  assert.deepEqual(check(chosen, 'sender'), []);
});

test('rule 4: a unit may answer its own latest message, to the same receiver', () => {
  const again = asNode(
    buildReply(fullMessage(), { sender: school, author: psychologist, text: 'Jeg glemte noget.' }, source(2, '2026-03-02T10:00:00+01:00')),
  );
  const message = readMessage(again);
  assert.deepEqual([message.sender.sor, message.receiver.sor], [school.sor, clinic.sor]);
  assert.deepEqual(message.specificRecipient, readMessage(fullMessage()).specificRecipient);
  assert.deepEqual(check(again, 'sender'), []);
});

test('rule 6: a reply names earlier files with id, time, title and author, and sends none of them again', () => {
  const answer = readMessage(secondReply(reply(fullMessage())));
  const [old, oldLink, added] = files(answer);
  assert.equal(old?.title, pdf.title);
  assert.equal(old?.data ?? oldLink?.url, undefined);
  assert.deepEqual(
    [old?.id, old?.sent, old?.author],
    files(readMessage(fullMessage())).map(({ id, sent, author }) => [id, sent, author])[0],
  );
  assert.ok(added && 'url' in added && added.url);
  assert.equal(texts(answer).length, 3);
});

test('earlier texts and Provenances are carried on unchanged, narratives and all', () => {
  const first = fullMessage();
  const third = secondReply(reply(first));
  assert.deepEqual(resource(third, 'Provenance'), resource(first, 'Provenance'));
  const [then, now] = [first, third].map((bundle) => nodes(resource(bundle, 'Communication'), 'payload')[0]);
  assert.deepEqual(now, then);
});

test('rules 14, 19: a forward is a thread of its own with all texts and the files’ content; a forward may be forwarded', () => {
  const first = fullMessage();
  const answer = reply(first);
  const third = secondReply(answer);
  const handedOn = forward(third, [first, answer]);
  const message = readMessage(handedOn);
  assert.notEqual(message.thread, readMessage(third).thread);
  assert.equal(message.activity, 'forward-message');
  assert.deepEqual([message.sender.sor, message.receiver.sor], [clinic.sor, practice.sor]);
  assert.equal(files(message)[0]?.data, 'data' in pdf ? pdf.data : '');
  assert.equal(texts(message).length, 4);
  const again = asNode(
    buildForward(handedOn, { sender: practice, receiver: school, author: nurse, text: 'Videre' }, source(8, '2026-03-06T08:00:00+01:00')),
  );
  assert.deepEqual(check(again, 'sender'), []);
  assert.equal(readMessage(again).history.length, 5);
});

test('rule 15: a selection leaves a message out with its parts and its Provenance', () => {
  const first = fullMessage();
  const answer = reply(first);
  const third = secondReply(answer);
  const only = [readMessage(third).id, readMessage(first).id];
  const bundle = asNode(
    buildForward(
      third,
      { sender: clinic, receiver: practice, author: nurse, text: 'Udvalg', only },
      source(4, '2026-03-05T14:00:00+01:00'),
      [first],
    ),
  );
  assert.deepEqual(check(bundle, 'sender'), []);
  assert.equal(readMessage(bundle).history.length, 3);
  assert.deepEqual(texts(readMessage(bundle)), [draft.text, 'Tak, vi deltager.', 'Udvalg']);
  refused(
    () => buildForward(third, { sender: clinic, receiver: practice, author: nurse, text: 'x', only: [readMessage(first).id] }, source(4)),
    'selection-without-message',
  );
});

test('a file whose content is nowhere to be had is not forwarded without it', () => {
  refused(
    () => buildForward(reply(fullMessage()), { sender: clinic, receiver: practice, author: nurse, text: 'x' }, source(4)),
    'attachment-without-data',
  );
});

test('rule 12: after parallel replies the next one carries both', () => {
  const first = newMessage();
  const one = reply(first);
  const other = asNode(
    buildReply(first, { sender: school, author: psychologist, text: 'Og en ting mere.' }, source(3, '2026-03-03T09:59:00+01:00')),
  );
  const next = asNode(
    buildReply(one, { sender: school, author: psychologist, text: 'Tak.' }, source(4, '2026-03-04T09:00:00+01:00'), [other, first]),
  );
  const message = readMessage(next);
  assert.deepEqual(texts(message), [draft.text, 'Og en ting mere.', 'Den 12. marts kl. 10.', 'Tak.']);
  assert.equal(message.history.length, 4);
  assert.deepEqual(check(next, 'sender'), []);
  refused(
    () => buildReply(one, { sender: school, author: psychologist, text: 'x' }, source(4), [newMessage({}, source(77))]),
    'not-the-thread',
  );
  refused(
    () => buildReply(one, { sender: school, author: psychologist, text: 'x' }, source(4), [acknowledgement(first)]),
    'not-the-thread',
  );
});

test('messages that name their patient and their encounter differently are still about one child', () => {
  const first = newMessage();
  const renamed = JSON.parse(
    JSON.stringify(reply(fullMessage()))
      .replaceAll(readMessage(fullMessage()).thread, readMessage(first).thread)
      .replaceAll('Patient/00000001-0000-4000-8000-000000000001', 'Patient/et-barn'),
  ) as Node;
  resource(renamed, 'Patient').id = 'et-barn';
  const next = asNode(
    buildReply(first, { sender: clinic, author: nurse, text: 'Svar' }, source(4, '2026-03-04T09:00:00+01:00'), [renamed]),
  );
  assert.deepEqual(check(next, 'sender'), []);
  const message = readMessage(next);
  assert.equal(message.episodes.length, 2);
  assert.deepEqual(
    message.patient.identifiers.map(({ type }) => type),
    ['cpr', 'x-ecpr', 'd-ecpr'],
  );
});

test('one id for two things in two messages: both are carried, each under a name of its own', () => {
  const first = newMessage();
  const one = copyOf(reply(first));
  const other = copyOf(buildReply(first, { sender: school, author: psychologist, text: 'Mere' }, source(3, '2026-03-03T09:59:00+01:00')));
  const rename = (bundle: Node, from: string, to: string) => JSON.parse(JSON.stringify(bundle).replaceAll(from, to)) as Node;
  const practitioner = nodes(other, 'entry')
    .map((entry) => entry.resource as Node)
    .findLast(({ resourceType }) => resourceType === 'Practitioner');
  const clash = rename(
    other,
    String(practitioner?.id),
    String(
      nodes(one, 'entry')
        .map((entry) => entry.resource as Node)
        .findLast(({ resourceType }) => resourceType === 'Practitioner')?.id,
    ),
  );
  const next = asNode(
    buildReply(one, { sender: school, author: psychologist, text: 'Tak.' }, source(4, '2026-03-04T09:00:00+01:00'), [clash]),
  );
  assert.deepEqual(check(next, 'sender'), []);
  const authors = readMessage(next).parts.map(({ author }) => author?.name?.family);
  assert.deepEqual(authors, ['Skole', 'Skole', 'Klinik', 'Skole']);
});

test('the child’s numbers: all that came are carried on, one’s own replaces that of its type alone', () => {
  const own = { identifiers: [{ system: systems.dEcpr, value: '0505145EF6' }], name: josefine.name };
  const answer = readMessage(asNode(buildReply(fullMessage(), { sender: clinic, author: nurse, text: 'Svar', patient: own }, source(2))));
  assert.deepEqual(
    answer.patient.identifiers.map(({ value }) => value).toSorted(),
    ['0505140CD3', '0505141AB2', '0505145EF6', '0505149996'].filter((value) => value !== '0505140CD3'),
  );
});

test('a changed category takes the priority with it; topic and priority can be taken away', () => {
  const common = { sender: clinic, author: nurse, text: 'Svar' };
  const changed = readMessage(asNode(buildReply(fullMessage(), { ...common, category: 'nursing' }, source(2))));
  assert.deepEqual([changed.category, changed.priority, changed.topic], ['nursing', undefined, draft.topic]);
  const bare = readMessage(asNode(buildReply(fullMessage(), { ...common, topic: null, priority: null }, source(2))));
  assert.deepEqual([bare.topic, bare.priority], [undefined, undefined]);
});

test('a unit under another SOR code cannot continue the thread; its name and GLN may change', () => {
  const common = { author: nurse, text: 'Svar' };
  refused(() => buildReply(fullMessage(), { ...common, sender: practice }, source(2)), 'other-sor');
  refused(() => buildForward(fullMessage(), { ...common, sender: practice, receiver: school }, source(2)), 'other-sor');
  const renamed = asNode(
    buildReply(
      fullMessage(),
      { ...common, sender: { ...clinic, name: 'BUP Nord', gln: '5790009000044' } },
      source(2, '2026-03-03T10:00:00+01:00'),
    ),
  );
  assert.deepEqual(check(renamed, 'sender'), []);
  assert.equal(readMessage(renamed).sender.name, 'BUP Nord');
});

test('the answer to an EDIFACT or OIOXML letter names it by lokationsnummer and brevid', () => {
  const message = readMessage(newMessage({ answersLetter: { gln: clinic.gln, letterId: 'B300720181623' } }));
  assert.equal(message.activity, 'reply-message');
  assert.equal(message.history[0]?.answersLetter, `${clinic.gln}#B300720181623`);
});

test('a role outside the official set is refused: it is written as text', () => {
  refused(() => buildNew({ ...draft, author: { ...psychologist, role: { code: 'tryllekunstner' } } }, source(1)), 'unknown-role');
  refused(() => buildNew({ ...draft, author: { ...psychologist, role: { code: 'constructor' } } }, source(1)), 'unknown-role');
});

test('signs that XML cannot carry, pasted from elsewhere, are left out of text, topic and title', () => {
  const bundle = newMessage({ text: 'A\u000bB\u0000', topic: 'C\u0001', attachments: [{ ...link, title: 'D\ufffe' }] });
  assert.deepEqual(readResource(writeXml(bundle)), bundle);
  const message = readMessage(bundle);
  assert.deepEqual([texts(message)[0], message.topic, files(message)[0]?.title], ['AB', 'C', 'D']);
});

test('an acknowledgement goes back to the sender, about the message, with its latest Provenance and one of its own', () => {
  const answer = reply(fullMessage());
  const receipt = read(refusal(answer)) as Acknowledgement;
  assert.equal(receipt.kind, 'acknowledgement');
  assert.equal(receipt.of, readMessage(answer).id);
  assert.deepEqual([receipt.sender.sor, receipt.receiver.sor], [school.sor, clinic.sor]);
  assert.equal(receipt.response, 'fatal-error');
  assert.deepEqual(receipt.issues, [
    { severity: 'error', code: 'code-invalid', error: 'MSG_VALUESET_VALUE_UNKNOWN', text: 'Kategorien findes ikke.' },
  ]);
  assert.deepEqual(
    receipt.history.map(({ message, activity }) => [message, activity]),
    [
      [receipt.of, 'reply-message'],
      [receipt.id, 'acknowledgement'],
    ],
  );
  assert.equal(receipt.history[1]?.answers, receipt.of);
});

test('acknowledged again: the same answer, new ids and times', () => {
  const [one, two] = [acknowledgement(newMessage()), acknowledgement(newMessage(), source(55, '2026-03-02T09:40:00+01:00'))].map(
    (bundle) => read(bundle) as Acknowledgement,
  );
  assert.deepEqual([one?.of, one?.response], [two?.of, two?.response]);
  assert.notEqual(one?.bundle, two?.bundle);
  assert.notEqual(one?.assembled, two?.assembled);
});

test('a refusal always says why; an acknowledgement is never acknowledged', () => {
  const bundle = asNode(buildAcknowledgement(newMessage(), 'transient-error', [], source(5)));
  assert.deepEqual(check(bundle, 'sender'), []);
  assert.equal((read(bundle) as Acknowledgement).issues.length, 1);
  refused(() => buildAcknowledgement(acknowledgement(newMessage()), 'ok', [], source(5)), 'acknowledgement-of-acknowledgement');
});

test('the narrative has no base64, speaks Danish and English, and keeps the lines of the text', () => {
  const { div, status } = resource(fullMessage(), 'Communication').text;
  assert.doesNotMatch(div, /JVBERi0/);
  assert.match(div, /Kategori \(Category\):<\/b> Vedr\. henvisning \(Regarding Referral\)/);
  assert.match(div, /Kære kolleger<br\/>Hvornår/);
  assert.match(div, /&amp; tak &lt;Ida&gt;/);
  for (const { extension } of resource(fullMessage(), 'Communication').payload) {
    const [date, , author, contact] = extension;
    for (const value of [date.valueDateTime, author.valueReference.reference, contact.valueContactPoint.value])
      assert.ok(div.includes(value), value);
  }
  assert.equal(div.split(psychologist.phone).length - 1, 3);
  assert.equal(status, 'extensions');
  assert.equal(resource(fullMessage(), 'Organization').text.status, 'generated');
});
