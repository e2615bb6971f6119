/** A FHIR element or resource as JSON has it. What comes from outside is never trusted to have the type it should. */
export type Node = { readonly [name: string]: unknown };

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values of an element, whether or not it was sent as a list. */
export function values(node: Node | undefined, name: string): readonly unknown[] {
  const value = node && Object.hasOwn(node, name) ? node[name] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The elements by that name; what is no element is left out. */
export function nodes(node: Node | undefined, name: string): readonly Node[] {
  return values(node, name).filter(isNode);
}

/** The first element at a path of names: `one(organization, 'partOf', 'identifier')`. */
export function one(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((current, name) => nodes(current, name)[0], node);
}

/** The first string at a path of names; undefined where there is none, or an empty one. */
export function text(node: Node | undefined, ...path: readonly string[]): string | undefined {
  const owner = one(node, ...path.slice(0, -1));
  const value = values(owner, path.at(-1) ?? '')[0];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The extensions with this URL. */
export function extensions(node: Node | undefined, url: string): readonly Node[] {
  return nodes(node, 'extension').filter((extension) => extension.url === url);
}
