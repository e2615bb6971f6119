import { escapeXml, element } from '../xml/write.ts';
import type { Citizen } from './register.ts';

export const medcom = 'urn:oio:medcom:cprservice:1.0.4a';
export const cprCore = 'http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/';

// The answer is spread over the namespaces of several public authorities.
const namespaces = Object.entries({
  m: medcom,
  mc: 'http://rep.oio.dk/medcom.sundcom.dk/xml/schemas/2007/02/01/',
  cpr: cprCore,
  cpr11: 'http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/11/24/',
  cpr06: 'http://rep.oio.dk/cpr.dk/xml/schemas/core/2006/01/17/',
  cpr0609: 'http://rep.oio.dk/cpr.dk/xml/schemas/core/2006/09/01/',
  itst06: 'http://rep.oio.dk/itst.dk/xml/schemas/2006/01/17/',
  itst0502: 'http://rep.oio.dk/itst.dk/xml/schemas/2005/02/22/',
  itst0506: 'http://rep.oio.dk/itst.dk/xml/schemas/2005/06/24/',
  dkcc03: 'http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/',
  dkcc0503: 'http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/03/15/',
  dkcc0509: 'http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/09/01/',
  xkom: 'http://rep.oio.dk/xkom.dk/xml/schemas/2005/03/15/',
})
  .map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`)
  .join(' ');

// What the register writes instead of a protected person's data, for callers that may not see them.
const censored = 'ADRESSEBESKYTTET';

export function writeCitizen(citizen: Citizen): string {
  const { clinic } = citizen;
  const practitioner =
    clinic && !citizen.censored ? `<m:CurrentGeneralPractitionerStructure>${general(clinic)}</m:CurrentGeneralPractitionerStructure>` : '';
  const group = clinic ? 'sygesikringsgruppe_1' : 'sygesikringsgruppe_2';
  return `<m:getPersonWithHealthCareInformationOut ${namespaces}><m:PersonWithHealthCareInformationStructure><m:PersonInformationStructure>${regular(citizen)}${address(citizen)}${custody(citizen)}</m:PersonInformationStructure><m:PersonHealthCareInformationStructure>${practitioner}<m:PersonPublicHealthInsurance>${element('m:PublicHealthInsuranceGroupIdentifier', group)}</m:PersonPublicHealthInsurance></m:PersonHealthCareInformationStructure></m:PersonWithHealthCareInformationStructure></m:getPersonWithHealthCareInformationOut>`;
}

// The register's addressing name has 34 characters.
const addressingLength = 34;

function regular(citizen: Citizen): string {
  const { child } = citizen;
  const { file } = child;
  const hidden = citizen.censored;
  const names = hidden
    ? element('dkcc03:PersonGivenName', censored) + element('dkcc03:PersonSurnameName', censored)
    : element('dkcc03:PersonGivenName', file.given) +
      element('dkcc03:PersonMiddleName', file.middle) +
      element('dkcc03:PersonSurnameName', file.surname);
  // A censored answer has a birth date that is not the child's, and says that it is uncertain.
  const birth = hidden ? '1970-01-01' : child.birthDate;
  return `<m:RegularCPRPerson><m:SimpleCPRPerson><itst06:PersonNameStructure>${names}</itst06:PersonNameStructure>${element('cpr:PersonCivilRegistrationIdentifier', child.cpr)}</m:SimpleCPRPerson>${element('itst0502:PersonNameForAddressingName', hidden ? censored : child.name.slice(0, addressingLength))}${element('dkcc03:PersonGenderCode', hidden ? 'unknown' : file.sex)}${element('cpr11:PersonInformationProtectionIndicator', String(citizen.protectedSince !== undefined))}<cpr11:PersonBirthDateStructure>${element('dkcc0503:BirthDate', birth)}${element('cpr11:BirthDateUncertaintyIndicator', String(hidden))}</cpr11:PersonBirthDateStructure><m:PersonCivilRegistrationStatusStructure><m:PersonCivilRegistrationStatusCode>01</m:PersonCivilRegistrationStatusCode>${element('cpr06:PersonCivilRegistrationStatusStartDate', birth)}</m:PersonCivilRegistrationStatusStructure></m:RegularCPRPerson>`;
}

function address(citizen: Citizen): string {
  const { municipality } = citizen.child;
  const hidden = citizen.censored;
  const [code, street, door, district] = hidden
    ? ['0000', censored, '1', censored]
    : [municipality.code, 'Øvelsesvej', citizen.door, municipality.name.replace(' Kommune', '')];
  return `<m:PersonAddressStructure><m:AddressComplete><m:AddressAccess>${element('cpr:MunicipalityCode', code)}${element('cpr:StreetCode', hidden ? '0000' : '0117')}${element('dkcc03:StreetBuildingIdentifier', door)}</m:AddressAccess><m:AddressPostal>${element('dkcc0503:StreetName', street)}${element('dkcc03:StreetBuildingIdentifier', door)}<dkcc0503:PostCodeIdentifier>0000</dkcc0503:PostCodeIdentifier>${element('dkcc0503:DistrictName', district)}</m:AddressPostal></m:AddressComplete>${element('cpr0609:PersonInformationProtectionStartDate', citizen.protectedSince)}${element('m:CountyCode', hidden ? '0000' : municipality.region)}</m:PersonAddressStructure>`;
}

function custody(citizen: Citizen): string {
  return citizen.custody
    .map(({ cpr, relation }) => {
      // "_uden" is custody without a known number.
      const number = relation.endsWith('_uden') ? '' : element('m:PersonCustodyIdentifier', cpr);
      return `<m:PersonCustodyStructure>${number}${element('m:PersonCustodyRelation', relation)}</m:PersonCustodyStructure>`;
    })
    .join('');
}

function general(clinic: NonNullable<Citizen['clinic']>): string {
  // The identifier is an xs:integer: its leading zeros are lost.
  return `<mc:AssociatedGeneralPractitionerStructure>${element('mc:AssociatedGeneralPractitionerIdentifier', String(Number(clinic.ydernummer)))}${element('mc:AssociatedGeneralPractitionerOrganisationName', clinic.name)}${element('itst0506:StandardAddressIdentifier', clinic.address)}${element('dkcc0503:PostCodeIdentifier', clinic.postCode)}${element('dkcc0503:DistrictName', clinic.district)}${element('dkcc0509:TelephoneSubscriberIdentifier', clinic.phone)}${element('xkom:EmailAddressIdentifier', clinic.email)}</mc:AssociatedGeneralPractitionerStructure>`;
}

/** Not well-formed. */
export function garble({ name, cpr }: { name: string; cpr: string }): string {
  return `<m:getPersonWithHealthCareInformationOut ${namespaces}><dkcc03:PersonGivenName>${escapeXml(name)}<cpr:PersonCivilRegistrationIdentifier>${cpr}`;
}
