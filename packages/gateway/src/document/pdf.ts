import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { srgbProfile } from './srgb.ts';

const fonts = {
  regular: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
} as const;

export interface Style {
  readonly font: keyof typeof fonts;
  /** Points. */
  readonly size: number;
}

/** A4, in points. */
export const paper = { width: 595.28, height: 841.89, margin: 56 } as const;

/** What the types of pdfkit leave out. */
interface Inside {
  _id: Uint8Array;
  readonly _root: { readonly data: Record<string, unknown> };
  readonly _font: Face;
}

interface Face {
  layoutCache: object;
  /** By glyph of the subset, in thousandths of the size. */
  readonly widths: number[];
  readonly font: { readonly unitsPerEm: number; hasGlyphForCodePoint(code: number): boolean };
}

// pdfkit keeps each word that it has laid out; beyond so many measurings it begins anew.
const measuringsKept = 20_000;

/**
 * A PDF/A-2b file (ISO 19005-2, level B) with text and lines. Measures in points, from the top left corner.
 * pdfkit's own `subset` looks for its colour profile under a file URL and doesn't find it, so what makes
 * the file PDF/A is set here.
 */
export class Pdf {
  readonly #document: InstanceType<typeof PDFDocument>;
  readonly #inside: Inside;
  readonly #faces: Readonly<Record<Style['font'], Face>>;
  #measured = 0;

  /**
   * @param title goes into the file's metadata, and there into XML: words of ours only
   * @param id 16 bytes that tell the file from others
   */
  constructor({ title, language, at, id }: { title: string; language: string; at: Date; id: Uint8Array }) {
    this.#document = new PDFDocument({
      pdfVersion: '1.7',
      size: [paper.width, paper.height],
      margin: 0,
      font: fonts.regular,
      autoFirstPage: false,
      lang: language,
      displayTitle: true,
      info: { Title: title, Creator: 'På Tværs', Producer: 'PDFKit', CreationDate: at },
    });
    this.#inside = this.#document as unknown as Inside;
    this.#inside._id = id;
    const face = (font: Style['font']) => {
      this.#document.font(fonts[font]);
      // The first one pdfkit leaves in the units of the font file, and PDF/A wants the widths of both to agree.
      this.#inside._font.widths[0]! *= 1000 / this.#inside._font.font.unitsPerEm;
      return this.#inside._font;
    };
    this.#faces = { regular: face('regular'), bold: face('bold') };

    this.#document.appendXML(
      '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>',
    );
    const profile = this.#document.ref({ N: 3 });
    profile.end(srgbProfile());
    const sRgb = new String('sRGB IEC61966-2.1');
    this.#inside._root.data.OutputIntents = [
      { Type: 'OutputIntent', S: 'GTS_PDFA1', Info: sRgb, OutputConditionIdentifier: sRgb, DestOutputProfile: profile },
    ];
  }

  /** Whether a font has a shape for a code point. */
  covers(font: Style['font'], code: number): boolean {
    return this.#faces[font].font.hasGlyphForCodePoint(code);
  }

  width(text: string, style: Style): number {
    if (++this.#measured % measuringsKept === 0) for (const face of Object.values(this.#faces)) face.layoutCache = Object.create(null);
    return this.#with(style).widthOfString(text);
  }

  addPage(): void {
    this.#document.addPage();
  }

  /** One line of text; `y` is its top. */
  write(text: string, x: number, y: number, style: Style): void {
    this.#with(style).text(text, x, y, { lineBreak: false });
  }

  /** A thin line across the page, between the margins. */
  rule(y: number): void {
    this.#document
      .lineWidth(0.5)
      .moveTo(paper.margin, y)
      .lineTo(paper.width - paper.margin, y)
      .stroke();
  }

  async finish(): Promise<Uint8Array> {
    const bytes = buffer(this.#document);
    this.#document.end();
    return await bytes;
  }

  #with({ font, size }: Style) {
    return this.#document.font(fonts[font]).fontSize(size);
  }
}
