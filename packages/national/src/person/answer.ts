import { birthDate, type Cpr, parseCpr } from '@paa-tvaers/contract';
import { type Person, SourceAnswerInvalid } from '../types.ts';
import { finder, type XmlNode } from '../wire/xml.ts';

/** The OIO schemas that the answer is spread over; prefixes as in the published examples. */
export const namespaces = {
  m: 'urn:oio:medcom:cprservice:1.0.4a',
  mc: 'http://rep.oio.dk/medcom.sundcom.dk/xml/schemas/2007/02/01/',
  cpr: 'http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/',
  cpr11: 'http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/11/24/',
  itst06: 'http://rep.oio.dk/itst.dk/xml/schemas/2006/01/17/',
  itst0502: 'http://rep.oio.dk/itst.dk/xml/schemas/2005/02/22/',
  itst0506: 'http://rep.oio.dk/itst.dk/xml/schemas/2005/06/24/',
  dkcc03: 'http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/',
  dkcc0503: 'http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/03/15/',
  dkcc0509: 'http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/09/01/',
  xkom: 'http://rep.oio.dk/xkom.dk/xml/schemas/2005/03/15/',
} as const;

const { all, one, text } = finder(namespaces);

/**
 * Reads `getPersonWithHealthCareInformationOut`.
 *
 * @returns `undefined` for an empty structure: the register does not know the number
 * @throws SourceAnswerInvalid when it is another answer, or about another number
 */
export function readPerson(output: XmlNode, asked: Cpr): { person: Person; complete: boolean } | undefined {
  if (output.name !== 'getPersonWithHealthCareInformationOut' || output.namespace !== namespaces.m)
    throw new SourceAnswerInvalid('person', 'not an answer to getPersonWithHealthCareInformation');
  const information = one(output, 'm:PersonWithHealthCareInformationStructure/m:PersonInformationStructure');
  const regular = information && one(information, 'm:RegularCPRPerson');
  if (!information || !regular || regular.children.length === 0) return undefined;

  const simple = one(regular, 'm:SimpleCPRPerson');
  const number = parseCpr((simple && text(simple, 'cpr:PersonCivilRegistrationIdentifier')) ?? '');
  if (number !== asked) throw new SourceAnswerInvalid('person', 'about another number');

  const name = nameOf(regular);
  const municipalityCode = municipalityOf(information);
  const civilStatus = text(regular, 'm:PersonCivilRegistrationStatusStructure/m:PersonCivilRegistrationStatusCode');
  const { clinic, complete } = clinicOf(output);
  const born = text(regular, 'cpr11:PersonBirthDateStructure/dkcc0503:BirthDate') ?? '';
  const person: Person = {
    ...(name && { name }),
    // Where the name is withheld the date may be a placeholder too (1970-01-01); the number carries the real one.
    birthDate: name && /^\d{4}-\d\d-\d\d$/.test(born) ? born : birthDate(asked),
    ...(municipalityCode && { municipalityCode }),
    // Protected unless the register says not.
    protected: !['false', '0'].includes(text(regular, 'cpr11:PersonInformationProtectionIndicator') ?? ''),
    ...(civilStatus && /^\d{1,2}$/.test(civilStatus) && { civilStatus: civilStatus.padStart(2, '0') }),
    custodyHolders: custodyOf(information),
    ...(clinic && { clinic }),
  };
  return { person, complete };
}

/**
 * What the register writes where it may not, or cannot, say: the schema leaves no field out (the open source of
 * Stamdata-CPR, PersonMapper). The municipality is then 9999 and the clinic number 0.
 */
const placeholders = new Set(['ADRESSEBESKYTTET', 'UKENDT']);

function known(value: string | undefined): string | undefined {
  return value && !placeholders.has(value.toUpperCase()) ? value : undefined;
}

/** By parts: the name for addressing is cut to 34 characters, and may be turned around with a comma. */
function nameOf(regular: XmlNode): string | undefined {
  const parts = ['PersonGivenName', 'PersonMiddleName', 'PersonSurnameName'].map((part) =>
    known(text(regular, `m:SimpleCPRPerson/itst06:PersonNameStructure/dkcc03:${part}`)),
  );
  return parts.filter((part) => part).join(' ') || known(text(regular, 'itst0502:PersonNameForAddressingName'));
}

function municipalityOf(information: XmlNode): string | undefined {
  const code = text(information, 'm:PersonAddressStructure/m:AddressComplete/m:AddressAccess/cpr:MunicipalityCode')?.padStart(4, '0');
  return code && /^0\d{3}$/.test(code) && code !== '0000' ? code : undefined;
}

/** `mor_uden` and `far_uden` name nobody: no number, nothing to keep. */
function custodyOf(information: XmlNode): Person['custodyHolders'] {
  return all(information, 'm:PersonCustodyStructure').flatMap((custody) => {
    const cpr = parseCpr(text(custody, 'm:PersonCustodyIdentifier') ?? '');
    const relation = text(custody, 'm:PersonCustodyRelation');
    return cpr && relation ? [{ cpr, relation }] : [];
  });
}

function clinicOf(output: XmlNode): { clinic?: NonNullable<Person['clinic']>; complete: boolean } {
  const practice = one(
    output,
    'm:PersonWithHealthCareInformationStructure/m:PersonHealthCareInformationStructure/m:CurrentGeneralPractitionerStructure/mc:AssociatedGeneralPractitionerStructure',
  );
  if (!practice) return { complete: true };
  // An integer on the wire: leading zeros are lost, and 0 is nobody.
  const number = text(practice, 'mc:AssociatedGeneralPractitionerIdentifier') ?? '';
  if (/^0+$/.test(number)) return { complete: true };
  const name = known(text(practice, 'mc:AssociatedGeneralPractitionerOrganisationName'));
  if (!/^\d{1,6}$/.test(number) || !name) return { complete: false };
  const phone = text(practice, 'dkcc0509:TelephoneSubscriberIdentifier');
  const email = text(practice, 'xkom:EmailAddressIdentifier');
  const town = [text(practice, 'dkcc0503:PostCodeIdentifier'), known(text(practice, 'dkcc0503:DistrictName'))]
    .filter((part) => part)
    .join(' ');
  const address = [known(text(practice, 'itst0506:StandardAddressIdentifier')), town].filter((part) => part).join(', ');
  return {
    clinic: {
      ydernummer: number.padStart(6, '0'),
      name,
      ...(phone && { phone }),
      ...(email && { email }),
      ...(address && { address }),
    },
    complete: true,
  };
}
