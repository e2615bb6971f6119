// Only what is read is asked for; `adresseRolleTitel` least of all, whose lookup in Klassifikation is what fails.
const unit = `uuid enhedsnavn tilstand { status fraTidspunkt tilTidspunkt }
  adresser(rolle: $roller) { adresseTekst klassifikation { rolle indeks } }`;

export const unitsQuery = `query Enheder($uuid: [UUID!]!, $roller: [UUID!]) {
  organisationEnhed(uuid: $uuid) { ${unit} }
}`;

export const usersQuery = `query Brugere($uuid: [UUID!]!, $roller: [UUID!]) {
  bruger(uuid: $uuid) {
    uuid tilstand { status fraTidspunkt tilTidspunkt } person { navn }
    adresser(rolle: $roller) { adresseTekst klassifikation { rolle indeks } }
    harMedlemskab { medlemskabRolleTitel funktionsTypeUuid start slut }
  }
}`;

/** 500 is the most that the service gives at once; a municipality has no such number of units for one subject. */
export const responsibleQuery = `query Ansvarlige($cvr: CVR!, $opgaver: KleFilter!, $roller: [UUID!]) {
  organisationEnhedListe(cvr: $cvr, status: AKTIV, opgaver: $opgaver, first: 500) {
    edges { node { ${unit} opgaver { kleEmneNummer klassifikation { rolle } } } }
    pageInfo { hasNextPage }
  }
}`;
