/** How a department stands to the child, in a sentence and what there is to add. */
type DepartmentText = readonly [sentence: string, more?: (time: string, department: string, municipality: string) => string];

const notAll = 'Nogle sager deles ikke her. Er du i tvivl, så ring.';

/** What `<pt-case-overview>` alone says, in Danish. */
export const daCases = {
  notAll,
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
    involved: ['Involveret'],
    'none-reported': ['Ingen sager at vise', (time: string) => `Kilden svarede ${time}. ${notAll}`],
    'not-connected': [
      'Vi kan ikke se, om der er en sag',
      (_: string, department: string, municipality: string) => `${department} i ${municipality} deler endnu ikke sager her.`,
    ],
    'not-shared': ['Sager vises ikke her', () => 'Sager herfra deles ikke på tværs. Det siger ikke noget om, hvorvidt der er en sag.'],
  } satisfies Record<string, DepartmentText> as Record<'involved' | 'none-reported' | 'not-connected' | 'not-shared', DepartmentText>,
  noCaseworker: 'Sagsbehandler ikke oplyst',
  phoneOf: (unit: string) => `Telefon til ${unit}`,
};

export type CaseWords = typeof daCases;
