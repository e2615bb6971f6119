// The words of the contract. They may grow: a reader takes a word it does not know as text.

/** Who looks, as a group (anvendergruppe). */
export const audiences = ['ppr', 'family-services', 'child-psychiatry', 'general-practice'] as const;
export type Audience = (typeof audiences)[number];

/** As what the professional looks. */
export const functions = ['psychologist', 'social-worker', 'physician', 'nurse', 'secretary'] as const;
export type ProfessionalFunction = (typeof functions)[number];

/** What for. */
export const purposes = ['treatment', 'casework', 'counselling'] as const;
export type Purpose = (typeof purposes)[number];

/** One kind of data from a giver to a receiver: the unit that law and consent are decided on. */
export const dataflows = ['contacts', 'cases', 'appointments', 'school'] as const;
export type Dataflow = (typeof dataflows)[number];

/** The municipal departments that cases come by. */
export const departments = ['ppr', 'family-services'] as const;
export type Department = (typeof departments)[number];

/** Who can be called: the municipal departments, child and adolescent psychiatry, the child's GP. */
export type Party = Audience;

/** The national systems that answer: SF1470, FK Organisation, Aftaleoversigten, STIL, the CPR look-up (DGCPR), SOR, the messaging network. */
export const sourceIds = ['cases', 'organisation', 'appointments', 'school', 'person', 'units', 'network'] as const;
export type SourceId = (typeof sourceIds)[number];

export const sourceStates = ['ok', 'partial', 'filtered', 'unavailable', 'not-connected'] as const;
export type SourceState = (typeof sourceStates)[number];

export const sectionStates = ['ok', 'partial', 'unavailable', 'denied', 'consent-needed', 'blocked', 'out-of-scope'] as const;
export type SectionState = (typeof sectionStates)[number];

/** How a department stands to the child. `not-shared`: policy keeps the whole department from this audience. */
export const departmentStates = ['involved', 'none-reported', 'not-connected', 'not-shared'] as const;
export type DepartmentState = (typeof departmentStates)[number];

/**
 * Whose number a contact carries: the chain of whom to call, nearest first. `clinic` and
 * `psychiatric-unit` are the contacts outside the municipality.
 */
export const contactLevels = ['caseworker', 'responsible-unit', 'subject-unit', 'municipality', 'psychiatric-unit', 'clinic'] as const;
export type ContactLevel = (typeof contactLevels)[number];

/** What kind of institution a child belongs to: school, after-school care (SFO), club, day-care (dagtilbud). */
export const institutionKinds = ['school', 'after-school', 'club', 'day-care', 'other'] as const;
export type InstitutionKind = (typeof institutionKinds)[number];

/** Why a section carries nothing. */
export const reasons = [
  'not-searchable',
  'source-down',
  /** The source asks who the employee is, and nobody has registered that here. */
  'employee-unknown',
  /** The organisation has no agreement with the source. */
  'not-connected',
  /** Protected name and address. */
  'protected',
  'no-rule',
  'function',
  'purpose',
  'authority',
  'environment',
  'age',
] as const;
export type Reason = (typeof reasons)[number];
