import { nodes, one, text } from '../fhir/node.ts';
import { MessageUnreadable } from '../fhir/unreadable.ts';
import { readDiv, type XhtmlElement } from '../fhir/xhtml.ts';
import type { Report, Rule } from './finding.ts';
import type { Subject } from './subject.ts';

const governance = 'MedCom, General Governance FHIR Standards §5–6';

export const narrativeRules: readonly Rule[] = [
  { id: 'txt-1', level: 'profile', da: 'Resumeet (text) har markup, som ikke er tilladt.', source: 'FHIR R4, txt-1' },
  { id: 'txt-2', level: 'profile', da: 'Resumeet (text) er tomt.', source: 'FHIR R4, txt-2' },
  { id: 'narrative', level: 'text', da: 'Ressourcen mangler et resume (text).', source: governance },
  { id: 'narrative-status', level: 'text', da: 'Resumeets status skal være »generated« eller »extensions«.', source: governance },
  { id: 'narrative-base64', level: 'sender', da: 'Resumeet (text) må ikke have en fils indhold.', source: governance },
];

// prettier-ignore
const elements = new Set([
  'a',
  'abbr',
  'acronym',
  'b',
  'big',
  'blockquote',
  'br',
  'caption',
  'cite',
  'code',
  'col',
  'colgroup',
  'dd',
  'dfn',
  'div',
  'dl',
  'dt',
  'em',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'i',
  'img',
  'li',
  'ol',
  'p',
  'pre',
  'q',
  'samp',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'tt',
  'ul',
  'var',
]);
const scriptUrl = /^\s*(?:javascript|vbscript|data(?!:image\/))/i;

/** The narrative of each resource. Only what it is made of is judged: whether it tells all is for the one who builds it. */
export function checkNarratives({ index, payloads }: Subject, report: Report): void {
  const data = payloads
    .flatMap(({ node }) => text(one(node, 'contentAttachment'), 'data')?.slice(0, 64) ?? [])
    .filter(({ length }) => length >= 16);
  for (const { resource, path } of index.entries) {
    const narrative = nodes(resource, 'text')[0];
    const div = text(narrative, 'div');
    if (!narrative) report('narrative', path);
    const status = text(narrative, 'status');
    if (status === 'empty' || status === 'additional') report('narrative-status', `${path}.text.status`);
    if (div === undefined) continue;
    checkDiv(div, `${path}.text.div`, report);
    if (data.some((start) => div.includes(start))) report('narrative-base64', `${path}.text.div`);
  }
}

function checkDiv(div: string, location: string, report: Report): void {
  try {
    const { elements: found, text: content } = readDiv(div);
    if (found[0]?.name !== 'div' || !found.every(isAllowed)) report('txt-1', location);
    if (content.trim() === '' && !found.some(({ name }) => name === 'img')) report('txt-2', location);
  } catch (error) {
    if (!(error instanceof MessageUnreadable)) throw error;
    report('txt-1', location);
  }
}

function isAllowed({ name, attributes }: XhtmlElement): boolean {
  return (
    elements.has(name) &&
    attributes.every(([attribute, value]) => !/^on/i.test(attribute) && !(/^(?:href|src)$/.test(attribute) && scriptUrl.test(value)))
  );
}
