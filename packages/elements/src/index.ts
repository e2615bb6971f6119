// The classes without registering them, for a host that chooses its own tags or a registry of its own.
export { PtAppointments } from './appointments/appointments.ts';
export { PtCaseOverview } from './case-overview/case-overview.ts';
export { PtChildBand } from './child-band/pt-child-band.ts';
export type { GetToken, TokenReason } from './client/token-source.ts';
export { PtContacts } from './contacts/contacts.ts';
export type { ChildReference } from './context/child-session.ts';
export { PtErrorEvent, PtSessionExpiredEvent, PtStateEvent, PtUnsentChangeEvent } from './context/events.ts';
export { PtContext } from './context/pt-context.ts';
export type { FileMessage, HostActions, SectionName, SectionSnapshot, Session, SessionPhase, SessionState } from './context/session.ts';
export { PtCorrespondence } from './correspondence/correspondence.ts';
export { PtInbox } from './inbox/inbox.ts';
export { PtSchoolInfo } from './school-info/school-info.ts';
export { PtCopiedEvent } from './section/copied-event.ts';
