import { isNode, type Node, nodes, text, values } from '../fhir/node.ts';

type Definitions = ReadonlyMap<string, Node>;
/** One value of an element, by its name in JSON: `occurredDateTime` for `occurred[x]`. */
interface Value {
  readonly name: string;
  readonly value: unknown;
}
export type Visit = (element: Node, value: unknown, path: string) => void;

const dkCore: Readonly<Record<string, string>> = {
  'dk-core-cpr-identifier': 'urn:oid:1.2.208.176.1.2',
  'dk-core-x-ecpr-identifier': 'urn:oid:1.2.208.176.1.6.1.1',
  'dk-core-d-ecpr-identifier': 'urn:oid:1.2.208.176.1.6.1.3',
  'dk-core-gln-identifier': 'https://www.gs1.org/gln',
  'dk-core-sor-identifier': 'urn:oid:1.2.208.176.1.1',
  'dk-core-cvr-identifier': 'http://cvr.dk',
  'dk-core-kombit-org-identifier': 'https://kombit.dk/sts/organisation',
};

/**
 * Holds a value against a StructureDefinition's snapshot: cardinalities, slices (open and closed), fixed and pattern
 * values, and the profiles of extensions and identifiers. Written apart from `check`, after the official profiles alone.
 *
 * @returns what is broken
 */
export function structureErrors(
  definition: Node,
  value: Node,
  definitions: Definitions,
  codes: ReadonlyMap<string, ReadonlySet<string>>,
  visit: Visit,
): string[] {
  const elements = nodes(nodes(definition, 'snapshot')[0], 'element');
  const errors: string[] = [];
  const root = elements[0];
  if (root) walk(root, { name: '', value });
  return errors;

  function walk(element: Node, { value: node }: Value): void {
    const id = String(element.id);
    visit(element, node, String(element.path));
    checkValue(element, node);
    for (const profile of profilesOf(element)) {
      const nested = definitions.get(profile);
      if (nested && isNode(node) && nested !== definition)
        errors.push(...structureErrors(nested, node, definitions, codes, visit).map((error) => `${id} → ${error}`));
    }
    const children = elements.filter((child) => parentOf(String(child.id)) === id);
    const bare = children.filter((child) => !nameOf(child).includes(':'));
    for (const child of bare) {
      const found = isNode(node) ? valuesOf(node, nameOf(child)) : [];
      count(child, found.length);
      const slices = children.filter((slice) => nameOf(slice).startsWith(`${nameOf(child)}:`));
      const members = slices.map((slice) => found.filter((one) => isMember(child, slice, one)));
      slices.forEach((slice, index) => {
        count(slice, members[index]?.length ?? 0);
        for (const one of members[index] ?? []) walk(slice, one);
      });
      const outside = found.filter((one) => !members.some((member) => member.includes(one)));
      if (slices.length > 0 && nodes(child, 'slicing')[0]?.rules === 'closed' && outside.length > 0)
        errors.push(`${String(child.id)} closed`);
      for (const one of outside) walk(child, one);
    }
  }

  function count(element: Node, found: number): void {
    if (found < Number(element.min ?? 0)) errors.push(`${String(element.id)} ${found} < ${String(element.min)}`);
    if (element.max !== undefined && element.max !== '*' && found > Number(element.max))
      errors.push(`${String(element.id)} ${found} > ${String(element.max)}`);
  }

  function checkValue(element: Node, node: unknown): void {
    for (const key of Object.keys(element)) {
      if (/^(?:fixed|pattern)[A-Z]/.test(key) && !matches(element[key], node)) errors.push(`${String(element.id)} ${key}`);
    }
    const binding = nodes(element, 'binding')[0];
    const allowed = binding?.strength === 'required' ? codes.get(String(binding.valueSet).split('|')[0] ?? '') : undefined;
    for (const code of allowed ? codesIn(node) : []) if (!allowed?.has(code)) errors.push(`${String(element.id)} binding`);
  }

  function isMember(child: Node, slice: Node, one: Value): boolean {
    return nodes(nodes(child, 'slicing')[0], 'discriminator').every((discriminator) => {
      const path = String(discriminator.path);
      if (discriminator.type === 'type') return isOfType(slice, path === '$this' ? one : contentOf(one));
      const expected = expectedAt(slice, path);
      return expected !== undefined && at(one.value, path).includes(expected);
    });
  }

  /** What the slice says at its discriminator: a fixed value, or what its type's profile says. */
  function expectedAt(slice: Node, path: string): unknown {
    const profile = profilesOf(slice)[0] ?? '';
    if (path === 'url') return profile;
    if (path === 'system' && profile) return dkCore[profile.split('/').at(-1) ?? ''];
    const sliceId = String(slice.id);
    const tail = path === '$this.extension.value' || path.includes('extension(') ? '.extension:use.value[x].code' : `.${path}`;
    const stated = elements.find((element) => element.id === sliceId + tail);
    const fixed = stated && Object.keys(stated).find((key) => /^(?:fixed|pattern)[A-Z]/.test(key));
    if (fixed) return stated[fixed];
    if (path === 'identifier.system') return 'https://www.esundhed.dk/Registre/Landspatientregisteret';
    // The acknowledgement's slices of destination are told apart by a whole Coding.
    const coding = elements.find((element) => element.id === `${sliceId}.extension:use.value[x]`)?.patternCoding;
    return isNode(coding) ? coding.code : undefined;
  }

  function isOfType(slice: Node, one: Value | undefined): boolean {
    const content = elements.find((element) => element.id === `${String(slice.id)}.content[x]`) ?? slice;
    return nodes(content, 'type').some((type) => one?.name.toLowerCase().endsWith(String(type.code).toLowerCase()));
  }
}

const parentOf = (id: string) => id.slice(0, id.lastIndexOf('.'));
const nameOf = (element: Node) => String(element.id).split('.').at(-1) ?? '';
const profilesOf = (element: Node) =>
  nodes(element, 'type').flatMap((type) => values(type, 'profile').map((profile) => String(profile).split('|')[0] ?? ''));

function contentOf({ value }: Value): Value | undefined {
  return isNode(value) ? valuesOf(value, 'content[x]')[0] : undefined;
}

function valuesOf(node: Node, name: string): Value[] {
  const names = name.endsWith('[x]') ? Object.keys(node).filter((key) => new RegExp(`^${name.slice(0, -3)}[A-Z]`).test(key)) : [name];
  return names.flatMap((key) => {
    const own = values(node, key);
    const beside = values(node, `_${key}`);
    return Array.from({ length: Math.max(own.length, beside.length) }, (_, index) => ({ name: key, value: own[index] ?? beside[index] }));
  });
}

function at(value: unknown, path: string): unknown[] {
  if (!isNode(value)) return [];
  if (path.includes('extension')) return nodes(value, 'extension').map((extension) => text(extension, 'valueCoding', 'code'));
  return [text(value, ...path.split('.'))];
}

function matches(expected: unknown, value: unknown): boolean {
  if (!isNode(expected)) return expected === value;
  return isNode(value) && Object.entries(expected).every(([name, child]) => matches(child, value[name]));
}

function codesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!isNode(value)) return [];
  if (typeof value.code === 'string') return [typeof value.system === 'string' ? `${value.system}|${value.code}` : value.code];
  return nodes(value, 'coding').flatMap(codesIn);
}
