import { type Cpr, isReplacement } from '@paa-tvaers/contract';
import { NotSearchable, type Person, type PersonRegister, type SourceAnswer, type SourceCall, SourceUnavailable } from '../types.ts';
import type { SourceSettings } from '../wire/settings.ts';
import { Source } from '../wire/source.ts';
import { sendSoap } from '../wire/soap.ts';
import { xml } from '../wire/xml.ts';
import { namespaces, readPerson } from './answer.ts';

/** Det Gode CPR-opslag 1.0.4a (DGCPR) on NSP. */
export type PersonRegisterSettings = SourceSettings;

/** The port type kept its first namespace through the versions of the messages. */
const action = 'http://rep.oio.dk/medcom.sundcom.dk/xml/wsdl/2007/06/28/getPersonWithHealthCareInformation';

/** What the fault says when there is no such person; the service has no code for it. */
const notFound = 'ingen data fundet';

/**
 * SOAP 1.1: DGWS 1.0, which guards the service, is bound to it, and the service makes its faults with it
 * (the open source of Stamdata-CPR, SoapUtils).
 *
 * @throws TypeError where a setting cannot be used
 */
export function createPersonRegister(settings: PersonRegisterSettings): PersonRegister {
  const source = new Source('person', settings, 900);

  async function findPerson(cpr: Cpr, call: SourceCall): Promise<SourceAnswer<Person> | undefined> {
    if (isReplacement(cpr)) throw new NotSearchable('person: replacement number');
    const body = xml`<m:getPersonWithHealthCareInformationIn xmlns:m="${namespaces.m}" xmlns:cpr="${namespaces.cpr}"><cpr:PersonCivilRegistrationIdentifier>${cpr}</cpr:PersonCivilRegistrationIdentifier></m:getPersonWithHealthCareInformationIn>`;
    const found = await source.ask(call, async (send) => {
      const answer = await sendSoap(source, send, { action, body });
      if (answer.kind === 'answer') return readPerson(answer.body, cpr);
      if (answer.text.toLowerCase().includes(notFound)) return undefined;
      throw new SourceUnavailable('person', 'fault', answer.code);
    });
    return found && { state: found.complete ? 'ok' : 'partial', value: found.person, asOf: source.now() };
  }

  return { findPerson, close: () => source.close() };
}
