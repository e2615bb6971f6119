import { SoapFault } from '../soap/envelope.ts';
import type { Employee } from '../world/employees.ts';
import { child, children, type XmlElement } from '../xml/read.ts';
import { checkShape, type Particle, type Shape, ShapeBroken } from '../xml/shape.ts';
import { element } from '../xml/write.ts';
import { dgws, hsuid } from './names.ts';

/** Whom the service knows: employees by CPR number, and SOR codes of organisations that use it. */
export interface Known {
  readonly employees: readonly Employee[];
  readonly organisations: readonly string[];
}

const medcomFault = (code: string, text: string) =>
  new SoapFault('soap:Client', text, '', `<medcom:FaultCode xmlns:medcom="${dgws}">${code}</medcom:FaultCode>`);
const missing = (text: string) => medcomFault('missing_required_header', text);
const syntax = (text: string) => medcomFault('syntax_error', text);
export const forbidden = (text: string) => medcomFault('not_authorized', text);

const text = (pattern: RegExp): Shape => ({ text: pattern });
const part = (name: string, least: number, shape: Shape): Particle => ({ namespace: dgws, name, least, most: 1, shape });

/** `Header` of the MedCom schema (DGWS 1.0). */
const medcomHeader: Shape = {
  children: [
    part('SecurityLevel', 0, text(/^\s*[1-5]\s*$/)),
    part('TimeOut', 0, text(/^\s*(5|30|480|1440|unbound)\s*$/)),
    part('Linking', 1, {
      children: [part('FlowID', 0, text(/\S/)), part('MessageID', 1, text(/\S/)), part('InResponseToMessageID', 0, text(/\S/))],
    }),
    part('FlowStatus', 0, text(/\S/)),
    part('Priority', 0, text(/\S/)),
    part('RequireNonRepudiationReceipt', 0, text(/^\s*(yes|no)\s*$/)),
  ],
};

/** The answer's header: which message it answers. */
export function answerHeader(messageId: string): string {
  return `<medcom:Header xmlns:medcom="${dgws}"><medcom:SecurityLevel>3</medcom:SecurityLevel><medcom:Linking>${element('medcom:MessageID', `svar-${messageId}`)}${element('medcom:InResponseToMessageID', messageId)}</medcom:Linking><medcom:FlowStatus>flow_finalized_succesfully</medcom:FlowStatus></medcom:Header>`;
}

export interface Acting {
  /** DGWS message id. */
  readonly messageId: string;
  /** The citizen whom the call is about. */
  readonly citizen: string;
}

/**
 * Checks who asks, about whom: the DGWS header, and the HSUID header in full. A SOSI ID card is neither demanded nor
 * looked at.
 *
 * @throws SoapFault with the fault code of DGWS
 */
export function readActing(header: XmlElement | undefined, known: Known): Acting {
  const messageId = readMedcomHeader(child(header, dgws, 'Header'));
  const values = readHsuid(child(header, hsuid, 'HsuidHeader'));
  return { messageId, citizen: checkHsuid(values, known) };
}

function readMedcomHeader(header: XmlElement | undefined): string {
  if (!header) throw missing('The DGWS Header is missing.');
  try {
    checkShape(header, medcomHeader);
  } catch (error) {
    if (error instanceof ShapeBroken) throw syntax(`DGWS Header: ${error.message}`);
    throw error;
  }
  const value = (name: string) => child(header, dgws, name)?.text.trim();
  if (!['3', '4'].includes(value('SecurityLevel') ?? '')) throw medcomFault('security_level_failed', 'SecurityLevel 3 or 4 is required.');
  const receipt = value('RequireNonRepudiationReceipt');
  if (!receipt) throw syntax('DGWS Header: RequireNonRepudiationReceipt is missing.');
  if (receipt === 'yes') throw medcomFault('nonrepudiation_not_supported', 'Non-repudiation receipts are not supported.');
  return child(child(header, dgws, 'Linking'), dgws, 'MessageID')?.text.trim() as string;
}

function readHsuid(header: XmlElement | undefined): ReadonlyMap<string, XmlElement> {
  if (!header) throw missing('The HSUID header is missing.');
  const assertion = child(header, hsuid, 'Assertion');
  if (assertion?.attributes.get('id') !== 'HSUID') throw syntax('HSUID: an Assertion with the id HSUID is expected.');
  if (Number.isNaN(Date.parse(assertion.attributes.get('IssueInstant') ?? ''))) throw syntax('HSUID: IssueInstant is not a time.');
  if (!child(assertion, hsuid, 'Issuer')?.text.trim()) throw syntax('HSUID: the Issuer is missing.');
  const statement = child(assertion, hsuid, 'AttributeStatement');
  if (statement?.attributes.get('id') !== 'HSUIDdata') throw syntax('HSUID: an AttributeStatement with the id HSUIDdata is expected.');
  const values = new Map<string, XmlElement>();
  for (const attribute of children(statement, hsuid, 'Attribute')) {
    const name = attribute.attributes.get('Name') ?? '';
    if (values.has(name)) throw syntax('HSUID: an attribute stands more than once.');
    values.set(name, attribute);
  }
  return values;
}

const required = [
  'CitizenCivilRegistrationNumber',
  'UserType',
  'ActingUserCivilRegistrationNumber',
  'OrgUsingID',
  'SystemOwnerName',
  'SystemName',
  'SystemVersion',
  'OrgResponsibleName',
  'ConsentOverride',
  'ResponsibleUserCivilRegistrationNumber',
] as const;

/** @returns the citizen's number */
function checkHsuid(values: ReadonlyMap<string, XmlElement>, known: Known): string {
  const value = (name: string) => child(values.get(`nsi:${name}`), hsuid, 'AttributeValue')?.text.trim() ?? '';
  const absent = required.find((name) => value(name) === '');
  if (absent) throw missing(`HSUID: the attribute nsi:${absent} is missing.`);
  if (value('UserType') !== 'nsi:HealthcareProfessional') throw forbidden('HSUID: only health professionals ask here.');
  const citizen = value('CitizenCivilRegistrationNumber');
  if (!/^\d{6}(\d{4}|\d[A-Z]{2}\d)$/.test(citizen)) throw syntax('HSUID: nsi:CitizenCivilRegistrationNumber is not a number.');
  const [, responsible] = ['Acting', 'Responsible'].map((who) => {
    const number = value(`${who}UserCivilRegistrationNumber`);
    if (!/^\d{10}$/.test(number)) throw syntax(`HSUID: nsi:${who}UserCivilRegistrationNumber is not a CPR number.`);
    const employee = known.employees.find(({ cpr }) => cpr === number);
    if (!employee) throw forbidden(`HSUID: the ${who.toLowerCase()} user is not known.`);
    return employee;
  });
  if (values.get('nsi:OrgUsingID')?.attributes.get('NameFormat') !== 'nsi:sor')
    throw syntax('HSUID: nsi:OrgUsingID has the NameFormat nsi:sor here.');
  if (!known.organisations.includes(value('OrgUsingID'))) throw forbidden('HSUID: the organisation is not known.');
  if (value('ConsentOverride') !== 'false')
    throw value('ConsentOverride') === 'true'
      ? forbidden('HSUID: an override is not allowed.')
      : syntax('HSUID: ConsentOverride is true or false.');
  // The code is validated against the register of authorisations, where it is sent.
  const code = values.has('nsi:ResponsibleUserAuthorizationCode') ? value('ResponsibleUserAuthorizationCode') : undefined;
  if (code !== undefined && code !== responsible?.authorisation)
    throw forbidden('HSUID: the authorisation code is not that of the responsible user.');
  return citizen;
}
