/** What `<pt-school-info>` alone says, in Danish. */
export const daSchool = {
  kind: { school: 'Skole', 'after-school': 'SFO', club: 'Klub', 'day-care': 'Dagtilbud', other: 'Andet tilbud' },
  level: (level: string) => `${level}. klasse`,
};

export type SchoolWords = typeof daSchool;
