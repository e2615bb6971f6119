import { clinics, korsbaek, nabolev, regions } from './municipalities.ts';
import { impossibleSor, madeUpGln } from './numbers.ts';
import { providers } from './providers.ts';
import { units } from './units.ts';

/** SNOMED CT codes of unit types that SOR has. Family services have none of their own: they are the municipality's. */
export const unitTypes = {
  ppr: ['556841000005105', 'pædagogisk psykologisk rådgivning (PPR)'],
  psychiatry: ['554871000005105', 'psykiatrienhed'],
  generalPractice: ['394761003', 'almen lægepraksis'],
  healthVisitors: ['554021000005101', 'sundhedsplejen'],
  municipality: ['547211000005108', 'kommune'],
  hospital: ['22232009', 'hospital'],
} as const;

/** The systems that answer for the units that are not ours: a GP's, a hospital's, a PPR's, a family department's and one of an earlier version. */
export type SystemId = 'gp' | 'hospital' | 'ppr' | 'family' | 'older';

/** A unit of SOR, and its mailbox. */
export interface SorUnit {
  readonly sor: string;
  /** Thirteen digits; absent: no mailbox. */
  readonly gln?: string;
  readonly name: string;
  readonly type: keyof typeof unitTypes;
  /** What the gateway takes it for, where the type does not tell: an operator names these by hand. */
  readonly kind?: 'family-services' | 'child-psychiatry';
  /** The municipality, region or clinic that it belongs to. */
  readonly organisation: string;
  /** CVR number of the municipality. */
  readonly cvr?: string;
  /** Number of a practice. */
  readonly ydernummer?: string;
  readonly phone?: string;
  /** Registered in SOR-EDI; `XDIS91`: the network converts. */
  readonly takes?: 'FDIS91' | 'XDIS91';
  readonly inactive?: true;
  /** Whose box it is: a system's that is played here, or (absent) whoever has the network's token. */
  readonly system?: SystemId;
  /** The `unit` claim of those who work there, where it is not the SOR code. */
  readonly claim?: string;
}

let made = 0;
/** A unit of this world that has no numbers elsewhere. The order is what the numbers follow: add at the end. */
const numbered = (unit: Omit<SorUnit, 'sor' | 'gln'> & { readonly sor?: string }): SorUnit => {
  made += 1;
  return { sor: impossibleSor(99_020 + made), ...(unit.takes && { gln: madeUpGln(1_000 + made) }), ...unit };
};

const municipal = (
  unit: { readonly uuid: string; readonly name: string; readonly phone?: string; readonly mobile?: string },
  { cvr, name }: typeof korsbaek,
) => {
  const phone = unit.phone ?? unit.mobile;
  return { name: unit.name, claim: unit.uuid, organisation: name, cvr, ...(phone && { phone }) };
};
const family = { type: 'municipality', kind: 'family-services', takes: 'FDIS91' } as const;

const region = regions[0];
const [bupKorsbaek, bupOeveland] = region.psychiatry;
const regional = { organisation: region.name, takes: 'FDIS91', system: 'hospital' } as const;
const practice = ({ sor, name, ydernummer, phone }: (typeof clinics)[keyof typeof clinics]) =>
  ({ sor, name, ydernummer, phone, organisation: name, type: 'generalPractice', takes: 'FDIS91' }) as const;

/** The units that have a part of their own in the demo. */
export const mailUnits = {
  familyWest: numbered({ ...municipal(units.familyWest, korsbaek), ...family }),
  bupSocialWorkers: numbered({
    name: 'BUP Korsbæk, socialrådgiverne',
    type: 'psychiatry',
    kind: 'child-psychiatry',
    organisation: region.name,
    phone: '12345662',
    takes: 'FDIS91',
  }),
  intake: numbered({ ...municipal(units.intake, korsbaek), ...family }),
  placements: numbered({ ...municipal(units.placements, korsbaek), ...family }),
  disability: numbered({ ...municipal(units.disability, korsbaek), ...family }),
  // Is to have a mailbox one day.
  familyEast: numbered({ ...municipal(units.familyEast, korsbaek), type: 'municipality', kind: 'family-services' }),
  ppr: numbered({ ...municipal(units.ppr, korsbaek), type: 'ppr', takes: 'FDIS91', system: 'ppr' }),
  speech: numbered({ ...municipal(units.teamLong, korsbaek), type: 'ppr', takes: 'FDIS91', system: 'ppr' }),
  pprOld: numbered({ ...municipal(units.pprOld, korsbaek), type: 'ppr', takes: 'FDIS91', inactive: true }),
  nabolevPpr: numbered({ ...municipal(units.nabolevPpr, nabolev), type: 'ppr', takes: 'FDIS91', system: 'ppr' }),
  nabolevFamily: numbered({ ...municipal(units.nabolevFamily, nabolev), ...family, system: 'family' }),
  bupKorsbaek: numbered({ ...regional, ...named(bupKorsbaek), type: 'psychiatry', kind: 'child-psychiatry' }),
  bupOeveland: numbered({ ...regional, ...named(bupOeveland), type: 'psychiatry', kind: 'child-psychiatry' }),
  orthopaedics: numbered({ ...regional, ...named({ ...providers.orthopaedics, sor: providers.orthopaedics.id.sor }), type: 'hospital' }),
  paediatrics: numbered({ ...regional, ...named({ ...providers.paediatrics, sor: providers.paediatrics.id.sor }), type: 'hospital' }),
  paediatricWard: numbered({ ...regional, name: 'Øveland Sygehus, børneafdelingen', type: 'hospital', phone: '12345668' }),
  clinic: numbered({ ...practice(clinics.proevegade), system: 'gp' }),
  olderClinic: numbered({ ...practice(clinics.havnen), system: 'older' }),
  healthVisitors: numbered({
    ...named({ ...providers.healthVisitors, sor: providers.healthVisitors.id.sor }),
    type: 'healthVisitors',
    organisation: korsbaek.name,
    cvr: korsbaek.cvr,
    takes: 'XDIS91',
    system: 'older',
  }),
} as const satisfies Readonly<Record<string, SorUnit>>;

function named({ sor, name, phone }: { readonly sor: string; readonly name: string; readonly phone: string }) {
  return { sor, name, phone };
}

const beginnings = ['Lægerne', 'Lægehuset', 'Lægeklinikken', 'Familielægerne'];
// prettier-ignore
const places = [
  'Øvelsesgade',
  'Prøvetorvet',
  'Eksempelvej',
  'Testengen',
  'Prøvehøj',
  'Øvebakken',
  'Demostrædet',
  'Modelparken',
  'Skitsevænget',
  'Udkastgården',
  'Forsøgsvej',
  'Tænkebo',
  'Øveløkken',
  'Prøveåsen',
  'Østre Eksempelallé',
];

/** So many that a search for clinics takes more than one page. */
const moreClinics: readonly SorUnit[] = places.flatMap((place, row) =>
  beginnings.map((beginning, column) => {
    const number = row * beginnings.length + column;
    const name = `${beginning} ${place}`;
    const ydernummer = `0992${String(number).padStart(2, '0')}`;
    const numbers = { sor: impossibleSor(99_100 + number), gln: madeUpGln(2_000 + number), ydernummer };
    return { ...numbers, name, organisation: name, type: 'generalPractice', takes: 'FDIS91', system: 'gp' } as const;
  }),
);

export const allMailUnits: readonly SorUnit[] = [...Object.values(mailUnits), ...moreClinics];

/** Kinds that SOR's types do not tell, by SOR code: what an operator of the gateway writes down by hand. */
export function unitKinds(): Readonly<Record<string, NonNullable<SorUnit['kind']>>> {
  return Object.fromEntries(allMailUnits.flatMap(({ sor, kind }) => (kind ? [[sor, kind]] : [])));
}
