import type { Envelope } from '../soap/envelope.ts';
import { addressing, SoapFault } from '../soap/envelope.ts';
import { child, children, type XmlElement } from '../xml/read.ts';
import { checkShape, ShapeBroken } from '../xml/shape.ts';
import { action, requestHeader, sag, sd, sdi } from './names.ts';
import { parties, searchInput, searchParts } from './request-shape.ts';

/** One `SoegSag` that this stand-in plays: by party, and no other criterion. */
export interface PartyCriterion {
  readonly role?: string;
  readonly type?: string;
  /** UUID or URN. */
  readonly reference?: string;
}

export interface Search {
  readonly transaction: string;
  readonly messageId: string;
  readonly operation: 'AND' | 'OR';
  /** One entry a `SoegSag`. */
  readonly searches: readonly (readonly PartyCriterion[])[];
  readonly first: number;
  readonly most: number;
  /** Parts asked for by `SagVis`; empty is no data at all. */
  readonly show: ReadonlySet<string>;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
// The service hands out no more in one answer, whatever is asked.
const serverMost = 100;

/** @throws SoapFault */
export function readSearch({ header, operation }: Envelope): Search {
  const transaction = readTransaction(header);
  const messageId = readAddressing(header);
  if (operation.namespace !== sdi || operation.name !== 'FremsoegSagDokumentIndeksInput')
    throw new SoapFault('soap:Client', 'Message part was not recognized. (Does it exist in service WSDL?)');
  try {
    checkShape(operation, searchInput);
  } catch (error) {
    if (error instanceof ShapeBroken) throw new SoapFault('soap:Client', `Unmarshalling Error: ${error.message}`);
    throw error;
  }
  refuseUnplayed(operation);
  const expression = child(operation, sdi, 'SoegUdtryk');
  const searches = children(expression, sdi, 'SoegSag');
  if (searches.length === 0) throw new SoapFault('soap:Client', 'SoegUdtryk without SoegSag: not played by this stand-in.');
  return {
    transaction,
    messageId,
    operation: child(expression, sdi, 'operation')?.text.trim() === 'OR' ? 'OR' : 'AND',
    searches: searches.map(readParties),
    ...readPage(searches[0] as XmlElement),
    show: new Set(children(child(operation, sdi, 'Filter'), sdi, 'SagVis').flatMap((part) => part.children.map((vis) => vis.text.trim()))),
  };
}

function readTransaction(header: XmlElement | undefined): string {
  const text = child(child(header, requestHeader, 'RequestHeader'), requestHeader, 'TransactionUUID')?.text.trim();
  if (!text) throw new SoapFault('soap:Client', 'RequestHeader/TransactionUUID is missing.');
  // The schema asks for one character only; its type is called UUIDType.
  if (!uuid.test(text)) throw new SoapFault('soap:Client', 'RequestHeader/TransactionUUID is not a UUID.');
  return text;
}

// The policy of the WSDL (OIOIDWSBindingPolicy) has WS-Addressing as not optional.
function readAddressing(header: XmlElement | undefined): string {
  const declared = ` xmlns:wsa="${addressing}"`;
  const [sent, id, to] = ['Action', 'MessageID', 'To'].map((name) => child(header, addressing, name)?.text.trim());
  if (!sent || !id || !to)
    throw new SoapFault(
      'wsa:MessageAddressingHeaderRequired',
      'A required header representing a Message Addressing Property is not present',
      declared,
    );
  if (sent !== action) throw new SoapFault('wsa:ActionNotSupported', 'The [action] cannot be processed at the receiver.', declared);
  return id;
}

function refuseUnplayed(operation: XmlElement): void {
  const unplayed = ['SagUuid', 'DokumentUuid', 'Sortering'].find((name) => child(operation, sdi, name));
  const inside = child(operation, sdi, 'SoegUdtryk')?.children.find(({ name }) => name !== 'operation' && name !== 'SoegSag');
  const part = unplayed ?? inside?.name;
  if (part) throw new SoapFault('soap:Client', `${part}: not played by this stand-in.`);
}

function readParties(search: XmlElement): readonly PartyCriterion[] {
  const unplayed = searchParts.find((part) => search.children.some(({ name }) => name === part));
  const filled = ['AttributListe', 'TilstandListe'].find((name) => child(search, sag, name)?.children.length);
  const relation = child(search, sag, 'RelationListe')?.children.find(({ name }) => name !== 'Sagspart');
  const part = unplayed ?? filled ?? relation?.name;
  if (part) throw new SoapFault('soap:Client', `Search by ${part}: not played by this stand-in.`);
  return children(child(search, sag, 'RelationListe'), sag, 'Sagspart').map((party) => {
    const [role, type, reference] = parties.map(([namespace, name]) => child(party, namespace, name)?.children[0]?.text.trim());
    return { ...(role && { role }), ...(type && { type }), ...(reference && { reference }) };
  });
}

function readPage(search: XmlElement): { first: number; most: number } {
  const first = Number(child(search, sd, 'FoersteResultatReference')?.text ?? 0);
  const most = Number(child(search, sd, 'MaksimalAntalKvantitet')?.text ?? serverMost);
  if (first < 0 || most < 1) throw new SoapFault('soap:Client', 'FoersteResultatReference or MaksimalAntalKvantitet is out of range.');
  return { first, most: Math.min(most, serverMost) };
}
