import * as z from 'zod';

const name = z.string().min(1);
const phone = z.string().regex(/^\+?\d{3,15}$/, 'digits, with an optional leading plus');
const code = z.string().regex(/^\d{4}$/, 'four digits');

const municipality = z.strictObject({
  code,
  name,
  cvr: z.string().regex(/^\d{8}$/, 'eight digits'),
  /** Code of its region. */
  region: code,
  /** The switchboard: the end of the chain of whom to call. */
  phone,
  /** Whether the department's system delivers its cases to the Sags- og Dokumentindeks. */
  departments: z.strictObject({
    ppr: z.strictObject({ delivers: z.boolean() }),
    'family-services': z.strictObject({ delivers: z.boolean() }),
  }),
  /** Voksenområdet: whom to call once the young person is 18. */
  adultServices: z.optional(z.strictObject({ name, phone })),
});
export type Municipality = z.infer<typeof municipality>;

const psychiatricUnit = z.strictObject({
  /** SOR code. */
  sor: z.string().regex(/^\d{6,18}$/, 'a SOR code'),
  name,
  phone: z.optional(phone),
  hours: z.optional(name),
  address: z.optional(name),
  /** Codes of the municipalities whose children it treats. */
  municipalities: z.array(code),
});
type PsychiatricUnit = z.infer<typeof psychiatricUnit>;

const directoryFile = z.strictObject({
  municipalities: z.array(municipality),
  regions: z.array(z.strictObject({ code, name, psychiatry: z.array(psychiatricUnit) })),
});

interface PsychiatryOf {
  /** Code of the region. */
  readonly region: string;
  readonly unit: PsychiatricUnit;
}

/** The municipalities and regions that take part: who delivers to the index, and the numbers that no register has. */
export interface Directory {
  municipality(code: string): Municipality | undefined;
  municipalityByCvr(cvr: string): Municipality | undefined;
  /** The unit of child and adolescent psychiatry for the children of a municipality, and its region's code. */
  psychiatry(municipalityCode: string): PsychiatryOf | undefined;
  /** The same by the unit's SOR code. */
  psychiatryBySor(sor: string): PsychiatryOf | undefined;
  /** SOR codes of all units of child and adolescent psychiatry. */
  readonly psychiatricUnits: readonly string[];
}

/** A directory that cannot be used: all that is wrong with it, a line each. */
export class DirectoryInvalid extends Error {
  override readonly name = 'DirectoryInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The directory cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the directory of municipalities and regions.
 *
 * @param json the parsed file
 * @throws DirectoryInvalid
 */
export function readDirectory(json: unknown): Directory {
  const read = directoryFile.safeParse(json);
  if (!read.success) throw new DirectoryInvalid(read.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`));
  const { municipalities, regions } = read.data;
  const units = regions.flatMap((region) => region.psychiatry.map((unit): PsychiatryOf => ({ region: region.code, unit })));
  const covered = units.flatMap((one) => one.unit.municipalities.map((at) => ({ at, ...one })));
  const problems = [
    ...twice(municipalities.map((one) => one.code)).map((at) => `municipalities: code ${at} stands more than once`),
    ...twice(municipalities.map((one) => one.cvr)).map((cvr) => `municipalities: CVR ${cvr} stands more than once`),
    ...twice(regions.map((one) => one.code)).map((at) => `regions: code ${at} stands more than once`),
    ...municipalities
      .filter((one) => !regions.some((region) => region.code === one.region))
      .map((one) => `municipalities: ${one.code} is in region ${one.region}, which is not listed`),
    ...covered
      .filter(({ at }) => !municipalities.some((one) => one.code === at))
      .map(({ at, unit }) => `regions: unit ${unit.sor} treats municipality ${at}, which is not listed`),
    ...twice(covered.map(({ at }) => at)).map((at) => `regions: more than one unit treats municipality ${at}`),
    ...twice(units.map(({ unit }) => unit.sor)).map((sor) => `regions: unit ${sor} stands more than once`),
  ];
  if (problems.length > 0) throw new DirectoryInvalid(problems);

  const byCode = new Map(municipalities.map((one) => [one.code, one]));
  const byCvr = new Map(municipalities.map((one) => [one.cvr, one]));
  const psychiatry = new Map(covered.map(({ at, region, unit }) => [at, { region, unit }]));
  const bySor = new Map(units.map((one) => [one.unit.sor, one]));
  return {
    municipality: (at) => byCode.get(at),
    municipalityByCvr: (cvr) => byCvr.get(cvr),
    psychiatry: (at) => psychiatry.get(at),
    psychiatryBySor: (sor) => bySor.get(sor),
    psychiatricUnits: [...bySor.keys()],
  };
}

function twice(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, index) => words.indexOf(word) !== index))];
}
