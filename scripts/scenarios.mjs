// What `npm run record` plays: who looks at which child of the stand-ins, and what fails meanwhile.

/**
 * @type {readonly {
 *   name: string, about: string, employee: string, child?: string, cpr?: string,
 *   faults?: Record<string, string>, token?: object, purpose?: string, consent?: true
 * }[]} `consent`: with a policy whose every row asks for consent
 */
export const scenarios = [
  { name: 'ok', about: 'A GP sees both departments involved, and whom to call.', employee: 'lars', child: 'josefine' },
  {
    name: 'ppr',
    about: 'PPR sees the cases of family services in its own municipality, with title and date.',
    employee: 'anders',
    child: 'josefine',
  },
  { name: 'family-services', about: 'Family services sees the cases of PPR.', employee: 'birgit', child: 'josefine' },
  { name: 'empty', about: 'No cases to show; the sources answered.', employee: 'lars', child: 'alma' },
  { name: 'closed', about: 'Closed cases only; the caseworker has left.', employee: 'lars', child: 'william' },
  { name: 'partial', about: 'The index of cases answered in part.', employee: 'lars', child: 'josefine', faults: { cases: 'partial' } },
  {
    name: 'organisation-down',
    about: 'Cases without the numbers that FK Organisation would have given.',
    employee: 'lars',
    child: 'josefine',
    faults: { organisation: 'down' },
  },
  {
    name: 'person-down',
    about: 'No name and no addresses: the CPR look-up does not answer.',
    employee: 'lars',
    child: 'josefine',
    faults: { person: 'down' },
  },
  {
    name: 'down',
    about: 'The index of cases does not answer; contacts do.',
    employee: 'lars',
    child: 'josefine',
    faults: { cases: 'down' },
  },
  {
    name: 'denied',
    about: 'A secretary may not see cases.',
    employee: 'lars',
    child: 'josefine',
    token: { overrides: { function: 'secretary' } },
  },
  { name: 'protected', about: 'Protected name and address: no addresses.', employee: 'lars', child: 'sara' },
  { name: 'long', about: 'Long names of child, unit and caseworker.', employee: 'lars', child: 'aage' },
  { name: 'not-connected', about: 'PPR of the municipality does not deliver to the index.', employee: 'lars', child: 'noah' },
  {
    name: 'moved',
    about: 'Moved between municipalities: a closed case in one, an open one in the other.',
    employee: 'lars',
    child: 'maja',
  },
  { name: 'placed', about: 'Placed in care: the department only.', employee: 'lars', child: 'emil' },
  { name: 'adult', about: '18 years old: nothing is looked up, and whom to call instead.', employee: 'lars', child: 'mikkel' },
  { name: 'not-searchable', about: 'A replacement number: cases cannot be looked up, now or later.', employee: 'lars', child: 'luna' },
  // Well formed, fails modulus 11, and in no register.
  { name: 'child-unknown', about: 'The register does not know the number.', employee: 'lars', cpr: '1706154321' },
  { name: 'token-expired', about: 'The host’s token is too old.', employee: 'lars', child: 'josefine', token: { fault: 'expired' } },
];
