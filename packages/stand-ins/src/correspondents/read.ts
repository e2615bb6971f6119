import type { Node, ResponseCode } from '@paa-tvaers/medcom';

/** What a correspondent needs to know of what it was sent. */
export interface Incoming {
  /** Id of the MessageHeader: the same when it is sent again. */
  readonly id: string;
  readonly sender: Unit;
  readonly receiver: Unit;
  readonly category: string;
  readonly topic: string | undefined;
  /** The text that is new in this message. */
  readonly text: string;
  readonly patient: {
    readonly identifiers: readonly { system: string; value: string }[];
    readonly given: readonly string[];
    readonly family: string;
  };
}

interface Unit {
  readonly sor: string;
  readonly gln: string;
  readonly name?: string;
}

/** It is no message that a correspondent would show. Its word is one of ours, with no content. */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused';
}

/** The response of an acknowledgement; absent: it is a message. @throws MessageRefused for anything else */
export function responseOf(bundle: Node): ResponseCode | undefined {
  const [header] = resources(bundle);
  const event = pick(header, 'eventCoding', 'code');
  if (event === 'care-communication-message') return undefined;
  const code = event === 'acknowledgement-message' ? pick(header, 'response', 'code') : undefined;
  const known = responses.find((one) => one === code);
  if (!known) throw new MessageRefused('eventCoding');
  return known;
}
const responses = ['ok', 'fatal-error', 'transient-error'] as const;

/** Id and parties of a message, or of an acknowledgement. @throws MessageRefused */
export function partiesOf(bundle: Node): Pick<Incoming, 'id' | 'sender' | 'receiver'> {
  const [header] = resources(bundle);
  return {
    id: needed(pick(header, 'id'), 'MessageHeader.id'),
    sender: unitOf(resolve(bundle, pick(header, 'sender', 'reference'))),
    receiver: unitOf(resolve(bundle, pick(list(header, 'destination')[0], 'receiver', 'reference'))),
  };
}

/**
 * Reads a correspondence message, by hand and apart from the library that writes it.
 *
 * @throws MessageRefused where what a reader must show is missing, or hangs loose
 */
export function readIncoming(bundle: Node): Incoming {
  const all = resources(bundle);
  const of = (type: string) => all.filter((one) => one.resourceType === type);
  const parties = partiesOf(bundle);
  const communication = resolve(bundle, pick(list(all[0], 'focus')[0], 'reference'));
  if (!communication) throw new MessageRefused('focus');
  needed(pick(list(communication, 'identifier')[0], 'value'), 'Communication.identifier');
  const patients = of('Patient');
  if (patients.length !== 1) throw new MessageRefused('Patient');
  const name = list(patients[0], 'name').find((one) => one.use === 'official');
  const own = of('Provenance').filter((one) => pick(list(one, 'target')[0], 'reference') === `MessageHeader/${parties.id}`);
  if (own.length !== 1) throw new MessageRefused('Provenance.target');
  const sources = list(own[0], 'entity').filter(({ role }) => role === 'source');
  const fresh = new Set(sources.map((entity) => pick(entity, 'what', 'identifier', 'value')));
  const texts = list(communication, 'payload').filter((one) => typeof one.contentString === 'string' && fresh.has(partOf(one)));
  if (texts.length === 0) throw new MessageRefused('payload');
  const topic = pick(communication, 'topic', 'text');
  return {
    ...parties,
    category: needed(pick(list(list(communication, 'category')[0], 'coding')[0], 'code'), 'category'),
    topic: typeof topic === 'string' ? topic : undefined,
    text: texts.map((one) => String(one.contentString)).join('\n'),
    patient: {
      identifiers: list(patients[0], 'identifier').map((one) => ({
        system: needed(pick(one, 'system'), 'Patient.identifier'),
        value: needed(pick(one, 'value'), 'Patient.identifier'),
      })),
      given: name && Array.isArray(name.given) ? name.given.map(String) : [],
      family: typeof name?.family === 'string' ? name.family : '',
    },
  };
}

function partOf(payload: Node): unknown {
  const extension = list(payload, 'extension').find(
    ({ url }) => typeof url === 'string' && url.endsWith('/medcom-core-identifier-extension'),
  );
  return pick(extension, 'valueIdentifier', 'value');
}

function unitOf(organization: Node | undefined): Unit {
  const number = (system: string) =>
    needed(
      pick(
        list(organization, 'identifier').find((one) => one.system === system),
        'value',
      ),
      'Organization.identifier',
    );
  const name = organization?.name;
  return { sor: number('urn:oid:1.2.208.176.1.1'), gln: number('https://www.gs1.org/gln'), ...(typeof name === 'string' && { name }) };
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const resources = (bundle: Node): readonly Node[] => list(bundle, 'entry').map(({ resource }) => (isNode(resource) ? resource : {}));

/** `Organization/1`, or an address that ends so. */
function resolve(bundle: Node, reference: unknown): Node | undefined {
  const wanted = typeof reference === 'string' ? reference.split('/').slice(-2).join('/') : undefined;
  return resources(bundle).find((one) => `${String(one.resourceType)}/${String(one.id)}` === wanted);
}

function list(node: Node | undefined, name: string): readonly Node[] {
  const value = node?.[name];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function pick(node: Node | undefined, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isNode(value) ? value[name] : undefined), node);
}

function needed(value: unknown, place: string): string {
  if (typeof value !== 'string' || value === '') throw new MessageRefused(place);
  return value;
}
