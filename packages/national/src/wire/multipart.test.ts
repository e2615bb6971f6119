import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SourceAnswerInvalid } from '../types.ts';
import { fromBase64, isMultipart, type MultipartCaps, splitRelated } from './multipart.ts';

const type = 'multipart/related; boundary="b1"; type="application/xop+xml"';
const split = (text: string | Uint8Array, contentType = type, caps?: MultipartCaps) =>
  splitRelated('appointments', contentType, typeof text === 'string' ? Buffer.from(text, 'latin1') : text, caps);
const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('latin1');
const lines = (...all: string[]) => all.join('\r\n');

const two = lines('--b1', 'Content-ID: <root@x>', '', '<root/>', '--b1', 'Content-ID: <doc@x>', '', 'one\r\ntwo', '--b1--', '');

const invalid = (why: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SourceAnswerInvalid);
  assert.match(error.message, why);
  return true;
};

test('splits an answer into its root and what stands beside it', () => {
  const { root, attachments, whole } = split(two);
  assert.deepEqual([textOf(root), textOf(attachments('cid:doc@x')), whole], ['<root/>', 'one\r\ntwo', true]);
  assert.equal(attachments('cid:other@x'), undefined);
  assert.equal(attachments('http://example.dk/doc@x'), undefined);
});

test('knows multipart by its name', () => {
  for (const yes of [type, 'Multipart/Related;boundary=x', ' multipart/related ; boundary=x']) assert.ok(isMultipart(yes));
  for (const no of ['', 'text/xml', 'application/soap+xml', 'multipart/relatedx', 'multipart/mixed']) assert.equal(isMultipart(no), false);
});

test('reads a boundary with quotes or without, and parameters in any order and case', () => {
  for (const contentType of [
    'multipart/related; boundary=b1',
    'multipart/related;boundary=b1;type=x',
    'multipart/related; type="a; boundary=no"; BOUNDARY="b1"',
    'multipart/related; boundary = "b\\1"',
    'Multipart/Related; start-info="application/soap+xml"; boundary=b1',
  ])
    assert.equal(textOf(split(two, contentType).root), '<root/>', contentType);
});

test('the root is the part that `start` names, else the first', () => {
  for (const start of ['"<doc@x>"', 'doc@x', '"<doc%40x>"']) assert.equal(textOf(split(two, `${type}; start=${start}`).root), 'one\r\ntwo');
  assert.throws(() => split(two, `${type}; start="<nobody@x>"`), invalid(/without its root/));
});

test('finds a part by a percent-encoded cid, in either place', () => {
  const encoded = two.replace('<doc@x>', '<urn%3Aihe%3A1>');
  for (const href of ['cid:urn:ihe:1', 'cid:urn%3Aihe%3A1', 'CID:urn%3aihe%3a1'])
    assert.equal(textOf(split(encoded).attachments(href)), 'one\r\ntwo', href);
  assert.equal(textOf(split(two.replace('<doc@x>', '<100%@x>')).attachments('cid:100%@x')), 'one\r\ntwo');
});

test('passes over a preamble and an epilogue, space after a delimiter, folded headers and headers that say nothing', () => {
  const decorated = lines(
    'This is a message. --b1',
    '--b1 \t',
    'Content-Type: application/xop+xml;',
    '\tcharset=UTF-8',
    'nonsense',
    'CONTENT-ID :',
    '  <root@x>',
    '',
    '<root/>',
    '--b1',
    '',
    'no header',
    '--b1',
    'Content-ID: <empty@x>',
    '',
    '',
    '--b1',
    'Content-ID: <none@x>',
    '',
    '--b1--',
    'epilogue',
    '--b1',
  );
  const { root, attachments, whole } = split(decorated, `${type}; start="<root@x>"`);
  assert.deepEqual([textOf(root), whole], ['<root/>', true]);
  assert.deepEqual([textOf(attachments('cid:empty@x')), textOf(attachments('cid:none@x'))], ['', '']);
});

test('a line that merely begins like the delimiter is content', () => {
  const tempting = 'a\r\n--b10\r\n--b1x--\r\n --b1\r\n\n--b1\r\nb';
  assert.equal(textOf(split(two.replace('one\r\ntwo', tempting)).attachments('cid:doc@x')), tempting);
});

test('decodes base64; a part in an encoding that nobody knows here, or in broken base64, is left out and said', () => {
  const encoded = (encoding: string, content: string) =>
    split(
      two.replace('Content-ID: <doc@x>', `Content-Transfer-Encoding: ${encoding}\r\nContent-ID: <doc@x>`).replace('one\r\ntwo', content),
    );
  for (const same of ['binary', '8bit', '7BIT']) assert.equal(textOf(encoded(same, 'a=b').attachments('cid:doc@x')), 'a=b');
  assert.equal(textOf(encoded('BASE64', 'b25l\r\nIHR3bw==').attachments('cid:doc@x')), 'one two');
  for (const [encoding, content] of [
    ['quoted-printable', 'a'],
    ['base64', 'b25'],
    ['base64', 'b2*l'],
  ] as const) {
    const { attachments, whole } = encoded(encoding, content);
    assert.deepEqual([attachments('cid:doc@x'), whole], [undefined, false]);
  }
  assert.throws(() => split(two.replace('Content-ID: <root@x>', 'Content-Transfer-Encoding: x')), invalid(/without its root/));
});

test('base64 is read to the last character, or not at all', () => {
  assert.equal(textOf(fromBase64(' b25l \n')), 'one');
  assert.equal(textOf(fromBase64('')), '');
  for (const broken of ['b25', 'b25lA', 'b25l====', 'b=5l', 'b25l-_', '<xml/>']) assert.equal(fromBase64(broken), undefined, broken);
});

test('a part, or a number of parts, beyond the cap is left out and said; the root may not be', () => {
  const caps = (parts: number, partBytes: number) => split(two, type, { parts, partBytes });
  assert.deepEqual([caps(2, 8).whole, textOf(caps(2, 8).attachments('cid:doc@x'))], [true, 'one\r\ntwo']);
  assert.deepEqual([caps(2, 7).whole, caps(2, 7).attachments('cid:doc@x')], [false, undefined]);
  assert.deepEqual([caps(1, 8).whole, caps(1, 8).attachments('cid:doc@x')], [false, undefined]);
  assert.throws(() => caps(2, 6), invalid(/without its root/));
  const large = two.replace('Content-ID: <doc@x>', `Content-ID: <doc@x>\r\nX: ${'x'.repeat(20_000)}`);
  assert.deepEqual([split(large).whole, split(large).attachments('cid:doc@x')], [false, undefined]);
});

test('of two parts with one name, the first counts', () => {
  const twice = two.replace('--b1--', lines('--b1', 'Content-ID: <doc@x>', '', 'other', '--b1--'));
  assert.equal(textOf(split(twice).attachments('cid:doc@x')), 'one\r\ntwo');
});

test('refuses what is no multipart: no boundary, no delimiter, line ends without CR, a header without its blank line', () => {
  assert.throws(() => split(two, 'multipart/related'), invalid(/without a boundary/));
  assert.throws(() => split(two, `multipart/related; boundary="${'b'.repeat(201)}"`), invalid(/without a boundary/));
  for (const text of ['', '<root/>', two.replaceAll('\r\n', '\n'), two.replace('Content-ID: <root@x>\r\n\r\n', 'Content-ID: <root@x>\r\n')])
    assert.throws(() => split(text), SourceAnswerInvalid, JSON.stringify(text.slice(0, 40)));
  assert.throws(() => split('--b1--\r\n'), invalid(/without its root/));
  assert.throws(() => split('<root/>'), invalid(/cut short/));
});

/** Any documents, of any bytes: among them what looks like delimiters, though never the boundary itself. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom('\r\n', '\r\n--', '--\r\n\r\n', '\r\n--uuid:8f1', '').map((text) => Buffer.from(text)),
);
const documents = fc.array(content, { minLength: 1, maxLength: 6 });
const boundary = 'uuid:8f1c';

function written(parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([
    ...parts.flatMap((part, index) => [Buffer.from(`--${boundary}\r\nContent-ID: <${index}@x>\r\n\r\n`), part, Buffer.from('\r\n')]),
    Buffer.from(`--${boundary}--`),
  ]);
}

const holdsBoundary = (parts: readonly Uint8Array[]) => parts.some((part) => Buffer.from(part).includes(`--${boundary}`));

test('any documents, of any bytes, are the same when they are split again', () => {
  fc.assert(
    fc.property(documents, (parts) => {
      fc.pre(!holdsBoundary(parts));
      const { root, attachments, whole } = split(written(parts), `multipart/related; boundary="${boundary}"`);
      assert.ok(whole);
      assert.deepEqual(Buffer.from(root), Buffer.from(parts[0] as Uint8Array));
      for (const [index, part] of parts.entries())
        assert.deepEqual(Buffer.from(attachments(`cid:${index}@x`) as Uint8Array), Buffer.from(part));
    }),
    { numRuns: 500 },
  );
});

test('any truncation is refused, or said, and what is given is whole', () => {
  fc.assert(
    fc.property(documents, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (parts, where) => {
      fc.pre(!holdsBoundary(parts));
      const bytes = written(parts);
      const cut = bytes.subarray(0, Math.floor(bytes.length * where));
      try {
        const { root, attachments, whole } = split(cut, `multipart/related; boundary="${boundary}"`);
        assert.equal(whole, false);
        assert.deepEqual(Buffer.from(root), Buffer.from(parts[0] as Uint8Array));
        for (const [index, part] of parts.entries()) {
          const given = attachments(`cid:${index}@x`);
          if (given) assert.deepEqual(Buffer.from(given), Buffer.from(part));
        }
      } catch (error) {
        assert.ok(error instanceof SourceAnswerInvalid, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

test('whatever comes, it is split or refused', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .array(fc.constantFrom('--b1', '\r\n', '--', 'Content-ID: <a>', 'x', '\r', '\n', ' '), { maxLength: 40 })
      .map((words) => Buffer.from(words.join(''))),
  );
  fc.assert(
    fc.property(anything, (bytes) => {
      try {
        split(bytes);
      } catch (error) {
        assert.ok(error instanceof SourceAnswerInvalid, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
