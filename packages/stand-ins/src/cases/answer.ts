import { timestamp } from '../world/dates.ts';
import { kle } from '../world/kle.ts';
import { stableUuid } from '../world/numbers.ts';
import { element, escapeXml } from '../xml/write.ts';
import type { IndexedCase, Party } from './index-of-cases.ts';
import { gd, requestHeader, roles, sag, sd, sdi, si, types } from './names.ts';

/** Counts and pages; `cases` are those of the page. */
export interface Found {
  readonly cases: readonly IndexedCase[];
  readonly total: number;
  readonly first: number;
  readonly most: number;
}

/** `FremsoegSagDokumentIndeksOutput`. An empty `show` gives the count and no case data, as the schema says. */
export function writeFound({ cases, total, first, most }: Found, show: ReadonlySet<string>): string {
  const [status, text] = total === 0 ? ['44', 'Ingen sager fundet'] : ['20', 'OK'];
  const paged =
    total > cases.length
      ? `<sdi:Paginering>${element('sd:FoersteResultatReference', String(first))}${element('sd:MaksimalAntalKvantitet', String(most))}</sdi:Paginering>`
      : '';
  const count = total === 0 ? '' : `<sdi:Antal><sdi:Element>sager</sdi:Element><sdi:Antal>${total}</sdi:Antal>${paged}</sdi:Antal>`;
  const snapshots = show.size === 0 ? '' : cases.map((one) => snapshot(one, show)).join('');
  return `<sdi:FremsoegSagDokumentIndeksOutput xmlns:sdi="${sdi}" xmlns:sag="${sag}" xmlns:si="${si}" xmlns:sd="${sd}" xmlns:gd="${gd}"><sd:StandardRetur><sd:StatusKode>${status}</sd:StatusKode>${element('sd:FejlbeskedTekst', text)}</sd:StandardRetur>${count}${snapshots}</sdi:FremsoegSagDokumentIndeksOutput>`;
}

export function writeHeader(transaction: string): string {
  return `<rh:RequestHeader xmlns:rh="${requestHeader}">${element('rh:TransactionUUID', transaction)}</rh:RequestHeader>`;
}

const id = (uuid: string) => element('sd:UUIDIdentifikator', uuid);
const registrar = id('6f0b1a00-0000-4000-8000-00000000b001');

function snapshot(one: IndexedCase, show: ReadonlySet<string>): string {
  const registered = timestamp(one.progress.map(({ from }) => from).sort()[0] as string, '09:15:00');
  const part = (name: string, text: string) => (show.has(name) ? text : '');
  const extensions = part('itsystem', system(one)) + part('sikkerhedsprofil', accessList(one));
  return `<sdi:SagFiltreretOejebliksbillede><sag:ObjektType>${id(one.uuid)}</sag:ObjektType><sag:Registrering>${element('sd:Tidspunkt', registered)}<sd:LivscyklusKode>Importeret</sd:LivscyklusKode><sd:BrugerRef>${registrar}</sd:BrugerRef>${element('gd:StsTidspunkt', registered)}<sag:AttributListe>${part('egenskaber', properties(one))}</sag:AttributListe><sag:TilstandListe>${part('fremdrift', progress(one))}</sag:TilstandListe><sag:RelationListe>${part('sagsaktoer', actors(one))}${part('sagsklasse', subject(one))}${part('sagspart', partyRelations(one))}${journal(one, show)}${extensions && `<gd:LokalUdvidelseListe>${extensions}</gd:LokalUdvidelseListe>`}</sag:RelationListe></sag:Registrering></sdi:SagFiltreretOejebliksbillede>`;
}

/** `Virkning`: from, to (or without end), and who registered; before 2020 often an organisation. */
function effect(prefix: 'sag' | 'gd', from: string, to: string | undefined, legacy: boolean): string {
  const end = to ? element('sd:TidsstempelDatoTid', timestamp(to)) : '<sd:GraenseIndikator>true</sd:GraenseIndikator>';
  return `<${prefix}:Virkning><sd:FraTidspunkt>${element('sd:TidsstempelDatoTid', timestamp(from))}</sd:FraTidspunkt><sd:TilTidspunkt>${end}</sd:TilTidspunkt><sd:AktoerRef>${registrar}</sd:AktoerRef><sd:AktoerTypeKode>${legacy ? 'OrganisationEnhed' : 'Bruger'}</sd:AktoerTypeKode></${prefix}:Virkning>`;
}

function properties(one: IndexedCase): string {
  const hidden = one.alternativeTitle
    ? `<sag:OffentlighedUndtaget>${element('sd:TitelAlternativTekst', one.alternativeTitle)}<sd:OffentlighedUndtagetHjemmelTekst>Offentlighedslovens § 30</sd:OffentlighedUndtagetHjemmelTekst></sag:OffentlighedUndtaget>`
    : '';
  const local = `<gd:LokalUdvidelseListe><si:SagIndeksEgenskaber>${effect('gd', one.opened, undefined, one.legacy)}${element('si:Sagsstatus', one.progress.at(-1)?.state)}${element('si:Foelsomhed', one.sensitivity)}${element('si:OprettetTidspunkt', timestamp(one.opened))}</si:SagIndeksEgenskaber></gd:LokalUdvidelseListe>`;
  return `<sag:Egenskaber>${effect('sag', one.opened, undefined, one.legacy)}${element('sag:BrugervendtNoegle', one.number)}${hidden}${element('sag:Sagsnummer', one.number)}${element('sag:Titel', one.title)}</sag:Egenskaber>${local}`;
}

function progress(one: IndexedCase): string {
  return one.progress
    .map(
      ({ state, from, to }) =>
        `<sag:Fremdrift>${effect('sag', from, to, one.legacy)}${element('sag:FremdriftStatusKode', state)}</sag:Fremdrift>`,
    )
    .join('');
}

interface Relation {
  readonly role: string;
  readonly type: string;
  /** UUID or URN element. */
  readonly reference: string;
  /** Inside LokalUdvidelseListe. */
  readonly local?: string;
  /** After the relation's own elements. */
  readonly extra?: string;
}

function relation(name: string, one: IndexedCase, { role, type, reference, local, extra = '' }: Relation): string {
  const list = local ? `<gd:LokalUdvidelseListe>${local}</gd:LokalUdvidelseListe>` : '';
  return `<${name}>${effect('gd', one.opened, undefined, one.legacy)}<gd:Rolle>${id(role)}</gd:Rolle><gd:Type>${id(type)}</gd:Type><gd:ReferenceID>${reference}</gd:ReferenceID>${list}${extra}</${name}>`;
}

function actors(one: IndexedCase): string {
  const { municipality } = one.unit;
  const local = (name: string) =>
    `<si:SagsaktoerLokalUdvidelse>${element('si:FuldtNavn', name)}${element('si:CVR-Nummer', municipality.cvr)}</si:SagsaktoerLokalUdvidelse>`;
  const actor = (role: string, type: string, uuid: string, name: string) =>
    relation('sag:Sagsaktoer', one, { role, type, reference: id(uuid), local: local(name) });
  return (
    actor(roles.owner, types.organisation, municipality.uuid, municipality.name) +
    actor(roles.responsible, types.unit, one.unit.uuid, one.unit.name) +
    (one.caseworker ? actor(roles.caseworker, types.user, one.caseworker.uuid, one.caseworker.name) : '')
  );
}

function subject(one: IndexedCase): string {
  const found = kle[one.kle];
  const local = `<si:SagsklasseLokalUdvidelse><si:Facettitel>KLE-Emne</si:Facettitel>${element('si:Klassetitel', found?.title)}${element('si:BrugervendtNoegle', one.kle)}</si:SagsklasseLokalUdvidelse>`;
  return relation('sag:Sagsklasse', one, {
    role: roles.primarySubject,
    type: types.subject,
    reference: id(found?.uuid ?? stableUuid(`kle|${one.kle}`)),
    local,
  });
}

/** A party's URN in the index. */
export function partyUrn(cpr: string): string {
  return `urn:oio:cpr-nr:${cpr}`;
}

function partyRelations(one: IndexedCase): string {
  const party = (role: string, { cpr, name }: Party) =>
    relation('sag:Sagspart', one, {
      role,
      type: types.person,
      reference: element('sd:URNIdentifikator', partyUrn(cpr)),
      local: `<si:SagspartLokalUdvidelse>${element('si:FuldtNavn', name)}</si:SagspartLokalUdvidelse>`,
    });
  return party(roles.primaryParty, one.primary) + one.secondary.map((other) => party(roles.secondaryParty, other)).join('');
}

function journal(one: IndexedCase, show: ReadonlySet<string>): string {
  if (!show.has('journalpost') && !show.has('journalpost-journalnote')) return '';
  const note = Buffer.from(`Fortroligt notat om ${one.primary.name}`, 'utf8').toString('base64');
  const inside = show.has('journalpost-journalnote')
    ? `<sag:JournalnotatEgenskaber><sag:Titel>Notat</sag:Titel><sag:Notat>${note}</sag:Notat><sag:Format>text/plain</sag:Format></sag:JournalnotatEgenskaber>`
    : '';
  return relation('sag:Journalpost', one, {
    role: roles.journalEntry,
    type: types.subject,
    reference: id(stableUuid(`journal|${one.uuid}`)),
    extra: `<sag:JournalpostEgenskaber>${element('sag:Dokumenttitel', `Notat om ${one.primary.name}`)}${inside}</sag:JournalpostEgenskaber>`,
  });
}

function system(one: IndexedCase): string {
  const name = one.kle.startsWith('17.') ? 'PPR Fagsystem Øvelse' : 'Familiesystem Øvelse';
  return relation('si:SagsitsystemRelation', one, {
    role: roles.master,
    type: types.system,
    reference: id(stableUuid(`system|${name}`)),
    extra: element('si:SystemNavn', name),
  });
}

function accessList(one: IndexedCase): string {
  return one.onlyFor
    .map((actor) =>
      relation('si:Sikkerhedsprofil', one, {
        role: roles.accessList,
        type: 'login' in actor ? types.user : types.unit,
        reference: id(actor.uuid),
      }),
    )
    .join('');
}

/** Well-typed as an envelope's body, and not well-formed. */
export function garble({ name, cpr }: { name: string; cpr: string }): string {
  return `<sdi:FremsoegSagDokumentIndeksOutput xmlns:sdi="${sdi}"><sdi:Antal>${escapeXml(name)}<sdi:Antal>${partyUrn(cpr)}`;
}
