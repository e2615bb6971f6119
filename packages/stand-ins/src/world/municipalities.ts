export interface Municipality {
  readonly code: string;
  readonly name: string;
  readonly cvr: string;
  readonly sor: string;
  /** The organisation's UUID in FK Organisation. */
  readonly uuid: string;
  readonly region: string;
  readonly phone: string;
  /** Whether the department's system delivers to the Sags- og Dokumentindeks. */
  readonly departments: { readonly ppr: { readonly delivers: boolean }; readonly 'family-services': { readonly delivers: boolean } };
  readonly adultServices?: { readonly name: string; readonly phone: string };
}

export const korsbaek: Municipality = {
  code: '0999',
  name: 'Korsbæk Kommune',
  cvr: '11111111',
  sor: '990061000016004',
  uuid: '2f7d1f2c-0000-4000-8000-000000000001',
  region: '1089',
  phone: '12345600',
  departments: { ppr: { delivers: true }, 'family-services': { delivers: true } },
  adultServices: { name: 'Voksenrådgivningen', phone: '12345680' },
};

export const nabolev: Municipality = {
  code: '0998',
  name: 'Nabolev Kommune',
  cvr: '22222222',
  sor: '990101000016008',
  uuid: '2f7d1f2c-0000-4000-8000-000000000002',
  region: '1089',
  phone: '12345690',
  departments: { ppr: { delivers: false }, 'family-services': { delivers: true } },
  adultServices: { name: 'Voksen og Handicap', phone: '12345698' },
};

export const municipalities: readonly Municipality[] = [korsbaek, nabolev];

export const regions = [
  {
    code: '1089',
    name: 'Region Øveland',
    /** SOR id of the region. The demo's SOR ids have a wrong check digit: none of them can exist. */
    sor: '990011000016003',
    psychiatry: [
      {
        sor: '990021000016005',
        name: 'BUP Korsbæk',
        phone: '12345660',
        hours: 'man–fre 8.30–11.30',
        address: 'Prøvevej 2, 1. sal, 0000 Korsbæk',
        municipalities: ['0999'],
      },
      {
        sor: '990031000016007',
        name: 'BUP Øveland, modtagelsen',
        phone: '12345664',
        hours: 'man–fre 9–12',
        address: 'Eksempelvej 40, 0000 Øveby',
        municipalities: ['0998'],
      },
    ],
  },
] as const;

/** GP clinics (ydernummer as it is written: six digits). */
export const clinics = {
  proevegade: {
    sor: '990041000016000',
    ydernummer: '077410',
    name: 'Lægehuset Prøvegade',
    address: 'Prøvegade 7',
    postCode: '0000',
    district: 'Korsbæk',
    phone: '12345670',
    email: 'laegehuset@proevegade.example',
  },
  havnen: {
    sor: '990051000016002',
    ydernummer: '000815',
    name: 'Lægerne ved Øvelseshavnen',
    address: 'Kajen 3, st.',
    postCode: '0000',
    district: 'Nabolev',
    phone: '12345674',
    email: undefined,
  },
} as const;
export type ClinicId = keyof typeof clinics;

/** SOR codes of the organisations that use national systems. */
export const organisationCodes: readonly string[] = [
  ...municipalities.map(({ sor }) => sor),
  ...regions.flatMap(({ sor, psychiatry }) => [sor, ...psychiatry.map((unit) => unit.sor)]),
  ...Object.values(clinics).map(({ sor }) => sor),
];

/** What the gateway holds as data on municipalities and regions: who delivers to the index, and whom to call. */
export function directory() {
  return {
    municipalities: municipalities.map(({ uuid: _uuid, sor: _sor, ...municipality }) => municipality),
    regions: regions.map(({ sor: _sor, ...region }) => region),
  };
}
