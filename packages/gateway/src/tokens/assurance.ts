/** The levels of NSIS, lowest first (lav, betydelig, høj). */
export const assuranceLevels = ['low', 'substantial', 'high'] as const;
export type AssuranceLevel = (typeof assuranceLevels)[number];

const prefixes = ['https://data.gov.dk/concept/core/nsis/loa/', 'http://eidas.europa.eu/LoA/', ''];

/** Reads `acr`: the level's word, or its NSIS or eIDAS address. An unknown one is no level. */
function assuranceOf(acr: string): AssuranceLevel | undefined {
  return assuranceLevels.find((level) => prefixes.some((prefix) => acr.toLowerCase() === prefix.toLowerCase() + level));
}

export function reaches(acr: string, agreed: AssuranceLevel): boolean {
  const level = assuranceOf(acr);
  return level !== undefined && assuranceLevels.indexOf(level) >= assuranceLevels.indexOf(agreed);
}
