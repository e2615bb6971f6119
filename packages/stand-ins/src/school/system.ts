import { nonsense } from '../control/nonsense.ts';
import type { Answer, Played, Received } from '../http/server.ts';
import {
  addressing,
  type Envelope,
  isAnswer,
  readEnvelope,
  readEnvelope12,
  SoapFault,
  soap12Answer,
  soap12Fault,
  soapAnswer,
  soapFault,
} from '../soap/envelope.ts';
import { SecurityRefused, verifySecurity, wsse } from '../soap/security.ts';
import { institutions } from '../world/institutions.ts';
import { child } from '../xml/read.ts';
import { garble, writeEnrolments, writeExport, writeInstitution, writeUserId } from './answer.ts';
import { actionOf, common, type Service, services } from './names.ts';
import { parameter, readFilters, readOperation } from './request.ts';
import type { Pupil } from './register.ts';

export const schoolPath = '/bpi';
/** The system that STIL knows the demo as (udbydersystem). */
export const systemId = 'paa-tvaers-oevelse';

/**
 * STIL's user database (Brugerdatabasen, BPI): from a CPR number to the institutions that a child belongs to. Every
 * request is signed, and the signature is checked, each time. It is answered in the version of SOAP that it came in:
 * open clients send either.
 *
 * @param ca PEM of the authority whose certificates may sign
 */
export function playSchool(pupils: readonly Pupil[], ca: string): Played {
  return {
    name: 'school',
    error: () => soapFault(new SoapFault('soap:Server', 'Der opstod en intern fejl.')),
    garbled: () => ({ ...soapAnswer(''), body: garble(nonsense) }),
    answer: (request) => {
      try {
        return answer(pupils, ca, request);
      } catch (error) {
        if (error instanceof SoapFault) return isSoap12(request) ? soap12Fault(error) : soapFault(error);
        throw error;
      }
    },
  };
}

const isSoap12 = ({ headers }: Received) => /^application\/soap\+xml\s*(;|$)/i.test(headers['content-type'] ?? '');

function answer(pupils: readonly Pupil[], ca: string, request: Received): Answer {
  const service = (Object.keys(services) as readonly Service[]).find(
    (name) => request.path === `${schoolPath}/${name}/${services[name].version}`,
  );
  if (!service) return { status: 404, body: '' };
  const action = actionOf(service);
  const envelope = isSoap12(request) ? readEnvelope12(request, action, [common, wsse], false) : readEnvelope(request, action);
  if (isAnswer(envelope)) return envelope;
  checkSystem(envelope);
  checkSignature(request.body, ca);
  const body = serve(service, envelope, pupils);
  return isSoap12(request) ? soap12Answer(body) : soapAnswer(body);
}

type ErrorType = 'Signatur' | 'SignaturMangler' | 'UdbydersytemIdMangler' | 'Rettigheder';

const denied = (type: ErrorType, text: string) =>
  new SoapFault('soap:Client', text, '', `<c:authentificationError xmlns:c="${common}"><c:type>${type}</c:type></c:authentificationError>`);

function checkSystem({ header }: Envelope): void {
  const sent = child(header, common, 'UdbydersystemId')?.text.trim();
  if (!sent) throw denied('UdbydersytemIdMangler', 'UdbydersystemId mangler');
  if (sent !== systemId) throw denied('Rettigheder', 'Manglende rettigheder');
}

function checkSignature(request: string, ca: string): void {
  try {
    verifySecurity(request, ca, (header) => [child(header, addressing, 'MessageID')]);
  } catch (error) {
    if (!(error instanceof SecurityRefused)) throw error;
    throw error.missing ? denied('SignaturMangler', 'Signatur mangler') : denied('Signatur', 'Signaturen kan ikke godkendes');
  }
}

function serve(service: Service, envelope: Envelope, pupils: readonly Pupil[]): string {
  const operation = readOperation(envelope, service);
  const sent = parameter(operation);
  switch (service) {
    case 'wsiidentifikation':
      return writeUserId(pupils.find((pupil) => pupil.child.cpr === sent));
    case 'wsibruger':
      return writeEnrolments(pupils.find(({ userId }) => userId === sent));
    case 'wsiinst':
      return writeInstitution(institutionOf(sent));
    case 'wsieksport': {
      const institution = institutionOf(sent);
      // Without an agreement the register tells nothing, not even that there is no such institution.
      if (!institution?.agreement) throw denied('Rettigheder', 'Manglende rettigheder');
      const { pupils: wanted, contacts, levels, numbers } = readFilters(operation);
      const left = pupils
        .filter(({ child: one }) => wanted && (!numbers || numbers.has(one.cpr)))
        .map((pupil) => ({ ...pupil, enrolments: pupil.enrolments.filter(({ level }) => !levels || levels.has(level ?? '')) }));
      return writeExport({ institution, pupils: left, contacts, now: new Date() });
    }
  }
}

const institutionOf = (number: string) => Object.values(institutions).find((one) => one.number === number);
