import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderDocument } from './document.ts';
import { DocumentTooLong, pagesAtMost } from './layout.ts';
import { paper } from './pdf.ts';
import type { Drawn, PdfFile } from './testing/pdf-file.ts';
import { cpr, drawnOf, input, rendered, segment } from './testing/sample.ts';

/** Lines as a reader sees them: what stands on one height, with a bar between. */
function linesOf(pieces: readonly Drawn[]): string[] {
  const lines: string[] = [];
  let baseline: number | undefined;
  for (const piece of pieces) {
    if (piece.baseline === baseline) lines.push(`${lines.pop()} | ${piece.text}`);
    else lines.push(piece.text);
    baseline = piece.baseline;
  }
  // What glyphs share a shape share a character: a fixed space is a space.
  return lines.map((line) => line.replaceAll('\u00a0', ' '));
}
const textOf = (file: PdfFile) => drawnOf(file).flatMap(linesOf).join('\n');

function assertNothingRunsOver(file: PdfFile): void {
  for (const pieces of drawnOf(file)) {
    for (const [index, { text, left, right, baseline }] of pieces.entries()) {
      if (text === '') continue;
      assert.ok(left >= paper.margin - 0.01 && right <= paper.width - paper.margin + 0.01, `between the margins: ${left}–${right}`);
      assert.ok(baseline > 20 && baseline < paper.height - 20);
      const beside = pieces.find((other, at) => at !== index && other.baseline === baseline && other.left > left);
      assert.ok(!beside || right < beside.left, 'what stands beside each other does not meet');
    }
  }
}

test('tells whose message it is, between whom, what became of it, and what it says', async () => {
  const [page, ...more] = drawnOf(await rendered());
  assert.equal(more.length, 0);
  assert.deepEqual(linesOf(page!), [
    'ØVELSE – ikke et rigtigt barn',
    'Josefine Testperson',
    'CPR-nummer 0505149996',
    'Side 1 af 1 | Udskrevet 12. januar 2026 kl. 11.00 af Bo Prøve, socialrådgiver, Korsbæk Kommune. Kilde: På',
    'Tværs',
    'Korrespondancemeddelelse – besvarelse',
    'Barnet / den unge | Josefine Testperson',
    'CPR-nummer | 0505149996',
    'Retning | Sendt',
    'Art | Besvarelse',
    'Afsender | Korsbæk Kommune, Familieafdelingen',
    'Fra | Anna Prøve, Socialrådgiver',
    'Modtager | Lægerne Torvet',
    'Att. | Lone Prøve, Læge',
    'Afsendt | 12. juni 2026 kl. 09.14',
    'Levering | Leveret til modtagerens system 12. juni 2026 kl. 09.15 – ikke',
    'nødvendigvis læst',
    'Kategori | Andet',
    'Emne | Netværksmøde',
    'Prioritet | Rutine',
    'Tråd-id | urn:uuid:thread',
    'Meddelelses-id | urn:uuid:message',
    'Tekst 1 af 1 · ny i denne meddelelse',
    'Skrevet af | Anna Prøve, Socialrådgiver',
    'Organisation | Korsbæk Kommune',
    'Telefon | +4512345678',
    'Afsendt | 12. juni 2026 kl. 09.14',
    'Kære kollega',
    'Josefine var til samtale i dag.',
    '  1. Æbler, øer og åer',
    'Oplysninger ud over standarden',
    'Patient.telecom | 12345678',
  ]);
});

test('keeps an empty line of the text as the height of a line', async () => {
  const [page] = drawnOf(await rendered());
  const at = (text: string) => page!.find((piece) => piece.text === text)!.baseline;
  const line = at('Josefine var til samtale i dag.') - at('  1. Æbler, øer og åer');
  assert.ok(Math.abs(at('Kære kollega') - at('Josefine var til samtale i dag.') - 2 * line) < 0.01);
});

test('speaks English too, and says what is not given', async () => {
  const text = textOf(
    await rendered({
      locale: 'en',
      child: { identifiers: input.child.identifiers },
      message: { id: 'm', direction: 'in', kind: 'forward', sender: {}, receiver: {}, received: '2026-06-12T09:15:00+02:00' },
      segments: [{ text: 'Hello', isNew: false, attachments: [] }],
    }),
  );
  for (const line of [
    'EXERCISE – not a real child',
    'not given\nCPR-nummer 0505149996',
    'Page 1 of 1',
    'Printed 12 January 2026 at 11:00 by Bo Prøve',
    'Correspondence message – forward',
    'Direction | Received',
    'Sender | not given',
    'Sent | time not given',
    'Received | 12 June 2026 at 09:15',
    'Text 1 of 1 · earlier in the thread\nWritten by | not given\nOrganisation | not given\nSent | time not given\nHello',
  ]) {
    assert.ok(text.includes(line), line);
  }
  assert.ok(!text.includes('Delivery'));
});

test('lists attachments, and says that they are not in it', async () => {
  const attachments = [
    { title: 'Udtalelse', contentType: 'application/pdf', created: '2026-06-01', size: 123_456 },
    { title: 'Vejledning', link: 'https://example.test/vejledning' },
    { size: 2_400_000 },
    { size: 3 },
  ];
  const text = textOf(await rendered({ segments: [{ ...segment, attachments }] }));
  assert.ok(
    text.includes(
      [
        'Vedhæftet fil | Udtalelse\napplication/pdf, 123,5 kB, oprettet 1. juni 2026',
        'Vedhæftet fil | Vejledning\nhttps://example.test/vejledning',
        'Vedhæftet fil | ikke oplyst\n2,4 MB',
        'Vedhæftet fil | ikke oplyst\n0,1 kB',
      ].join('\n'),
    ),
  );
  assert.match(text, /Filer \| De vedhæftede filer er ikke med/);
  assert.ok(!textOf(await rendered()).includes('De vedhæftede filer'));
});

test('carries 500 texts, each whole, in order, and child, number and page on every page', async () => {
  const segments = Array.from({ length: 500 }, (_, index) => ({
    ...segment,
    text: `Nummer ${index}.\n${'Ord og flere ord. '.repeat(index % 40)}\nSlut ${index}.`,
  }));
  let others = 0;
  let over = false;
  const other = () => {
    others++;
    if (!over) setImmediate(other);
  };
  setImmediate(other);
  const file = await rendered({ segments });
  over = true;

  const pages = drawnOf(file);
  assert.ok(pages.length > 50);
  assert.ok(others > 1.5 * pages.length, 'other work is let in after each page, of its layout and of its drawing');
  for (const [index, page] of pages.entries()) {
    const lines = linesOf(page);
    assert.deepEqual(lines.slice(0, 3), ['ØVELSE – ikke et rigtigt barn', 'Josefine Testperson', `CPR-nummer ${cpr}`]);
    assert.ok(lines[3]?.startsWith(`Side ${index + 1} af ${pages.length} | Udskrevet 12. januar 2026 kl. 11.00 af Bo Prøve`));
    const [head, beginning] = [page[2]!, page[6]!];
    assert.ok(head.baseline - beginning.baseline < 35, 'a page begins without a gap');
    const last = page.at(-1)!;
    assert.ok(!last.font.endsWith('Bold'), 'no page ends with a heading');
    assert.ok(index === pages.length - 1 || last.left > paper.margin + 10, 'nor in a signature');
  }
  const words = pages.flatMap((page) => linesOf(page).slice(5)).join(' ');
  assert.deepEqual(
    [...words.matchAll(/Tekst (\d+) af 500 · .*?Nummer (\d+)\. (.*?) ?Slut (\d+)\./g)].map(([, ...found]) => found),
    segments.map((_, index) => [`${index + 1}`, `${index}`, 'Ord og flere ord. '.repeat(index % 40).trim(), `${index}`]),
  );
  assertNothingRunsOver(file);
});

test('says nothing of an exercise in earnest', async () => {
  assert.ok(!textOf(await rendered({ demo: false })).includes('ØVELSE'));
});

test('counts what it cannot show, and shows its code', async () => {
  const text = textOf(
    await rendered({ segments: [{ ...segment, text: 'Hej 🫠 \u202Eadvarsel\u202C\u0007' }], thread: { id: 'x', topic: '🫠' } }),
  );
  assert.ok(text.includes('Hej ⟨U+1FAE0⟩ ⟨U+202E⟩advarsel⟨U+202C⟩⟨U+0007⟩'));
  assert.match(text, /Tegn \| 5 tegn kan ikke vises og står som ⟨U\+kode⟩/);
  assert.match(textOf(await rendered({ segments: [{ ...segment, text: '\u0007' }] })), /Tegn \| 1 tegn kan/);
  assert.ok(!textOf(await rendered()).includes('Tegn |'));
});

test('shows a name that is too long for every page in full on the first', async () => {
  const name = Array.from({ length: 60 }, (_, index) => `Navn${index}`).join(' ');
  const file = await rendered({ child: { ...input.child, name } });
  const [page] = drawnOf(file);
  const lines = linesOf(page!);
  assert.match(lines[1]!, /^Navn0 /);
  assert.match(lines[2]!, / …$/);
  assert.equal(lines[3], `CPR-nummer ${cpr}`);
  assert.ok(lines.join(' ').includes(name));
  assertNothingRunsOver(file);
});

test('lets no text pass for the beginning of another', async () => {
  const heading = 'Tekst 2 af 2 · ny i denne meddelelse';
  const pieces = drawnOf(await rendered({ segments: [{ ...segment, text: `Hej\n${heading}` }, segment] }))[0]!;
  const [false_, true_] = pieces.filter(({ text }) => text === heading);
  assert.ok(!false_?.font.endsWith('Bold') && false_!.left > paper.margin + 10);
  assert.ok(true_?.font.endsWith('Bold') && Math.abs(true_.left - paper.margin) < 0.01);
});

test('keeps every text on the paper, in shapes that the font has, whatever it is made of', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({
      unit: fc.constantFrom(
        'W',
        'ﷺ',
        '—',
        'ffi',
        '\u0301',
        '\u0323',
        '\u200D',
        '\n',
        '\t',
        ' ',
        '(',
        ')',
        '\\',
        '<',
        '&',
        'E\u030C',
        'ǅ',
        '\uD83D',
      ),
      maxLength: 200,
    }),
    fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => text.repeat(300)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 10, maxLength: 10 }), fc.boolean(), async (texts, demo) => {
      const [name, label, value, topic, unit, person, text, title, where, source] = texts as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const file = await rendered({
        demo,
        child: { name, identifiers: [...input.child.identifiers, { label, value }] },
        thread: { id: value, topic, category: label },
        message: { ...input.message, sender: { organisation: unit, unit: label }, specificSender: person, sent: value },
        segments: [{ ...segment, text, author: { name: person, role: label }, attachments: [{ title, link: value, contentType: where }] }],
        extra: [{ where, text: source }],
        printed: { ...input.printed, name: person, title: label, source },
      });
      assertNothingRunsOver(file);
      for (const page of drawnOf(file)) {
        assert.ok(page.some((piece) => piece.text.startsWith(`CPR-nummer ${cpr}`)));
        for (const { glyphs } of page) assert.ok(!glyphs.includes(0));
      }
    }),
    { numRuns: 15 },
  );
});

test('refuses what would be too long, and a time of printing that is none', async () => {
  const long = (text: string) => renderDocument({ ...input, segments: [{ ...segment, text }] });
  await assert.rejects(long('\n'.repeat(pagesAtMost * 60)), DocumentTooLong);
  await assert.rejects(long('i'.repeat(pagesAtMost * 15_000)), DocumentTooLong);
  await assert.rejects(renderDocument({ ...input, printed: { ...input.printed, at: new Date('nu') } }), RangeError);
});
