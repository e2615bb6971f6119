// Role and type UUIDs of FK Organisation (OS2sync, KOMBIT's org-graphql). Titles are never keyed on: they come
// from another system, Klassifikation, and may be empty.

export const unitAddress = {
  landline: '02826f64-5613-468e-ace5-3f089cb3ed20',
  mobile: '8dcfa714-5ed3-4000-b551-2ba520e7d8ad',
  email: '2b670843-ce42-411a-8fb5-311dfdd5caf0',
  phoneHours: 'f6fd6117-c718-4254-a6f5-92538ad5a2f4',
  contactHours: 'f37e5877-1549-4b5d-a53b-819491f0b933',
  post: '80b610c6-314b-485a-a014-a9a1d7070bc4',
} as const;

export const userAddress = {
  phone: '5ef6be2d-59f4-4652-a680-585929924ba9',
  email: '5d13e891-162a-456b-abf2-fd9b864df96d',
} as const;

/** Opgave, rolle Ansvarlig */
export const responsible = '2a5f38d8-7092-4b3f-85cc-7e272c3c4bb0';

/** OrganisationFunktion of the type position (stilling): its title is the user's job title. */
export const position = '02e61900-33e0-407f-a2a7-22f70221f003';
