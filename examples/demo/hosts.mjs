// The host systems of the demo, and who works in each.

export const hosts = [
  {
    id: 'gp-webview',
    name: 'Prøvelæge',
    about: 'Et lægesystem med sidepanel. Viser kommunens sager og hvem du kan ringe til.',
    audiences: ['general-practice', 'child-psychiatry'],
  },
  {
    id: 'sapa-inline',
    name: 'Øvesag',
    about: 'Kommunens sagssystem. Viser den anden afdelings sager og hvem du kan ringe til, midt i borgerens side.',
    audiences: ['ppr', 'family-services'],
  },
];

/** Well formed, fails modulus 11, and in no register: what a slip of the pen looks like. */
export const unknownChild = {
  name: 'Tove Tastefejl',
  age: 11,
  birthDate: '2015-06-17',
  cpr: '1706154321',
  story: 'Nummeret er tastet forkert og findes ikke i CPR-registret.',
};

/** An employee's place, as the start page says it. */
export function roleOf({ title, unitName, organisation }) {
  return [title, ...new Set([unitName, organisation])].join(', ');
}
