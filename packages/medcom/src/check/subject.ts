import { type BundleIndex, type Entry, headerOf } from '../fhir/bundle.ts';
import { extensions, type Node, nodes, text } from '../fhir/node.ts';
import { events, extensionUrls } from '../terms.ts';

/** A payload, and where it stands. */
interface Located {
  readonly node: Node;
  readonly location: string;
}

/** What the rules look at: a message with its parts found. */
export interface Subject {
  readonly index: BundleIndex;
  readonly kind: 'message' | 'acknowledgement';
  readonly header: Entry | undefined;
  readonly communication: Entry | undefined;
  readonly payloads: readonly Located[];
  /** The roles that sign parts of the message, each once. */
  readonly authors: readonly Entry[];
  /** The sender states an earlier major version of the standard. */
  readonly superseded: boolean;
}

const supersededDefinition = /MedComCareCommunicationMessageDefinition\|4\.[0-9]{1,2}$/;

export function subjectOf(index: BundleIndex): Subject {
  const header = headerOf(index);
  const focus = index.resolve(text(header?.resource, 'focus', 'reference'));
  const communication = focus?.resource.resourceType === 'Communication' ? focus : index.of('Communication')[0];
  const payloads = nodes(communication?.resource, 'payload').map((node, at) => ({
    node,
    location: `${communication?.path}.payload[${at}]`,
  }));
  const authors = payloads.flatMap(({ node }) => index.resolve(authorReference(node)) ?? []);
  const profile = text(header?.resource, 'meta', 'profile') ?? '';
  const event = text(header?.resource, 'eventCoding', 'code');
  const isAcknowledgement =
    event === events.acknowledgement || (event !== events.careCommunication && /acknowledgementHeader/.test(profile));
  return {
    index,
    kind: isAcknowledgement ? 'acknowledgement' : 'message',
    header,
    communication,
    payloads,
    authors: [...new Set(authors)],
    superseded: supersededDefinition.test(text(header?.resource, 'definition') ?? ''),
  };
}

export function authorReference(payload: Node): string | undefined {
  return text(extensions(payload, extensionUrls.author)[0], 'valueReference', 'reference');
}

export function payloadIdentifier(payload: Node): string | undefined {
  return text(extensions(payload, extensionUrls.identifier)[0], 'valueIdentifier', 'value');
}
