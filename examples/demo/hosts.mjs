// The host systems of the demo, and who works in each.

export const hosts = [
  {
    id: 'sapa-inline',
    name: 'Øvesag',
    about: 'Kommunens sagssystem. Viser aftaler i psykiatrien, den anden afdelings sager og hvem du kan ringe til, midt i borgerens side.',
    audiences: ['ppr', 'family-services'],
    elements: 'paa-tvaers.js',
  },
  {
    id: 'dubu-inline',
    name: 'Øvebørn',
    about:
      'Familieafdelingens sagssystem, skrevet i React. Viser det samme, under afdelingens egen sag. Her er afdelingens indbakke, og her skriver man til læge, PPR og psykiatri.',
    audiences: ['family-services'],
    application: 'src/app.tsx',
  },
  {
    id: 'epj-button',
    name: 'Øvejournal',
    about:
      'Hospitalets journal. Bag knappen På Tværs: kommunens sager, skole og dagtilbud, hvem du kan ringe til, og socialrådgivernes meddelelser.',
    audiences: ['child-psychiatry'],
    elements: 'paa-tvaers-all.js',
  },
  {
    id: 'gp-webview',
    name: 'Prøvelæge',
    about: 'Et lægesystem med sidepanel. Viser det samme som hospitalets journal.',
    audiences: ['general-practice'],
    elements: 'paa-tvaers.js',
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
