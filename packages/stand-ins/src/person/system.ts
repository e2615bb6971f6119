import type { Answer, Played, Received } from '../http/server.ts';
import { nonsense } from '../control/nonsense.ts';
import { isAnswer, readEnvelope, SoapFault, soapAnswer, soapFault } from '../soap/envelope.ts';
import { child } from '../xml/read.ts';
import { cprCore, garble, medcom, writeCitizen } from './answer.ts';
import type { Citizen } from './register.ts';

export const personPath = '/stamdata-cpr-ws/service/DetGodeCPROpslag-1.0.4.1a';

/** As open clients of the service send it; the service's own WSDL was not seen. */
const personAction = 'http://rep.oio.dk/medcom.sundcom.dk/xml/wsdl/2007/06/28/getPersonWithHealthCareInformation';

/**
 * "Det Gode CPR Opslag" (DGCPR 1.0.4a), operation `getPersonWithHealthCareInformation`.
 *
 * An unknown number is a SOAP fault, `Ingen data fundet` from the sender: seen in the open source of
 * an earlier version, assumed for this one; so is what a censored answer holds. Security (DGWS) is
 * not played.
 */
export function playPerson(citizens: ReadonlyMap<string, Citizen>): Played {
  return {
    name: 'person',
    error: () => soapFault(new SoapFault('soap:Server', 'Intern serverfejl')),
    garbled: () => ({ status: 200, type: 'text/xml; charset=utf-8', body: garble(nonsense) }),
    answer: (request) => {
      try {
        return answer(citizens, request);
      } catch (error) {
        if (error instanceof SoapFault) return soapFault(error);
        throw error;
      }
    },
  };
}

function answer(citizens: ReadonlyMap<string, Citizen>, request: Received): Answer {
  if (request.path !== personPath) return { status: 404, body: '' };
  const envelope = readEnvelope(request, personAction);
  if (isAnswer(envelope)) return envelope;
  const { operation } = envelope;
  if (operation.namespace !== medcom || operation.name !== 'getPersonWithHealthCareInformationIn')
    throw new SoapFault('soap:Client', 'Cannot find dispatch method for the element in the body.');
  const number = child(operation, cprCore, 'PersonCivilRegistrationIdentifier');
  if (!number || operation.children.length !== 1)
    throw new SoapFault('soap:Client', 'Schema validation: PersonCivilRegistrationIdentifier is expected, and nothing else.');
  // The pattern of the OIO type: a date of any century, four digits, or ten zeros.
  if (!/^((0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{6}|0{10})$/.test(number.text))
    throw new SoapFault('soap:Client', 'Schema validation: PersonCivilRegistrationIdentifier is not valid.');
  const citizen = citizens.get(number.text);
  if (!citizen) throw new SoapFault('soap:Client', 'Ingen data fundet');
  return soapAnswer(writeCitizen(citizen));
}
