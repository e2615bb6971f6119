import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { check } from '../check/check.ts';
import { writeJson } from '../fhir/json.ts';
import { type Node, nodes } from '../fhir/node.ts';
import { readResource } from '../fhir/read.ts';
import { writeXml } from '../fhir/xml-write.ts';
import { readMessage } from '../message/read.ts';
import { extensionUrls } from '../terms.ts';
import { copyOf, resource } from '../testing/rich.ts';
import { clinic, forward, fullMessage, link, newMessage, nurse, pdf, practice, reply, samples, source } from '../testing/samples.ts';
import { buildForward, buildReply } from './continue.ts';
import { BuildRefused } from './draft.ts';
import { withFiles, withoutFiles } from './files.ts';
import { resend } from './resend.ts';

const picture = { title: 'Tegning', contentType: 'image/png', data: 'iVBORw0KGgo=' } as const;
const isMissing = (error: unknown) => error instanceof BuildRefused && error.problem === 'attachment-without-data';

test('a message and its files are kept apart, and are the same again together', () => {
  for (const [name, bundle] of Object.entries({ ...samples(), 'two files': newMessage({ attachments: [pdf, link, picture] }) })) {
    const before = structuredClone(bundle);
    const { bundle: rest, files } = withoutFiles(bundle);
    assert.deepEqual(bundle, before);
    const held = name.startsWith('acknowledgement') || name === 'refusal' ? [] : readMessage(bundle).parts;
    assert.deepEqual(
      [...files],
      held.flatMap((part) => (part.kind === 'attachment' && part.data !== undefined ? [[part.id, part.data]] : [])),
      name,
    );
    for (const data of files.values()) assert.ok(!JSON.stringify(rest).includes(data), name);
    // To the byte: what was signed off by `check` is what is sent.
    assert.deepEqual(writeJson(withFiles(rest, files)), writeJson(bundle), name);
    for (const stored of [readResource(writeJson(rest)), readResource(writeXml(rest))])
      assert.deepEqual(withFiles(stored, files), bundle, name);
  }
});

test('whatever a message holds, parting it from its files loses nothing', () => {
  const id = fc.constantFrom('urn:uuid:a', 'urn:uuid:b', 'urn:uuid:c', undefined);
  const attachment = fc.record(
    { title: fc.string(), data: fc.constantFrom('', 'QQ==', 'Q Q\n==', 'Qg=='), url: fc.constant('https://example.dk') },
    { noNullPrototype: true, requiredKeys: [] },
  );
  const payload = fc.tuple(id, fc.oneof(attachment, fc.constantFrom('tekst', null))).map(([value, content]) => ({
    ...(value && { extension: [{ url: extensionUrls.identifier, valueIdentifier: { value } }] }),
    [typeof content === 'string' ? 'contentString' : 'contentAttachment']: content,
  }));
  const others = fc.constantFrom(null, 'x', { resource: { resourceType: 'Patient' } }, { resource: { resourceType: 'Communication' } });
  const holder = fc.array(payload, { maxLength: 5 }).chain((payloads) =>
    fc.constantFrom(payloads, payloads[0]).map((held) => ({
      resource: { resourceType: 'Communication', payload: held },
    })),
  );
  const bundles = fc
    .array(fc.oneof({ weight: 3, arbitrary: holder }, others), { maxLength: 3 })
    .chain((entry) =>
      fc.constantFrom<Node>({ resourceType: 'Bundle', entry }, { resourceType: 'Bundle', entry: entry[0] }, { resourceType: 'Bundle' }),
    );
  fc.assert(
    fc.property(bundles, (bundle) => {
      const { bundle: rest, files } = withoutFiles(bundle);
      assert.equal(JSON.stringify(withFiles(rest, files)), JSON.stringify(bundle));
    }),
    { numRuns: 1000 },
  );
});

test('two files under one id stay in the message: neither is taken for the other', () => {
  const bundle = copyOf(newMessage({ attachments: [pdf, picture] }));
  const [, first, second] = resource(bundle, 'Communication').payload;
  second.extension = first.extension;
  const { bundle: rest, files } = withoutFiles(bundle);
  assert.equal(files.size, 0);
  assert.deepEqual(rest, bundle);
});

test('without its files a message is not sent by mistake', () => {
  for (const bundle of [fullMessage(), forward(reply(fullMessage()), [fullMessage()])]) {
    const { bundle: rest, files } = withoutFiles(bundle);
    assert.ok(check(rest, 'sender').some(({ severity }) => severity === 'error'));
    assert.ok(check(rest, 'receiver').some(({ severity }) => severity === 'error'));
    assert.throws(() => withFiles(rest, new Map()), isMissing);
    assert.deepEqual(check(withFiles(rest, new Map([...files, ['urn:uuid:en-anden', 'QQ==']])), 'sender'), []);
  }
});

test('a message without its files is read, answered and sent again as with them; a forward needs them', () => {
  const bundle = fullMessage();
  const { bundle: rest, files } = withoutFiles(bundle);
  const file = readMessage(rest).parts.find((part) => part.kind === 'attachment' && part.title === pdf.title);
  assert.ok(file && !('data' in file));
  const draft = { sender: clinic, author: nurse, text: 'Svar' };
  assert.deepEqual(buildReply(rest, draft, source(2)), buildReply(bundle, draft, source(2)));
  assert.deepEqual(withFiles(resend(rest, source(70)), files), resend(bundle, source(70)));
  const toOther = { ...draft, receiver: practice };
  assert.throws(() => buildForward(rest, toOther, source(2)), isMissing);
  assert.deepEqual(buildForward(withFiles(rest, files), toOther, source(2)), buildForward(bundle, toOther, source(2)));
  assert.equal(nodes(rest, 'entry').length, nodes(bundle, 'entry').length);
});
