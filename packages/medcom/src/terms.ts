// Names and codes of MedCom's CareCommunication 5.0, Acknowledgement 2.0 and terminology 2.0.1, and of dk-core 3.4.0.

const medcom = 'http://medcomfhir.dk/ig';
const care = `${medcom}/carecommunication/StructureDefinition/medcom-careCommunication`;
const messaging = `${medcom}/messaging/StructureDefinition/medcom-messaging`;
const core = `${medcom}/core/StructureDefinition/medcom-core`;
const acknowledgement = `${medcom}/acknowledgement/StructureDefinition/medcom`;
const codeSystem = `${medcom}/terminology/CodeSystem/medcom`;

export const profiles = {
  message: `${care}-message`,
  messageHeader: `${care}-messageHeader`,
  communication: `${care}-communication`,
  provenance: `${care}-provenance`,
  messagingOrganization: `${messaging}-organization`,
  messagingProvenance: `${messaging}-provenance`,
  patient: `${core}-patient`,
  practitioner: `${core}-practitioner`,
  practitionerRole: `${core}-practitionerrole`,
  careTeam: `${core}-careteam`,
  encounter: `${core}-encounter`,
  organization: `${core}-organization`,
  acknowledgement: `${acknowledgement}-messaging-acknowledgement`,
  acknowledgementHeader: `${acknowledgement}-messaging-acknowledgementHeader`,
  operationOutcome: `${acknowledgement}-acknowledgement-operationoutcome`,
} as const;

export const extensionUrls = {
  use: `${messaging}-destinationUseExtension`,
  date: `${core}-datetime-extension`,
  identifier: `${core}-identifier-extension`,
  author: `${core}-practitioner-extension`,
  contact: `${core}-contact-extension`,
  sender: `${core}-sender-extension`,
  dataAbsent: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
} as const;

export const systems = {
  cpr: 'urn:oid:1.2.208.176.1.2',
  xEcpr: 'urn:oid:1.2.208.176.1.6.1.1',
  dEcpr: 'urn:oid:1.2.208.176.1.6.1.3',
  sor: 'urn:oid:1.2.208.176.1.1',
  gln: 'https://www.gs1.org/gln',
  events: `${codeSystem}-messaging-eventCodes`,
  destinationUse: `${codeSystem}-messaging-destinationUse`,
  activities: `${codeSystem}-messaging-activityCodes`,
  categories: `${codeSystem}-careCommunication-categoryCodes`,
  roles: `${codeSystem}-core-PractitionerRolesSKSadministrativ`,
  authorisedRoles: `${codeSystem}-core-PractitionerRolesAutorisationsregistret`,
  encounterClasses: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  medcomEncounterClasses: `${codeSystem}-core-encounter-act-codes`,
  lpr3: 'https://www.esundhed.dk/Registre/Landspatientregisteret',
  errors: `${codeSystem}-acknowledgement-error-codes`,
  hl7Errors: 'http://terminology.hl7.org/CodeSystem/operation-outcome',
} as const;

/** The decentral replacement numbers of the regions (D-eCPR), beside the national system. */
const regionalDecpr = ['177', '179', '181', '183', '187'];
export const dEcprSystems: readonly string[] = [systems.dEcpr, ...regionalDecpr.map((region) => `urn:oid:1.2.208.176.1.6.1.3.${region}`)];

export const messageDefinition = `${medcom}/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition`;
export const acknowledgementDefinition = `${medcom}/messagedefinitions/MessageDefinition/MedComAcknowledgementMessageDefinition`;
export const sorEndpoint = 'https://sor2.sum.dsdn.dk/#id=';

export const events = { careCommunication: 'care-communication-message', acknowledgement: 'acknowledgement-message' } as const;

/** What a message is: to someone new, an answer, or handed on (ny, besvarelse, videresendelse). */
export const activities = ['new-message', 'reply-message', 'forward-message'] as const;
export type Activity = (typeof activities)[number];

export interface Words {
  readonly da: string;
  readonly en: string;
}

const both = (da: string, en: string): Words => ({ da, en });

/** Category (kategori) by code; the set is required. */
export const categories = {
  'alcohol-and-drug-treatment': both('Rusmiddelbehandling', 'Alcohol and drug treatment'),
  'assistive-devices': both('Hjælpemidler', 'Assistive technology'),
  'carecoordination': both('Forløbskoordinering', 'Care Coordination'),
  'decease': both('Dødsfald', 'Decease'),
  'discharge': both('Udskrivelse', 'Discharge'),
  'examination-results': both('Undersøgelsessvar', 'Examination Results'),
  'healthcare': both('Sundhedspleje', 'Healthcare'),
  'home-care-assessment': both('Visitation', 'Home care assessment'),
  'medicine': both('Medicin', 'Medicine'),
  'nursing': both('Sygepleje', 'Nursing'),
  'outpatient': both('Ambulant', 'Outpatient'),
  'psychiatry-social-disability': both('Psykiatri, social, handicap', 'Psychiatry, Social, Disability'),
  'regarding-referral': both('Vedr. henvisning', 'Regarding Referral'),
  'telemedicine': both('Telemedicin', 'Telemedicine'),
  'training': both('Træning', 'Training'),
  'acute-ambulant': both('Akut ambulant', 'Acute ambulant'),
  'extended-care-responsibility': both('Udvidet behandlingsansvar', 'Extended care responsibility'),
  'other': both('Andet', 'Other'),
} as const satisfies Readonly<Record<string, Words>>;
export type Category = keyof typeof categories;

export const priorities = { routine: both('Rutine', 'Routine'), asap: both('Hurtigst muligt', 'As soon as possible') } as const;
export type Priority = keyof typeof priorities;

/** What may be attached (required set); no video. */
export const mimeTypes = ['application/pdf', 'image/gif', 'image/jpeg', 'image/png', 'image/tiff', 'image/bmp'] as const;
export type MimeType = (typeof mimeTypes)[number];

const sks = (label: string) => ({ label, system: systems.roles });
const authorised = (label: string) => ({ label, system: systems.authorisedRoles });

/** Roles (stillingsbetegnelser) that a sender may choose; where none fits, the role is free text. The misspelt twins are left out. */
export const practitionerRoles: Readonly<Record<string, { readonly label: string; readonly system: string }>> = {
  afdelingslaege: sks('Afdelingslæge'),
  ambulancebehandler: authorised('Ambulancebehandler'),
  apoteker: sks('Apoteker'),
  audilogiassistent: sks('Audilogiassistent'),
  audiologopaed: sks('Audiologopæd'),
  bandagist: sks('Bandagist'),
  beskaeftigelsesvejleder: sks('Beskæftigelsesvejleder'),
  bioanalytiker: sks('Bioanalytiker'),
  cheflaege: sks('Cheflæge'),
  diaetist: sks('Diætist'),
  diaetistassistent: sks('Diætistassistent'),
  ergoterapeut: sks('Ergoterapeut'),
  farmaceut: sks('Farmaceut'),
  fodterapeut: sks('Fodterapeut'),
  fysioterapeut: sks('Fysioterapeut'),
  jordemoder: sks('Jordemoder'),
  kiropraktor: sks('Kiropraktor'),
  klinisktandtekniker: sks('Klinisk tandtekniker'),
  laege: authorised('Læge'),
  laegesekretaer: sks('Lægesekretær'),
  laerer: sks('Lærer'),
  ledendelaegesekretaer: sks('Ledende lægesekretær'),
  ledendesocialraadgiver: sks('Ledende socialrådgiver'),
  neurofysiologassistent: sks('Neurofysiologassistent'),
  optiker: sks('Optiker'),
  osteopat: authorised('Osteopat'),
  overlaege: sks('Overlæge'),
  paedagog: sks('Pædagog'),
  plejehjemsassistent: sks('Plejehjemsassistent'),
  plejer: sks('Plejer'),
  psykolog: sks('Psykolog'),
  psykoterapeut: sks('Psykoterapeut'),
  radiograf: sks('Radiograf'),
  skomager: sks('Skomager'),
  socialogsundhedsassistent: sks('Social- og sundhedsassistent'),
  socialogsundhedsmedhjaelper: sks('Social- og sundhedsmedhjælper'),
  socialraadgiver: sks('Socialrådgiver'),
  speciallaege: sks('Speciallæge'),
  speciallaegeipraksis: sks('Speciallæge i praksis'),
  sundhedsplejerske: sks('Sundhedsplejerske'),
  sygehjaelper: sks('Sygehjælper'),
  sygehuslaege: sks('Sygehuslæge'),
  sygeplejerske: sks('Sygeplejerske'),
  sygeplejesekretaer: sks('Sygeplejesekretær'),
  tandlaege: sks('Tandlæge'),
  tandplejer: sks('Tandplejer'),
  zoneterapeut: sks('Zoneterapeut'),
};

/** Misspelt codes that stand in the official set and arrive. */
export const misspeltRoles: Readonly<Record<string, string>> = {
  pyskolog: 'Psykolog',
  socialogsundhedsmehjaelper: 'Social- og sundhedsmedhjælper',
  sygeplejesekretear: 'Sygeplejesekretær',
};

export const encounterStatuses = [
  'planned',
  'arrived',
  'triaged',
  'in-progress',
  'onleave',
  'finished',
  'cancelled',
  'entered-in-error',
  'unknown',
] as const;

/** The descendants of `_ActEncounterCode` without OBSENC, and MedCom's own `other`. */
export const encounterClasses = ['AMB', 'EMER', 'FLD', 'HH', 'IMP', 'ACUTE', 'NONAC', 'PRENC', 'SS', 'VR'] as const;

export const responseCodes = ['ok', 'fatal-error', 'transient-error'] as const;
export type ResponseCode = (typeof responseCodes)[number];

export const errorCodes: readonly string[] = [
  'MSG_Receiver_Identifier_UNKNOWN',
  'MSG_Receiver_Identifier_MISSING',
  'MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE',
  'MSG_VALUESET_VALUE_UNKNOWN',
  'MSG_CodeSystem_VALUE_UNKNOWN',
  'MSG_Element_To_Long',
  'MSG_Datatype_Wrong',
  'MSG_Mailbox_Out_Of_Operation',
  'MSG_Damaged_durin_transport',
];

// prettier-ignore
export const hl7ErrorCodes: readonly string[] = [
  'ID_INVALID',
  'ID_TOO_LONG',
  'BAD_FORMAT',
  'BAD_SYNTAX',
  'DATE_FORMAT',
  'DUPLICATE_ID',
  'INVALID_ID',
  'JSON_OBJECT',
  'LOCAL_FAIL',
  'NO_MATCH',
  'NO_EXIST',
  'NO_SUMMARY',
  'PARAM_INVALID',
  'PARAM_NO_REPEAT',
  'PARAM_UNKNOWN',
  'RESOURCE_ID_MISMATCH',
  'RESOURCE_ID_FAIL',
  'RESOURCE_ID_MISSING',
  'RESOURCE_NOT_ALLOWED',
  'RESOURCE_REQUIRED',
  'RESOURCE_TYPE_MISMATCH',
  'TRANSACTION_DUPLICATE_ID',
  'TRANSACTION_MISSING_ID',
  'UNKNOWN_TYPE',
  'VERSION_AWARE',
  'VERSION_AWARE_CONFLICT',
  'VERSION_AWARE_URL',
  'WRONG_NS',
].map((code) => `MSG_${code}`);
