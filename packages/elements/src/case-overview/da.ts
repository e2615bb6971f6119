/** How a department stands to the child, in a sentence and what there is to add. */
type DepartmentText = readonly [sentence: string, more: (time: string, whose: string) => string];

const unseen = 'Vi kan ikke se, om der er en sag';
const none = () => '';

/** What `<pt-case-overview>` alone says, in Danish. */
export const daCases = {
  show: 'Vis',
  hide: 'Skjul',
  write: 'Skriv meddelelse',
  openCase: 'Åbn sag',

  earlier: 'Tidligere involveret',
  open: (count: number) => (count === 1 ? '1 åben sag' : `${count} åbne sager`),
  closed: (count: number) => (count === 1 ? '1 lukket sag' : `${count} lukkede sager`),
  count: (cases: number) => (cases === 1 ? '1 sag' : `${cases} sager`),
  opened: (day: string) => `Åbnet ${day}`,
  unit: 'Ansvarlig enhed:',
  state: {
    involved: ['Involveret', none],
    'none-reported': [
      'Ingen sager at vise',
      (time: string) => `Kilden svarede ${time}. Nogle sager deles ikke her. Er du i tvivl, så ring.`,
    ],
    'not-connected': [unseen, (_: string, whose: string) => `${whose} deler endnu ikke sager her.`],
    'not-shared': ['Sager vises ikke her', () => 'Sager herfra deles ikke på tværs. Det siger ikke noget om, hvorvidt der er en sag.'],
    unknown: [unseen, none],
  } satisfies Record<string, DepartmentText> as Record<
    'involved' | 'none-reported' | 'not-connected' | 'not-shared' | 'unknown',
    DepartmentText
  >,
  of: (department: string, municipality: string) => `${department} i ${municipality}`,
  noCaseworker: 'Sagsbehandler ikke oplyst',
  phoneOf: (unit: string) => `Telefon til ${unit}`,
};

export type CaseWords = typeof daCases;
