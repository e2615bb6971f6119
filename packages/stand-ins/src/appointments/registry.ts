import { nonsense } from '../control/nonsense.ts';
import type { Answer, Played, Received } from '../http/server.ts';
import { addressing, isAnswer, readEnvelope12, SoapFault, soap12Answer, soap12Fault } from '../soap/envelope.ts';
import { escapeXml } from '../xml/write.ts';
import { answerHeader, type Known, readActing } from './acting.ts';
import { garble, type Problem, writeFound } from './answer.ts';
import { dgws, hsuid, otherHome, wsse } from './names.ts';
import { answerQuery, type Found, QueryRefused } from './query.ts';
import type { Documents } from './register.ts';

export const registryPath = '/ddsregistry';
export const understood = [dgws, hsuid, wsse];
const action = 'urn:ihe:iti:2007:RegistryStoredQuery';

/**
 * The registry of Dokumentdelingsservice (DDS) on NSP: ITI-18 of IHE XDS.b, the stored queries FindDocuments,
 * GetDocuments and GetAssociations. A document that the citizen has blocked is left out, and the answer says so in a
 * warning, whose code and words are assumed.
 */
export function playRegistry(documents: Documents, known: Known): Played {
  return {
    name: 'appointments',
    partial: true,
    error: () => soap12Fault(new SoapFault('soap:Server', 'Der opstod en intern fejl i Dokumentdelingsservice.')),
    garbled: () => ({ ...soap12Answer(''), body: garble(nonsense) }),
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

function answer(documents: Documents, known: Known, request: Received): Answer {
  if (request.path !== registryPath) return { status: 404, body: '' };
  const envelope = readEnvelope12(request, action, understood, true);
  if (isAnswer(envelope)) return envelope;
  const { messageId, citizen } = readActing(envelope.header, known);
  return soap12Answer(
    body(documents, () => answerQuery(envelope.operation, documents, citizen), request.partial),
    addressingOf(`${action}Response`, envelope.id) + answerHeader(messageId),
  );
}

/** WS-Addressing of an answer. */
export function addressingOf(action: string, relatesTo: string): string {
  return `<wsa:Action xmlns:wsa="${addressing}">${action}</wsa:Action><wsa:RelatesTo xmlns:wsa="${addressing}">${escapeXml(relatesTo)}</wsa:RelatesTo>`;
}

const filtered: Problem = {
  code: 'XDSRegistryError',
  context: 'Dokumenter er udeladt på grund af borgerens samtykke (consent)',
  severity: 'Warning',
};

function body(documents: Documents, find: () => Found, partial: boolean): string {
  let found: Found;
  try {
    found = find();
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
    return writeFound('Failure', { entries: [], replacements: [] }, [{ code: error.code, context: error.message, severity: 'Error' }]);
  }
  const shown = withoutBlocked(documents, found);
  const problems = shown.entries.length < found.entries.length ? [filtered] : [];
  if (!partial) return writeFound('Success', shown, problems);
  const unavailable: Problem = { code: 'XDSUnavailableCommunity', context: 'registry timed out', severity: 'Error', location: otherHome };
  return writeFound('PartialSuccess', { ...shown, entries: shown.entries.slice(0, -1) }, [...problems, unavailable]);
}

function withoutBlocked({ entries }: Documents, found: Found): Found {
  const blocked = new Set(entries.filter((one) => one.blocked).map(({ entry }) => entry));
  return {
    entries: found.entries.filter(({ entry }) => !blocked.has(entry)),
    replacements: found.replacements.filter(({ source, target }) => !blocked.has(source) && !blocked.has(target)),
  };
}
