import { isNode, type Node, nodes, text, values } from './node.ts';

/** A resource of a message, and where it stands. */
export interface Entry {
  readonly path: string;
  readonly fullUrl: string | undefined;
  readonly resource: Node;
}

export interface BundleIndex {
  readonly bundle: Node;
  readonly entries: readonly Entry[];
  readonly of: (type: string) => readonly Entry[];
  /** Finds what a reference points at inside the message; `#id` is looked up in the resource that refers. */
  readonly resolve: (reference: string | undefined, from?: Node) => Entry | undefined;
}

export function indexBundle(bundle: Node): BundleIndex {
  const entries: Entry[] = [];
  const byUrl = new Map<string, Entry>();
  const byType = new Map<string, Entry[]>();
  values(bundle, 'entry').forEach((value, index) => {
    const resource = isNode(value) && isNode(value.resource) ? value.resource : undefined;
    if (!resource || !isNode(value)) return;
    const type = text(resource, 'resourceType') ?? '';
    const entry = { path: `Bundle.entry[${index}].resource`, fullUrl: text(value, 'fullUrl'), resource };
    entries.push(entry);
    const sameType = byType.get(type);
    if (sameType) sameType.push(entry);
    else byType.set(type, [entry]);
    // The first holds: a second resource under the same name is the check's to report.
    for (const url of [entry.fullUrl, `${type}/${text(resource, 'id')}`]) if (url && !byUrl.has(url)) byUrl.set(url, entry);
  });
  const resolve = (reference: string | undefined, from?: Node): Entry | undefined => {
    if (!reference?.startsWith('#')) return byUrl.get(reference ?? '');
    const contained = nodes(from, 'contained').find((resource) => resource.id === reference.slice(1));
    return contained && { path: 'contained', fullUrl: undefined, resource: contained };
  };
  return { bundle, entries, of: (type) => byType.get(type) ?? [], resolve };
}

/** The id at the end of `MessageHeader/<id>`, relative or not. */
export function referencedMessage(reference: string | undefined): string | undefined {
  return /(?:^|\/)MessageHeader\/([A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference ?? '')?.[1];
}

/** The identifier of the message that a bundle carries, by its header. */
export function headerOf(index: BundleIndex): Entry | undefined {
  return index.of('MessageHeader')[0];
}
