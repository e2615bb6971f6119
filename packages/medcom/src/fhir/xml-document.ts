import { ParseOption, XmlDocument, type XmlElement } from 'libxml2-wasm';
import { decode } from './json.ts';
import { MessageUnreadable, type UnreadableReason } from './unreadable.ts';

// Never XML_PARSE_NOENT: it would load what an entity points at. HUGE, because an attachment is one attribute and the
// usual cap is 10 MB; it also lifts the caps on entities, so a DOCTYPE is refused before the parser sees it.
const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_HUGE;

/**
 * Parses, hands the root to `use` and frees the parser's memory, which nothing that `use` returns may hold on to.
 *
 * @throws MessageUnreadable `has-doctype`, the given reason when it is not well-formed, and as `decode`
 */
export function withXml<Result>(bytes: Uint8Array, use: (root: XmlElement) => Result, malformed: UnreadableReason = 'not-xml'): Result {
  const source = decode(bytes);
  const prolog = prologOf(source);
  if (prolog.includes('<!DOCTYPE')) throw new MessageUnreadable('has-doctype');
  // FHIR and OIOXML are UTF-8. What declares another encoding would be read as two different things by two readers.
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(prolog)?.[1];
  if (declared && !/^utf-?8$/i.test(declared)) throw new MessageUnreadable('not-utf-8');
  let parsed: XmlDocument;
  try {
    parsed = XmlDocument.fromBuffer(bytes, { option });
  } catch {
    throw new MessageUnreadable(malformed);
  }
  using document = parsed;
  if (document.dtd) throw new MessageUnreadable('has-doctype');
  return use(document.root);
}

/** All that stands before the root's tag, comments left out. */
function prologOf(source: string): string {
  let at = 0;
  let prolog = '';
  for (;;) {
    const open = source.indexOf('<', at);
    const comment = source.startsWith('<!--', open);
    const end = comment ? '-->' : source.startsWith('<?', open) ? '?>' : source.startsWith('<!', open) ? '>' : '';
    if (open < 0 || end === '') return prolog;
    const close = source.indexOf(end, open);
    if (close < 0) return prolog + source.slice(open, open + 200);
    if (!comment) prolog += source.slice(open, close + end.length);
    at = close + end.length;
  }
}
