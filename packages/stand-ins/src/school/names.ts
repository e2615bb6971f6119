const base = 'https://brugerdatabasen.stil.dk/bpi/';
export const common = `${base}common/3`;

/** Service → version, and the operation of it that is played. */
export const services = {
  wsiidentifikation: { version: '6', operation: 'hentBrugeridFraCpr' },
  wsibruger: { version: '7', operation: 'hentBrugersInstitutionstilknytninger' },
  wsiinst: { version: '6', operation: 'hentInstitution' },
  wsieksport: { version: '7', operation: 'eksporterXmlFuldMyndighed' },
} as const;
export type Service = keyof typeof services;

export const namespaceOf = (service: Service) => `${base}${service}/${services[service].version}`;
export const actionOf = (service: Service) => `${namespaceOf(service)}/${services[service].operation}`;
