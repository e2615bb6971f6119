import { nonsense } from '../control/nonsense.ts';
import type { Answer, Played, Received } from '../http/server.ts';
import { isAnswer, readEnvelope12, SoapFault, soap12Envelope, soap12Fault } from '../soap/envelope.ts';
import { multipartAnswer, type Part } from '../soap/multipart.ts';
import { stableUuid } from '../world/numbers.ts';
import { child, children, type XmlElement } from '../xml/read.ts';
import { checkShape, type Particle, type Shape, ShapeBroken } from '../xml/shape.ts';
import { element } from '../xml/write.ts';
import { answerHeader, type Known, readActing } from './acting.ts';
import { errorList, type Problem } from './answer.ts';
import { home, otherHome, repositoryId, responseUrns, rs, xds } from './names.ts';
import { addressingOf, understood } from './registry.ts';
import type { Documents, Entry } from './register.ts';

export const repositoryPath = '/ddsrepository';
const action = 'urn:ihe:iti:2007:RetrieveDocumentSet';

/** The repository of Dokumentdelingsservice (DDS) on NSP: ITI-43 of IHE XDS.b, answered as MTOM/XOP. */
export function playRepository(documents: Documents, known: Known): Played {
  return {
    name: 'appointmentsRepository',
    partial: true,
    error: () => soap12Fault(new SoapFault('soap:Server', 'Der opstod en intern fejl i Dokumentdelingsservice.')),
    garbled: () => multipartAnswer(`<soap:Envelope><x:RetrieveDocumentSetResponse>${nonsense.name}<x:DocumentUniqueId>${nonsense.cpr}`, []),
    answer: (request) => {
      try {
        return answer(documents, known, request);
      } catch (error) {
        if (error instanceof SoapFault) return soap12Fault(error);
        throw error;
      }
    },
  };
}

const part = (name: string, least: number, most: number, shape: Shape): Particle => ({ namespace: xds, name, least, most, shape });
const text: Shape = { text: /\S/ };
const requestShape: Shape = {
  children: [
    part('DocumentRequest', 1, Number.POSITIVE_INFINITY, {
      children: [part('HomeCommunityId', 0, 1, text), part('RepositoryUniqueId', 1, 1, text), part('DocumentUniqueId', 1, 1, text)],
    }),
  ],
};

function answer({ entries }: Documents, known: Known, request: Received): Answer {
  if (request.path !== repositoryPath) return { status: 404, body: '' };
  const envelope = readEnvelope12(request, action, understood, true);
  if (isAnswer(envelope)) return envelope;
  const { messageId, citizen } = readActing(envelope.header, known);
  const asked = readRequests(envelope.operation);
  // What is blocked, or another citizen's, is not there.
  const own = entries.filter(({ patient, blocked }) => patient.extension === citizen && !blocked);
  const looked = asked.map((one) => look(one, own));
  const found = looked.flatMap((one) => ('entry' in one ? [one] : []));
  const problems = looked.flatMap((one) => ('entry' in one ? [] : [one]));
  const late: Problem = { code: 'XDSUnavailableCommunity', context: 'repository timed out', severity: 'Error', location: otherHome };
  const shown = request.partial ? found.slice(0, -1) : found;
  const parts = shown.map(documentPart);
  const body = writeDocuments(shown, parts, request.partial ? [...problems, late] : problems);
  return multipartAnswer(soap12Envelope(body, addressingOf(`${action}Response`, envelope.id) + answerHeader(messageId)), parts);
}

interface Asked {
  readonly home: string | undefined;
  readonly repository: string;
  readonly document: string;
}

function readRequests(operation: XmlElement): readonly Asked[] {
  if (operation.namespace !== xds || operation.name !== 'RetrieveDocumentSetRequest')
    throw new SoapFault('soap:Client', 'Message part was not recognized. (Does it exist in service WSDL?)');
  try {
    checkShape(operation, requestShape);
  } catch (error) {
    if (error instanceof ShapeBroken) throw new SoapFault('soap:Client', `Unmarshalling Error: ${error.message}`);
    throw error;
  }
  return children(operation, xds, 'DocumentRequest').map((one) => {
    const value = (name: string) => child(one, xds, name)?.text.trim();
    return {
      home: value('HomeCommunityId'),
      repository: value('RepositoryUniqueId') as string,
      document: value('DocumentUniqueId') as string,
    };
  });
}

function look(asked: Asked, entries: readonly Entry[]): Entry | Problem {
  const error = (code: string, context: string): Problem => ({ code, context, severity: 'Error' });
  if (asked.home !== undefined && asked.home !== home) return error('XDSUnknownCommunity', 'The home community is not known.');
  if (asked.repository !== repositoryId) return error('XDSUnknownRepositoryId', 'The repository is not known.');
  const found = entries.find(({ uniqueId }) => uniqueId === asked.document);
  return found ?? error('XDSDocumentUniqueIdError', 'A document is not found in the repository.');
}

/** Content ids of the form that needs URL encoding in its reference, and plain ones: both were seen. */
function documentPart({ entry, bytes, mimeType }: Entry, at: number): Part {
  const uuid = stableUuid(`part|${entry}`);
  return { id: at % 2 === 0 ? `${uuid}@urn:ihe:iti:xds-b:2007` : `${uuid}@standin.example`, type: mimeType, bytes };
}

function writeDocuments(entries: readonly Entry[], parts: readonly Part[], problems: readonly Problem[]): string {
  const status = problems.length === 0 ? 'Success' : entries.length === 0 ? 'Failure' : 'PartialSuccess';
  const documents = entries.map(({ uniqueId, mimeType }, at) => {
    const reference = `cid:${encodeURIComponent(parts[at]?.id ?? '').replace('%40', '@')}`;
    return `<x:DocumentResponse>${element('x:HomeCommunityId', home)}${element('x:RepositoryUniqueId', repositoryId)}${element('x:DocumentUniqueId', uniqueId)}${element('x:mimeType', mimeType)}<x:Document><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="${reference}"/></x:Document></x:DocumentResponse>`;
  });
  return `<x:RetrieveDocumentSetResponse xmlns:x="${xds}"><rs:RegistryResponse xmlns:rs="${rs}" status="${responseUrns[status]}">${errorList(problems)}</rs:RegistryResponse>${documents.join('')}</x:RetrieveDocumentSetResponse>`;
}
