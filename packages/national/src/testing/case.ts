/** Builds a case as the index gives it; every part can be put in another way. */
export interface CaseParts {
  readonly uuid: string;
  /** What stands in `Sag` of the registration, in the schema's order. */
  readonly lifecycle: string;
  readonly properties: string;
  readonly indexProperties: string;
  readonly states: string;
  readonly actors: string;
  readonly classes: string;
  readonly parties: string;
  readonly profiles: string;
}

export const child = '0505149996';
export const roles = {
  owner: '9e979b84-b846-4472-8622-58007dc63c7e',
  responsible: 'a1263342-d348-44ba-a566-233f37c4cb67',
  handler: 'bf1f93ed-9441-4af4-835b-baeb201f3076',
  primaryParty: 'd839f26a-d4d1-4441-b2d6-3dbbb12a9404',
  secondaryParty: '0da5b1a3-0000-4000-8000-00000000beef',
  primaryClass: 'a86c6581-ec85-412d-a655-31a1f1d5b14f',
  actionClass: '05ef7011-11a7-4e4c-a46b-3de6aa457fc3',
} as const;
export const types = {
  organisation: 'bc6972cd-8f2b-4b9d-8d37-62916d6a71aa',
  unit: 'c5fc3b3b-5197-49ee-92e6-ae6ba1957174',
  user: '85d65133-4b00-460d-992e-3984857b5768',
} as const;

/** `Virkning`; `until` `forever` is a GraenseIndikator, `undefined` no end at all. */
export function effect(prefix: 'sag' | 'gd', from: string, until: string | undefined = 'forever', actorType = 'Bruger'): string {
  const end =
    until === undefined
      ? ''
      : `<sd:TilTidspunkt>${until === 'forever' ? '<sd:GraenseIndikator>true</sd:GraenseIndikator>' : `<sd:TidsstempelDatoTid>${until}</sd:TidsstempelDatoTid>`}</sd:TilTidspunkt>`;
  return `<${prefix}:Virkning><sd:FraTidspunkt><sd:TidsstempelDatoTid>${from}</sd:TidsstempelDatoTid></sd:FraTidspunkt>${end}<sd:AktoerRef><sd:UUIDIdentifikator>6f0b1a00-0000-4000-8000-00000000b001</sd:UUIDIdentifikator></sd:AktoerRef><sd:AktoerTypeKode>${actorType}</sd:AktoerTypeKode></${prefix}:Virkning>`;
}

const begun = '2026-01-12T09:00:00+01:00';

function relation(name: string, role: string, type: string, reference: string, local = '', virkning = effect('gd', begun)): string {
  const id = reference.startsWith('urn:')
    ? `<sd:URNIdentifikator>${reference}</sd:URNIdentifikator>`
    : `<sd:UUIDIdentifikator>${reference}</sd:UUIDIdentifikator>`;
  return `<${name}>${virkning}<gd:Rolle><sd:UUIDIdentifikator>${role}</sd:UUIDIdentifikator></gd:Rolle><gd:Type><sd:UUIDIdentifikator>${type}</sd:UUIDIdentifikator></gd:Type><gd:ReferenceID>${id}</gd:ReferenceID>${local && `<gd:LokalUdvidelseListe>${local}</gd:LokalUdvidelseListe>`}</${name}>`;
}

export function actor(role: string, type: string, reference: string, name: string, virkning?: string): string {
  const local = `<si:SagsaktoerLokalUdvidelse><si:FuldtNavn>${name}</si:FuldtNavn><si:CVR-Nummer>11111111</si:CVR-Nummer></si:SagsaktoerLokalUdvidelse>`;
  return relation('sag:Sagsaktoer', role, type, reference, local, virkning);
}

export function subject(kle: string, role: string = roles.primaryClass, virkning?: string): string {
  const local = `<si:SagsklasseLokalUdvidelse><si:BrugervendtNoegle>${kle}</si:BrugervendtNoegle></si:SagsklasseLokalUdvidelse>`;
  return relation('sag:Sagsklasse', role, '267235ea-526d-4a18-8001-f2a0e563eba1', '29ba772a-b23f-4a05-8f29-e36e7b29bdc4', local, virkning);
}

export function party(cpr: string, role: string = roles.primaryParty, virkning?: string): string {
  const local = '<si:SagspartLokalUdvidelse><si:FuldtNavn>Josefine Test</si:FuldtNavn></si:SagspartLokalUdvidelse>';
  return relation('sag:Sagspart', role, 'c189ba35-de4b-4363-a8b7-67f1456cf56f', `urn:oio:cpr-nr:${cpr}`, local, virkning);
}

export function profile(reference: string, virkning?: string): string {
  return relation('si:Sikkerhedsprofil', '1111aaaa-11aa-42bb-83cc-111111aaaaaa', types.unit, reference, '', virkning);
}

export function state(code: string, from: string, until?: string): string {
  return `<sag:Fremdrift>${effect('sag', from, until)}<sag:FremdriftStatusKode>${code}</sag:FremdriftStatusKode></sag:Fremdrift>`;
}

export function indexProperties(sensitivity: string | undefined, virkning = effect('gd', begun), opened = begun): string {
  return `<si:SagIndeksEgenskaber>${virkning}<si:Sagsstatus>Oplyst</si:Sagsstatus>${sensitivity === undefined ? '' : `<si:Foelsomhed>${sensitivity}</si:Foelsomhed>`}<si:OprettetTidspunkt>${opened}</si:OprettetTidspunkt></si:SagIndeksEgenskaber>`;
}

export const ids = {
  case: 'b4a1d1c0-0000-4000-8000-000000000101',
  owner: '2f7d1f2c-0000-4000-8000-000000000001',
  unit: '5dbc66a1-0000-4000-8000-000000000011',
  team: '5dbc66a1-0000-4000-8000-000000000012',
  user: '9aa00000-0000-4000-8000-000000000021',
} as const;

export const actors = {
  owner: actor(roles.owner, types.organisation, ids.owner, 'Korsbæk Kommune'),
  responsible: actor(roles.responsible, types.unit, ids.unit, 'PPR Korsbæk'),
  handler: actor(roles.handler, types.user, ids.user, 'Pia Psykolog'),
};

const usual: CaseParts = {
  uuid: ids.case,
  lifecycle: 'Importeret',
  properties: `<sag:Egenskaber>${effect('sag', begun)}<sag:BrugervendtNoegle>17.03.04-G01-118-26</sag:BrugervendtNoegle><sag:Titel>PPV</sag:Titel></sag:Egenskaber>`,
  indexProperties: indexProperties('FOELSOMME_PERSONOPLYSNINGER'),
  states: state('Opstaaet', begun),
  actors: actors.owner + actors.responsible + actors.handler,
  classes: subject('17.03.04'),
  parties: party(child),
  profiles: '',
};

export function caseImage(over: Partial<CaseParts> = {}): string {
  const parts = { ...usual, ...over };
  return `<sdi:SagFiltreretOejebliksbillede><sag:ObjektType><sd:UUIDIdentifikator>${parts.uuid}</sd:UUIDIdentifikator></sag:ObjektType>
<sag:Registrering><sd:Tidspunkt>2026-02-02T08:15:00+01:00</sd:Tidspunkt><sd:LivscyklusKode>${parts.lifecycle}</sd:LivscyklusKode><sd:BrugerRef><sd:UUIDIdentifikator>6f0b1a00-0000-4000-8000-00000000b001</sd:UUIDIdentifikator></sd:BrugerRef>
<sag:AttributListe>${parts.properties}<gd:LokalUdvidelseListe>${parts.indexProperties}</gd:LokalUdvidelseListe></sag:AttributListe>
<sag:TilstandListe>${parts.states}</sag:TilstandListe>
<sag:RelationListe>${parts.actors}${parts.classes}${parts.parties}${parts.profiles && `<gd:LokalUdvidelseListe>${parts.profiles}</gd:LokalUdvidelseListe>`}</sag:RelationListe>
</sag:Registrering></sdi:SagFiltreretOejebliksbillede>`;
}

/** `FremsoegSagDokumentIndeksOutput` around cases. `total` defaults to their number; `null` leaves the count out. */
export function output(
  cases: readonly string[],
  { status = '20', total = cases.length }: { status?: string; total?: number | null } = {},
): string {
  const count = total === null ? '' : `<sdi:Antal><sdi:Element>sager</sdi:Element><sdi:Antal>${total}</sdi:Antal></sdi:Antal>`;
  return `<sdi:FremsoegSagDokumentIndeksOutput xmlns:sdi="urn:oio:sts:sagdok:sagdokumentindeks:6" xmlns:sag="urn:oio:sts:sagdok:sag:6" xmlns:si="urn:oio:sts:sagdok:sagindeks:6" xmlns:sd="urn:oio:sagdok:3.0.0" xmlns:gd="urn:oio:sts:generelledefinitioner:6"><sd:StandardRetur><sd:StatusKode>${status}</sd:StatusKode></sd:StandardRetur>${count}${cases.join('')}</sdi:FremsoegSagDokumentIndeksOutput>`;
}
