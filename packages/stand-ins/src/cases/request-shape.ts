import type { Particle, Shape } from '../xml/shape.ts';
import { gd, go, sag, sd, sdi } from './names.ts';

const optional = (namespace: string, name: string, shape: Particle['shape']): Particle => ({ namespace, name, least: 0, most: 1, shape });
const many = (namespace: string, name: string, shape: Particle['shape']): Particle => ({
  namespace,
  name,
  least: 0,
  most: Number.POSITIVE_INFINITY,
  shape,
});
const one = (namespace: string, name: string, shape: Particle['shape']): Particle => ({ namespace, name, least: 1, most: 1, shape });

const any: Shape = { any: true };
const text = (pattern: RegExp): Shape => ({ text: pattern });
const integer = text(/^\s*[+-]?\d+\s*$/);
const uuid = text(/^[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$/);
// Forms of a party's URN (KOMBIT's instruction for the business object Sag); a CPR number is ten digits.
const urn = text(/^urn:oio:(cpr-nr:\d{10}|cvr-nr:\d{8}|pnr:\d{10}|us:personid:.{7}|udk:borgerid:.{12}|fuldtnavn:.+)$/);

const uniqueId: Shape = { choice: [optional(sd, 'UUIDIdentifikator', uuid), optional(sd, 'URNIdentifikator', urn)] };

const relation: Shape = {
  children: [
    optional(gd, 'Virkning', any),
    optional(gd, 'Rolle', uniqueId),
    optional(gd, 'Type', uniqueId),
    optional(gd, 'Indeks', any),
    optional(gd, 'ReferenceID', uniqueId),
    optional(gd, 'LokalUdvidelseListe', any),
  ],
};

/** Where the criterion's role, type and reference stand. */
export const parties = [
  [gd, 'Rolle'],
  [gd, 'Type'],
  [gd, 'ReferenceID'],
] as const;

/** Parts of a search that the schema has and the stand-in does not play. */
export const searchParts = ['SoegRegistrering', 'SoegVirkning', 'SoegStsFraTidspunkt', 'SoegStsTilTidspunkt'] as const;

const searchCase: Shape = {
  children: [
    optional(sd, 'FoersteResultatReference', integer),
    optional(sd, 'MaksimalAntalKvantitet', integer),
    optional(sd, 'SoegRegistrering', any),
    optional(sd, 'SoegVirkning', any),
    optional(go, 'SoegStsFraTidspunkt', any),
    optional(go, 'SoegStsTilTidspunkt', any),
    one(sag, 'AttributListe', { children: [many(sag, 'Egenskaber', any), optional(gd, 'LokalUdvidelseListe', any)] }),
    one(sag, 'TilstandListe', { children: [many(sag, 'Fremdrift', any), optional(gd, 'LokalUdvidelseListe', any)] }),
    one(sag, 'RelationListe', {
      children: [
        many(sag, 'Sagsaktoer', relation),
        many(sag, 'Sagsklasse', relation),
        many(sag, 'Sagspart', relation),
        many(sag, 'Sagsrelation', relation),
        many(sag, 'Sagsgenstande', relation),
        many(sag, 'Journalpost', any),
        optional(gd, 'LokalUdvidelseListe', any),
      ],
    }),
  ],
};

// The schema has `operation` first and a choice after it; here its place is not checked.
const searchExpression: Shape = {
  choice: [
    optional(sdi, 'operation', text(/^(AND|OR)$/)),
    many(sdi, 'SoegDokument', any),
    many(sdi, 'SoegSag', searchCase),
    many(sdi, 'NOT', any),
    many(sdi, 'SoegUdtryk', any),
    many(sdi, 'SoegSagsloeseDokumenter', any),
  ],
};

const caseParts = text(
  /^(egenskaber|fremdrift|sagsklasse|sagsaktoer|sagspart|sagsrelation|sagsgenstand|journalpost|journalpost-journalnote|itsystem|sikkerhedsprofil)$/,
);
const documentParts = text(/^(egenskaber|fremdrift|dokument|klasse|aktoer|part|itsystem|sikkerhedsprofil)$/);

/** `FremsoegSagDokumentIndeksInput` (SagDokumentIndeksOperationer.xsd). */
export const searchInput: Shape = {
  children: [
    many(sdi, 'SagUuid', any),
    many(sdi, 'DokumentUuid', any),
    optional(sdi, 'SoegUdtryk', searchExpression),
    optional(sdi, 'Filter', {
      choice: [
        many(sdi, 'DokumentVis', { children: [one(sdi, 'Vis', documentParts)] }),
        many(sdi, 'SagVis', { children: [one(sdi, 'Vis', caseParts)] }),
        many(sdi, 'DokumentInkluder', text(/^dokument$/)),
        many(sdi, 'SagInkluder', text(/^(sagsrelation|journalpost)$/)),
      ],
    }),
    optional(sdi, 'Sortering', any),
  ],
};
