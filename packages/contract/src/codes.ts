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
export const sectionFlows = ['contacts', 'cases', 'appointments', 'school'] as const;
/** A dataflow that is one section, read from a national system. */
export type SectionFlow = (typeof sectionFlows)[number];
export const dataflows = [...sectionFlows, 'correspondence', 'inbox'] as const;
export type Dataflow = (typeof dataflows)[number];

/** Where the box of a professional's unit is: here, in the host's own system, nowhere. */
export const mailboxes = ['gateway', 'host', 'none'] as const;
export type Mailbox = (typeof mailboxes)[number];

/** What has become of a message that was sent. */
export const deliveryStates = ['accepted', 'sent', 'resending', 'delivered', 'rejected', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const taskStates = ['new', 'in-progress', 'done'] as const;
export type TaskState = (typeof taskStates)[number];

/** The types of file that a message may carry. */
export const fileTypes = ['application/pdf', 'image/gif', 'image/jpeg', 'image/png', 'image/tiff', 'image/bmp'] as const;
export type FileType = (typeof fileTypes)[number];
/** A message in its envelope, in bytes (MedCom): files are base64 twice there, so that some 56 MB of them fit. */
export const filesAtMost = 100_000_000;

/** MedCom's categories of a message, those that this project's users write most first. */
export const categories = [
  'psychiatry-social-disability',
  'carecoordination',
  'healthcare',
  'outpatient',
  'regarding-referral',
  'examination-results',
  'discharge',
  'medicine',
  'alcohol-and-drug-treatment',
  'assistive-devices',
  'home-care-assessment',
  'nursing',
  'training',
  'telemedicine',
  'acute-ambulant',
  'extended-care-responsibility',
  'decease',
  'other',
] as const;
export type Category = (typeof categories)[number];

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
