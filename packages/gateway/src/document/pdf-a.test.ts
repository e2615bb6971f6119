import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderDocument } from './document.ts';
import { PdfFile } from './testing/pdf-file.ts';
import { cpr, input, rendered, segment } from './testing/sample.ts';

test('is PDF/A-2b: declared, with a colour profile, a language and an id, without what the standard forbids', async () => {
  const file = await rendered();
  const xmp = file.stream(file.catalog.Metadata).toString();
  assert.deepEqual(file.dictionary(file.catalog.Metadata).Subtype, '/XML');
  assert.equal(file.dictionary(file.catalog.Metadata).Filter, undefined);
  assert.match(xmp, /xmlns:pdfaid="http:\/\/www\.aiim\.org\/pdfa\/ns\/id\/"><pdfaid:part>2<\/pdfaid:part><pdfaid:conformance>B</);

  const [intent, ...others] = (file.catalog.OutputIntents as []).map((one) => file.dictionary(one));
  assert.equal(others.length, 0);
  assert.equal(intent?.S, '/GTS_PDFA1');
  assert.equal(file.string(intent?.OutputConditionIdentifier), 'sRGB IEC61966-2.1');
  assert.equal(file.dictionary(intent?.DestOutputProfile).N, 3);
  assert.equal(file.stream(intent?.DestOutputProfile).toString('latin1', 36, 40), 'acsp');

  assert.equal(file.string(file.catalog.Lang), 'da');
  const ids = file.trailer.ID as Buffer[];
  assert.equal(ids.length, 2);
  assert.equal(ids[0]?.length, 16);
  assert.deepEqual(Object.keys(file.trailer).sort(), ['ID', 'Info', 'Root', 'Size']);
  assert.deepEqual(Object.keys(file.catalog).sort(), ['Lang', 'Metadata', 'Names', 'OutputIntents', 'Pages', 'Type', 'ViewerPreferences']);
  assert.deepEqual(Object.keys(file.dictionary(file.catalog.Names)), ['Dests']);
  for (const page of file.pages) {
    assert.deepEqual(Object.keys(page).sort(), ['Contents', 'MediaBox', 'Parent', 'Resources', 'Type', 'UserUnit']);
    assert.ok(!/\b(gs|Do|sh|scn?|rg|RG|k|K)\n/.test(file.stream(page.Contents).toString('latin1')), 'text and lines in black only');
  }
});

test('says the same in its metadata as in its information, and nothing of the child', async () => {
  const file = await rendered();
  const xmp = file.stream(file.catalog.Metadata).toString();
  const info = file.dictionary(file.trailer.Info);
  assert.deepEqual(Object.keys(info).sort(), ['CreationDate', 'Creator', 'Producer', 'Title']);
  assert.equal(file.string(info.Title), 'Korrespondancemeddelelse – besvarelse');
  assert.equal(/<rdf:li xml:lang="x-default">(.*)<\/rdf:li>/.exec(xmp)?.[1], file.string(info.Title));
  assert.equal(/<xmp:CreatorTool>(.*)<\/xmp:CreatorTool>/.exec(xmp)?.[1], file.string(info.Creator));
  assert.equal(/<pdf:Producer>(.*)<\/pdf:Producer>/.exec(xmp)?.[1], file.string(info.Producer));
  assert.equal(/<xmp:CreateDate>(.*)<\/xmp:CreateDate>/.exec(xmp)?.[1], '2026-01-12T10:00:00Z');
  assert.equal(file.string(info.CreationDate), 'D:20260112100000Z');
  const bytes = Buffer.from(await renderDocument(input)).toString('latin1');
  for (const content of [cpr, 'Josefine', 'Testperson', 'Netv', 'Anna']) assert.ok(!bytes.includes(content) && !xmp.includes(content));
});

interface Font {
  readonly Type: string;
  readonly Subtype: string;
  readonly BaseFont: string;
  readonly FontDescriptor: never;
  readonly W: never;
}

test('carries its fonts, as subsets whose widths are those that the file states', async () => {
  const file = await rendered();
  const fonts = [...file.objects.values()].map(({ value }) => value as never as Font);
  assert.ok(fonts.every(({ Type, Subtype }) => Type !== '/Font' || ['/Type0', '/CIDFontType2'].includes(Subtype)));
  const descendants = fonts.filter(({ Subtype }) => Subtype === '/CIDFontType2');
  assert.deepEqual(descendants.map(({ BaseFont }) => String(BaseFont).slice(8)).sort(), ['DejaVuSans', 'DejaVuSans-Bold']);
  for (const font of descendants) {
    assert.match(font.BaseFont, /^\/[A-Z]{6}\+/);
    const program = file.stream(file.dictionary(font.FontDescriptor).FontFile2);
    const table = (tag: string) => {
      for (let at = 12; at < 12 + program.readUInt16BE(4) * 16; at += 16) {
        if (program.toString('latin1', at, at + 4) === tag) return program.subarray(program.readUInt32BE(at + 8));
      }
      return assert.fail(`no ${tag}`);
    };
    const [unit, measured] = [table('head').readUInt16BE(18), table('hhea').readUInt16BE(34)];
    const widths = (font.W as number[][])[1]!;
    assert.ok(widths.length > 10);
    for (const [glyph, width] of widths.entries()) {
      const own = table('hmtx').readUInt16BE(Math.min(glyph, measured - 1) * 4) * (1000 / unit);
      assert.ok(Math.abs(own - width) < 1, `glyph ${glyph}: ${own}, ${width}`);
    }
  }
});

test('gives the same bytes for the same input, and another id for another', async () => {
  const first = await renderDocument(input);
  const other = await renderDocument({ ...input, segments: [{ ...segment, text: 'ffi\u00a0ﬁ Noget andet' }] });
  assert.deepEqual(Buffer.from(await renderDocument(structuredClone(input))), Buffer.from(first));
  assert.notDeepEqual(new PdfFile(other).trailer.ID, new PdfFile(first).trailer.ID);
});
