// The Danish correspondence message (MedCom CareCommunication 5.0 and Acknowledgement 2.0) as pure functions:
// no network, no clock, no randomness. docs/medcom.md is the guide.

export { buildAcknowledgement, type DraftIssue } from './build/acknowledgement.ts';
export { buildForward, buildReply } from './build/continue.ts';
export {
  type AddressedOrganisation,
  type BuildProblem,
  BuildRefused,
  type Draft,
  type DraftAttachment,
  type DraftAuthor,
  type DraftEncounter,
  type DraftParty,
  type DraftPatient,
  type DraftRole,
  type ForwardDraft,
  type NewDraft,
  type ReplyDraft,
  type Source,
} from './build/draft.ts';
export { withFiles, withoutFiles } from './build/files.ts';
export { buildNew } from './build/new.ts';
export { resend } from './build/resend.ts';
export { check, rules } from './check/check.ts';
export { checkBytes } from './check/check-bytes.ts';
export { hasGlnCheckDigit, isGlnLength } from './check/checksums.ts';
export type { Finding, Level, Role as CheckRole, Rule } from './check/finding.ts';
export { type FormalValidator, formalFindings } from './check/formal.ts';
export { issuesOf } from './check/issues.ts';
export { readEnvelope } from './envelope/read.ts';
export type { DocumentInformation, Endpoint, Envelope, EnvelopeError } from './envelope/types.ts';
export { envelopeFor, writeEnvelope } from './envelope/write.ts';
export { maxBytes, writeJson } from './fhir/json.ts';
export type { Node } from './fhir/node.ts';
export { readResource } from './fhir/read.ts';
export { MessageUnreadable, type UnreadableReason } from './fhir/unreadable.ts';
export { writeXml } from './fhir/xml-write.ts';
export { read, readMessage } from './message/read.ts';
export type * from './message/types.ts';
export {
  type Activity,
  type Category,
  categories,
  type MimeType,
  mimeTypes,
  type Priority,
  practitionerRoles,
  priorities,
  type ResponseCode,
  systems,
  type Words,
} from './terms.ts';
export { arrivalOf, type Delivery, deliveryOf } from './thread/receipts.ts';
export { threads } from './thread/thread.ts';
export type { Thread, ThreadAlert, ThreadMessage, ThreadPart } from './thread/types.ts';
