import type { Answer, Played, Received } from '../http/server.ts';
import { nonsense } from '../control/nonsense.ts';
import { isAnswer, readEnvelope, SoapFault, soapAnswer, soapFault } from '../soap/envelope.ts';
import { addressingHeaders, SecurityRefused, verifySecurity, wsse, wsu } from '../soap/security.ts';
import { type Found, garble, partyUrn, writeFound, writeHeader } from './answer.ts';
import type { IndexedCase } from './index-of-cases.ts';
import { action, roles, types } from './names.ts';
import { type PartyCriterion, readSearch, type Search } from './request.ts';

export const casesPath = '/sagdokumentindeks/6';

/**
 * The Sags- og Dokumentindeks (SF1470, SagDokumentIndeksService 6), operation `fremsoeg`, by party.
 *
 * Assumed, since it was not seen: status 20 and 44, pages counted from 0, `Antal` as the number of all
 * hits, at most 100 a page, and the texts of the faults (those of Apache CXF).
 *
 * The binding policy of the WSDL (OIOIDWSBindingPolicy) wants every WS-Addressing header signed; the SAML token
 * that it also asks for is not played.
 *
 * @param ca PEM of the authority whose certificates may sign; absent: signatures are not looked at
 */
export function playCases(cases: readonly IndexedCase[], ca?: string): Played {
  return {
    name: 'cases',
    partial: true,
    error: () => soapFault(new SoapFault('soap:Server', 'Der opstod en intern fejl i Sags- og Dokumentindekset.')),
    garbled: () => ({ status: 200, type: 'text/xml; charset=utf-8', body: garble(nonsense) }),
    answer: (request) => {
      try {
        return answer(cases, request, ca);
      } catch (error) {
        if (error instanceof SoapFault) return soapFault(error);
        throw error;
      }
    },
  };
}

function answer(cases: readonly IndexedCase[], request: Received, ca: string | undefined): Answer {
  if (request.path !== casesPath) return { status: 404, body: '' };
  const envelope = readEnvelope(request, action);
  if (isAnswer(envelope)) return envelope;
  if (ca) verify(request.body, ca);
  const search = readSearch(envelope);
  const found = find(cases, search);
  // In part: the count of all hits stands, and the last case of the page is not there.
  const page = request.partial ? { ...found, cases: found.cases.slice(0, -1) } : found;
  return soapAnswer(writeFound(page, search.show), writeHeader(search.transaction));
}

function verify(request: string, ca: string): void {
  try {
    verifySecurity(request, ca, addressingHeaders);
  } catch (error) {
    if (!(error instanceof SecurityRefused)) throw error;
    const [prefix, uri] = error.code.startsWith('wsu:') ? ['wsu', wsu] : ['wsse', wsse];
    throw new SoapFault(error.code, error.message, ` xmlns:${prefix}="${uri}"`);
  }
}

function find(cases: readonly IndexedCase[], { searches, operation, first, most }: Search): Found {
  const hits = cases.filter((one) =>
    operation === 'OR' ? searches.some((search) => fits(one, search)) : searches.every((search) => fits(one, search)),
  );
  return { cases: hits.slice(first, first + most), total: hits.length, first, most };
}

// A search without criteria finds the whole index, which is what an absent criterion means to it.
function fits(one: IndexedCase, search: readonly PartyCriterion[]): boolean {
  const parties = [
    { role: roles.primaryParty as string, urn: partyUrn(one.primary.cpr) },
    ...one.secondary.map(({ cpr }) => ({ role: roles.secondaryParty as string, urn: partyUrn(cpr) })),
  ];
  return search.every(({ role, type, reference }) =>
    parties.some((party) => (!role || party.role === role) && (!type || type === types.person) && (!reference || reference === party.urn)),
  );
}
