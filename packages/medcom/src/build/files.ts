import { extensions, isNode, type Node, nodes, text, values } from '../fhir/node.ts';
import { extensionUrls } from '../terms.ts';
import { BuildRefused } from './draft.ts';

/**
 * Takes the files out of a message, so that a store may keep each by itself: in their place stands empty `data`, which
 * is no FHIR and passes no check. A file whose payload has no id, or shares it with another, stays where it is.
 *
 * @returns the rest, which `read` and the builders of replies take as it is, and the base64 by payload id (`urn:uuid:…`)
 */
export function withoutFiles<Message extends Node>(
  bundle: Message,
): { readonly bundle: Message; readonly files: ReadonlyMap<string, string> } {
  const files = new Map<string, string>();
  const rest = replaceData(bundle, (id, data) => {
    files.set(id, data);
    return '';
  });
  return { bundle: rest, files };
}

/**
 * Puts the files back: what {@link withoutFiles} parted is the same again, to the byte.
 *
 * @param files those of other messages may be among them
 * @throws BuildRefused `attachment-without-data` when one is missing
 */
export function withFiles<Message extends Node>(bundle: Message, files: ReadonlyMap<string, string>): Message {
  return replaceData(bundle, (id, data) => {
    const file = data === '' ? files.get(id) : data;
    if (file === undefined) throw new BuildRefused('attachment-without-data');
    return file;
  });
}

function replaceData<Message extends Node>(bundle: Message, replace: (id: string, data: string) => string): Message {
  const payloads = nodes(bundle, 'entry').flatMap((entry) => nodes(communicationIn(entry), 'payload'));
  const ids = Map.groupBy(payloads.filter(hasData), idOf);
  const replaced = (payload: unknown): unknown => {
    if (!isNode(payload) || !hasData(payload)) return payload;
    const id = idOf(payload);
    const attachment = payload.contentAttachment as Node;
    if (id === undefined || ids.get(id)?.length !== 1) return payload;
    return { ...payload, contentAttachment: { ...attachment, data: replace(id, attachment.data as string) } };
  };
  const entry = values(bundle, 'entry').map((one) => {
    const communication = isNode(one) ? communicationIn(one) : undefined;
    if (!isNode(one) || !Array.isArray(communication?.payload)) return one;
    return { ...one, resource: { ...communication, payload: communication.payload.map(replaced) } };
  });
  return Array.isArray(bundle.entry) ? { ...bundle, entry } : bundle;
}

function communicationIn(entry: Node): Node | undefined {
  return isNode(entry.resource) && entry.resource.resourceType === 'Communication' ? entry.resource : undefined;
}

const idOf = (payload: Node) => text(extensions(payload, extensionUrls.identifier)[0], 'valueIdentifier', 'value');
const hasData = ({ contentAttachment: file }: Node) => isNode(file) && typeof file.data === 'string';
