import fc from 'fast-check';
import { type ElementSchema, elementsOf, isNumber, isPrimitive } from '../fhir/schema.ts';
import { escapeText, xhtmlNamespace } from '../fhir/xhtml.ts';

type Content = Record<string, unknown>;

/** Text as messages have it, line breaks, tabs, quotes and signs beyond the first plane too; never empty. */
export const anyText = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.oneof(
    fc.constantFrom('\n', '\r', '\t', ' ', '&', '<', '>', '"', "'", 'æ', 'Å', '😀', ']]>'),
    fc.string({ minLength: 1, maxLength: 1 }).filter((sign) => sign >= ' '),
  ),
}); // prettier-ignore

const primitive = (type: string): fc.Arbitrary<unknown> => {
  if (type === 'boolean') return fc.boolean();
  if (isNumber(type)) return type === 'decimal' ? fc.constantFrom(0, 1.5, -2.25, 100) : fc.integer({ min: 1, max: 9999 });
  if (type === 'base64Binary') return fc.uint8Array({ maxLength: 40, minLength: 1 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  return anyText;
};

/** Has something to say without elements below it: a Range, at the end of the depth, would be empty. */
const isLeaf = (type: string) =>
  type === 'xhtml' || type === 'Resource' || [...(elementsOf(type)?.values() ?? [])].some((element) => isPrimitive(element.type));

/** A child of a known type: some of its elements, some of their ids and extensions beside them. */
function content(type: string, depth: number): fc.Arbitrary<Content> {
  const elements = [...(elementsOf(type)?.values() ?? [])].filter(({ type: child }) => isPrimitive(child) || (depth > 0 && isLeaf(child)));
  return fc
    .subarray(elements, { minLength: Math.min(1, elements.length), maxLength: Math.min(4, elements.length) })
    .chain((chosen) =>
      fc.tuple(...chosen.map((element) => member(element, depth))).map((members) => Object.assign({}, ...members) as Content),
    );
}

function member(element: ElementSchema, depth: number): fc.Arbitrary<Content> {
  const { name, many, type } = element;
  if (!isPrimitive(type)) {
    const one: fc.Arbitrary<string | Content> =
      type === 'xhtml' ? narrative : type === 'Resource' ? resource('Practitioner', depth - 1) : content(type, depth - 1);
    const kept = one.filter((value) => typeof value === 'string' || Object.keys(value).length > 0);
    return many ? fc.array(kept, { minLength: 1, maxLength: 2 }).map((all) => ({ [name]: all })) : kept.map((value) => ({ [name]: value }));
  }
  const beside = fc.array(anyExtension, { minLength: 1, maxLength: 1 }).map((extension) => ({ extension }));
  const both = fc
    .tuple(primitive(type), fc.option(beside, { freq: 3 }), fc.boolean())
    .map(([value, extra, drop]) => ({ value: extra && drop ? null : value, extra }));
  if (many)
    return fc.array(both, { minLength: 1, maxLength: 3 }).map((all) => ({
      ...(all.some(({ value }) => value !== null) && { [name]: all.map(({ value }) => value) }),
      ...(all.some(({ extra }) => extra) && { [`_${name}`]: all.map(({ extra }) => extra) }),
    }));
  return both.map(({ value, extra }) => ({ ...(value !== null && { [name]: value }), ...(extra && { [`_${name}`]: extra }) }));
}

const anyExtension = anyText.map((valueString) => ({ url: 'http://example.dk/udvidelse', valueString }));

const narrative = anyText.map((text) => `<div xmlns="${xhtmlNamespace}"><p title="a">${escapeText(text)}</p><br/></div>`);

function resource(type: string, depth: number): fc.Arbitrary<Content> {
  return content(type, depth).map((found) => ({ resourceType: type, ...found }));
}

/** Any resource that messages hold, as its JSON. */
const anyResource: fc.Arbitrary<Content> = fc
  .constantFrom(
    'MessageHeader',
    'Patient',
    'Communication',
    'PractitionerRole',
    'Organization',
    'Encounter',
    'Provenance',
    'CareTeam',
    'OperationOutcome',
  )
  .chain((type) => resource(type, 3));

export const anyBundle: fc.Arbitrary<Content> = fc
  .array(
    fc.tuple(anyText, anyResource).map(([fullUrl, resource]) => ({ fullUrl, resource })),
    { minLength: 1, maxLength: 3 },
  )
  .map((entry) => ({ resourceType: 'Bundle', type: 'message', entry }));
