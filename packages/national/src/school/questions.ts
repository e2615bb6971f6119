import type { Cpr } from '@paa-tvaers/contract';
import { type Markup, xml } from '../wire/xml.ts';
import { namespaces, type services } from './terms.ts';

export interface Question {
  readonly service: keyof typeof services;
  readonly operation: string;
  readonly body: Markup;
}

/** Tells STIL which system asks. */
export function systemHeader(systemId: string): Markup {
  return xml`<common:UdbydersystemId xmlns:common="${namespaces.common}">${systemId}</common:UdbydersystemId>`;
}

export function userIdOf(cpr: Cpr): Question {
  return {
    service: 'identification',
    operation: 'hentBrugeridFraCpr',
    body: xml`<i:hentBrugeridFraCpr xmlns:i="${namespaces.identification}"><i:cpr>${cpr}</i:cpr></i:hentBrugeridFraCpr>`,
  };
}

export function institutionsOf(userId: string): Question {
  return {
    service: 'user',
    operation: 'hentBrugersInstitutionstilknytninger',
    body: xml`<b:hentBrugersInstitutionstilknytninger xmlns:b="${namespaces.user}"><b:brugerid>${userId}</b:brugerid></b:hentBrugersInstitutionstilknytninger>`,
  };
}

export function institution(number: string): Question {
  return {
    service: 'institution',
    operation: 'hentInstitution',
    body: xml`<n:hentInstitution xmlns:n="${namespaces.institution}"><n:instnr>${number}</n:instnr></n:hentInstitution>`,
  };
}

/** One pupil's entry: neither other pupils nor staff, and no contact persons. */
export function pupilEntry(number: string, cpr: Cpr): Question {
  const actors = xml`<e:inkluderElever>true</e:inkluderElever><e:inkluderMedarbejdere>false</e:inkluderMedarbejdere><e:inkluderEksterne>false</e:inkluderEksterne><e:inkluderKontaktpersoner>false</e:inkluderKontaktpersoner>`;
  return {
    service: 'export',
    operation: 'eksporterXmlFuldMyndighed',
    body: xml`<e:eksporterXmlFuldMyndighed xmlns:e="${namespaces.export}"><e:instnr>${number}</e:instnr><e:filtre><e:aktoertypeFilter>${actors}</e:aktoertypeFilter><e:cprFilter><e:cpr>${cpr}</e:cpr></e:cprFilter></e:filtre></e:eksporterXmlFuldMyndighed>`,
  };
}
