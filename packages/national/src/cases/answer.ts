import type { Cpr } from '@paa-tvaers/contract';
import { type Case, type CaseActor, SourceAnswerInvalid, SourceUnavailable, sensitivities } from '../types.ts';
import { finder, type XmlNode } from '../wire/xml.ts';
import { dayOf, holding, holdingOrLast, type InEffect, moment } from './effect.ts';
import { departmentOf } from './kle.ts';
import { cprUrn, cvrUrn, namespaces, roles, types } from './terms.ts';

const { all, one, text } = finder(namespaces);

export interface Page {
  /** What the index says that there are over all pages; undefined where it does not say. */
  readonly total: number | undefined;
  /** One `SagFiltreretOejebliksbillede` a case. */
  readonly cases: readonly XmlNode[];
}

/**
 * Opens `FremsoegSagDokumentIndeksOutput`.
 *
 * Status 20 is taken as found and 44 as none (the convention of the støttesystemer; no document says so).
 *
 * @throws SourceUnavailable `fault` for every other status
 * @throws SourceAnswerInvalid when it is another answer
 */
export function readPage(output: XmlNode): Page {
  const status = text(output, 'sd:StandardRetur/sd:StatusKode');
  if (output.name !== 'FremsoegSagDokumentIndeksOutput' || output.namespace !== namespaces.sdi || !status)
    throw new SourceAnswerInvalid('cases', 'not an answer to fremsoeg');
  if (status === '44') return { total: 0, cases: [] };
  if (status !== '20') throw new SourceUnavailable('cases', 'fault', /^\d{1,6}$/.test(status) ? `status ${status}` : '');
  const count = all(output, 'sdi:Antal').find((antal) => text(antal, 'sdi:Element') === 'sager');
  const total = Number(count && text(count, 'sdi:Antal'));
  return { total: Number.isInteger(total) ? total : undefined, cases: all(output, 'sdi:SagFiltreretOejebliksbillede') };
}

/** The case's UUID, whether or not the rest can be read. */
export function caseKey(image: XmlNode): string | undefined {
  return uuidAt(image, 'sag:ObjektType/sd:UUIDIdentifikator');
}

/** A case that breaks a rule of the index, so that it can't be shown safely. Holds no content. */
class Malformed extends Error {}

/**
 * Reads one case.
 *
 * @returns `left-out` for a subject that this project has no department for, a case that is gone, and one
 *   whose primary party the child no longer is; `malformed` for one that cannot be trusted
 */
export function readCase(image: XmlNode, child: Cpr, now: number): Case | 'left-out' | 'malformed' {
  try {
    return caseOf(image, child, now) ?? 'left-out';
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
}

function caseOf(image: XmlNode, child: Cpr, now: number): Case | undefined {
  const registration = latest(all(image, 'sag:Registrering'));
  if (['Slettet', 'Passiveret'].includes(text(registration, 'sd:LivscyklusKode') ?? '')) return undefined;
  const relations = one(registration, 'sag:RelationListe') ?? nothing();

  // The subject first: what is wrong with a case of no department here makes nothing incomplete.
  const kle = required(kleOf(relations, now));
  const department = departmentOf(kle);
  if (!department || !isPrimaryParty(relations, child, now)) return undefined;

  const actors = all(relations, 'sag:Sagsaktoer');
  const handlers = holding(inRole(actors, roles.handler), now).map(({ node }) => node);
  const responsible = holdingOrLast(inRole(actors, roles.responsible), now)?.node;
  const handlerIsUnit = (node: XmlNode) => text(node, 'gd:Type/sd:UUIDIdentifikator')?.toLowerCase() === types.unit;
  const unit = handlers.find(handlerIsUnit) ?? responsible;
  const person = handlers.find((node) => !handlerIsUnit(node));

  const responsibleUnit = unit && actorOf(unit);
  const caseworker = person && actorOf(person);
  const title = titleOf(registration, now);
  const opened = openedOf(registration, now);
  return {
    uuid: required(caseKey(image)),
    owner: ownerOf(required(holdingOrLast(inRole(actors, roles.owner), now)?.node)),
    kle,
    department,
    status: statusOf(registration, now),
    ...(title && { title }),
    ...(opened && { opened }),
    sensitivity: sensitivityOf(registration, now),
    accessList: accessListOf(relations, now),
    ...(responsibleUnit && { responsibleUnit }),
    ...(caseworker && { caseworker }),
  };
}

function nothing(): never {
  throw new Malformed();
}

function required<Value>(value: Value | undefined): Value {
  return value ?? nothing();
}

interface Effective extends InEffect {
  readonly node: XmlNode;
}

/** `Virkning` lies in its parent's namespace: `sag` in attributes and states, `gd` in relations. No end, or a GraenseIndikator, is forever. */
function effective(node: XmlNode, rank = ''): Effective {
  const effect = one(node, 'sag:Virkning') ?? one(node, 'gd:Virkning');
  const at = (limit: string, none: number) => {
    const time = effect && text(effect, `${limit}/sd:TidsstempelDatoTid`);
    const milliseconds = time === undefined ? none : moment(time);
    return Number.isNaN(milliseconds) ? nothing() : milliseconds;
  };
  return { node, rank, from: at('sd:FraTidspunkt', -Infinity), to: at('sd:TilTidspunkt', Infinity) };
}

function inRole(relations: readonly XmlNode[], role: string): Effective[] {
  return relations
    .filter((relation) => text(relation, 'gd:Rolle/sd:UUIDIdentifikator')?.toLowerCase() === role)
    .map((relation) => effective(relation, referenceOf(relation)));
}

function referenceOf(relation: XmlNode): string {
  return (
    text(relation, 'gd:ReferenceID/sd:UUIDIdentifikator') ??
    text(relation, 'gd:ReferenceID/sd:URNIdentifikator') ??
    ''
  ).toLowerCase();
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function uuidAt(node: XmlNode, path: string): string | undefined {
  const found = text(node, path)?.toLowerCase();
  return found && uuid.test(found) ? found : undefined;
}

function latest(registrations: readonly XmlNode[]): XmlNode {
  const at = (node: XmlNode) => moment(text(node, 'sd:Tidspunkt') ?? '') || 0;
  return required([...registrations].sort((a, b) => at(b) - at(a))[0]);
}

function kleOf(relations: XmlNode, now: number): string | undefined {
  const primary = holdingOrLast(inRole(all(relations, 'sag:Sagsklasse'), roles.primaryClass), now);
  return primary && text(primary.node, 'gd:LokalUdvidelseListe/si:SagsklasseLokalUdvidelse/si:BrugervendtNoegle');
}

/** Never the wrong child: a case whose primary party was always someone else is no answer to the question. */
function isPrimaryParty(relations: XmlNode, child: Cpr, now: number): boolean {
  const parties = inRole(all(relations, 'sag:Sagspart'), roles.primaryParty);
  const isChild = (party: Effective) => referenceOf(party.node) === cprUrn + child;
  if (!parties.some(isChild)) nothing();
  const current = holdingOrLast(parties, now);
  return current !== undefined && isChild(current);
}

function ownerOf(relation: XmlNode): Case['owner'] {
  const reference = referenceOf(relation);
  const stated = text(relation, 'gd:LokalUdvidelseListe/si:SagsaktoerLokalUdvidelse/si:CVR-Nummer');
  const cvr = stated ?? (reference.startsWith(cvrUrn) ? reference.slice(cvrUrn.length) : '');
  if (!/^\d{8}$/.test(cvr)) nothing();
  const name = nameOf(relation);
  return { cvr, ...(name && { name }) };
}

function actorOf(relation: XmlNode): CaseActor | undefined {
  const found = uuidAt(relation, 'gd:ReferenceID/sd:UUIDIdentifikator');
  const name = nameOf(relation);
  return found || name ? { ...(found && { uuid: found }), ...(name && { name }) } : undefined;
}

function nameOf(relation: XmlNode): string | undefined {
  return text(relation, 'gd:LokalUdvidelseListe/si:SagsaktoerLokalUdvidelse/si:FuldtNavn');
}

const progress = ['Opstaaet', 'Oplyst', 'Afgjort', 'Afsluttet'];

function statusOf(registration: XmlNode, now: number): Case['status'] {
  const states = all(registration, 'sag:TilstandListe/sag:Fremdrift').map((node) =>
    effective(node, String(progress.indexOf(text(node, 'sag:FremdriftStatusKode') ?? '') + 1)),
  );
  const current = required(holdingOrLast(states, now));
  return text(current.node, 'sag:FremdriftStatusKode') === 'Afsluttet' ? 'closed' : 'open';
}

function titleOf(registration: XmlNode, now: number): string | undefined {
  const properties = holdingOrLast(
    all(registration, 'sag:AttributListe/sag:Egenskaber').map((node) => effective(node)),
    now,
  )?.node;
  return properties && (text(properties, 'sag:OffentlighedUndtaget/sd:TitelAlternativTekst') ?? text(properties, 'sag:Titel'));
}

function indexProperties(registration: XmlNode): Effective[] {
  return all(registration, 'sag:AttributListe/gd:LokalUdvidelseListe/si:SagIndeksEgenskaber').map((node) => effective(node));
}

function openedOf(registration: XmlNode, now: number): string | undefined {
  const properties = holdingOrLast(indexProperties(registration), now)?.node;
  const at = moment((properties && text(properties, 'si:OprettetTidspunkt')) ?? '');
  return Number.isNaN(at) ? undefined : dayOf(at);
}

/** The strictest that is stated; an unknown or absent one is the strictest there is. */
function sensitivityOf(registration: XmlNode, now: number): Case['sensitivity'] {
  const properties = indexProperties(registration);
  const current = holding(properties, now);
  const last = holdingOrLast(properties, now);
  const stated = (current.length > 0 || !last ? current : [last]).map(({ node }) =>
    (sensitivities as readonly string[]).indexOf(text(node, 'si:Foelsomhed') ?? ''),
  );
  return (stated.includes(-1) ? undefined : sensitivities[Math.max(...stated)]) ?? 'VIP_SAGER';
}

/** A profile that points at nothing readable would otherwise make the list shorter, and an empty one opens the case. */
function accessListOf(relations: XmlNode, now: number): readonly string[] {
  const profiles = all(relations, 'gd:LokalUdvidelseListe/si:Sikkerhedsprofil').map((node) => effective(node));
  return holding(profiles, now).map(({ node }) => required(uuidAt(node, 'gd:ReferenceID/sd:UUIDIdentifikator')));
}
