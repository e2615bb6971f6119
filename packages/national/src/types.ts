import type { Cpr, Department, InstitutionKind, SourceId } from '@paa-tvaers/contract';

/** What every question to a national system takes. */
export interface SourceCall {
  readonly signal: AbortSignal;
  /** W3C trace context, handed on where the system has a place for it. */
  readonly traceparent?: string;
}

/** An answer that may be used. `partial`: the system said, or we saw, that something is missing. */
export interface SourceAnswer<Value> {
  readonly state: 'ok' | 'partial';
  readonly value: Value;
  readonly asOf: Date;
}

/** No answer: time-out, refused connection, open circuit, a fault of the system. Holds no content. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';
  readonly source: SourceId;
  readonly why: 'timeout' | 'aborted' | 'connection' | 'circuit-open' | 'fault' | 'status' | 'busy';

  constructor(source: SourceId, why: SourceUnavailable['why'], detail = '') {
    super(`${source}: ${why}${detail && ` (${detail})`}`);
    this.source = source;
    this.why = why;
  }
}

/** An answer that cannot be trusted: not the schema, too large, too deep, a DOCTYPE. Holds no content. */
export class SourceAnswerInvalid extends Error {
  override readonly name = 'SourceAnswerInvalid';
  readonly source: SourceId;

  constructor(source: SourceId, why: string) {
    super(`${source}: ${why}`);
    this.source = source;
  }
}

export const sensitivities = ['IKKE_FORTROLIGE_DATA', 'FORTROLIGE_PERSONOPLYSNINGER', 'FOELSOMME_PERSONOPLYSNINGER', 'VIP_SAGER'] as const;

/** A case as the Sags- og Dokumentindeks has it, of a department that this project knows. */
export interface Case {
  readonly uuid: string;
  /** The municipality that owns the case (Ejer). */
  readonly owner: { readonly cvr: string; readonly name?: string };
  /** `xx.xx.xx` */
  readonly kle: string;
  readonly department: Department;
  readonly status: 'open' | 'closed';
  /** TitelAlternativTekst where there is one. */
  readonly title?: string;
  /** Day of opening, `YYYY-MM-DD`, Europe/Copenhagen. */
  readonly opened?: string;
  /** Følsomhed; an unknown or absent one is taken as the strictest, `VIP_SAGER`. */
  readonly sensitivity: (typeof sensitivities)[number];
  /** Sikkerhedsprofil: the only actors (FK Organisation UUIDs) that may see the case; empty is no limit. */
  readonly accessList: readonly string[];
  /** The team that handles the case (Primær behandler, where that is a unit), else the unit responsible (Ansvarlig). */
  readonly responsibleUnit?: CaseActor;
  readonly caseworker?: CaseActor;
}

/** Who stands on a case. At least one of the two is there. */
export interface CaseActor {
  /** In FK Organisation; absent where the sending system knows the actor under a name of its own only. */
  readonly uuid?: string;
  /** As the index has it. */
  readonly name?: string;
}

/** A unit of FK Organisation. */
export interface Unit {
  readonly uuid: string;
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
  /** Free text: telephone hours, else contact hours. */
  readonly hours?: string;
  readonly address?: string;
}

/** A user of FK Organisation. */
export interface User {
  readonly uuid: string;
  readonly name?: string;
  /** Job title of the current membership. */
  readonly role?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** A citizen as the CPR look-up (DGCPR) has them. */
export interface Person {
  /** Absent where the register withholds it (protected name and address). */
  readonly name?: string;
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  /** Four digits, leading zero. */
  readonly municipalityCode?: string;
  readonly protected: boolean;
  /** Two digits: `01` resident in Denmark … `80` emigrated, `90` dead. */
  readonly civilStatus?: string;
  /** For policy only; never on our wire. */
  readonly custodyHolders: readonly { readonly cpr: Cpr; readonly relation: string }[];
  /** Absent for insurance group 2. */
  readonly clinic?: {
    /** Six digits, padded. */
    readonly ydernummer: string;
    readonly name: string;
    readonly phone?: string;
    readonly email?: string;
    readonly address?: string;
  };
}

/** SF1470. */
export interface CaseIndex {
  /**
   * Finds the cases in which a child is the primary party, of the departments that this project knows.
   * @throws NotSearchable for a replacement number
   */
  findCases(cpr: Cpr, call: SourceCall): Promise<SourceAnswer<readonly Case[]>>;
  close(): Promise<void>;
}

/** The number cannot be searched in this system, now or later: no retry. */
export class NotSearchable extends Error {
  override readonly name = 'NotSearchable';
}

/** FK Organisation, asked on behalf of one municipality a call. */
export interface Organisation {
  units(cvr: string, uuids: readonly string[], call: SourceCall): Promise<SourceAnswer<ReadonlyMap<string, Unit>>>;
  users(cvr: string, uuids: readonly string[], call: SourceCall): Promise<SourceAnswer<ReadonlyMap<string, User>>>;
  /** The active unit responsible (rolle Ansvarlig) for a KLE subject. */
  unitFor(cvr: string, kle: string, call: SourceCall): Promise<SourceAnswer<Unit | undefined>>;
  close(): Promise<void>;
}

export interface PersonRegister {
  /** `undefined`: the register does not know the number. @throws NotSearchable for a replacement number */
  findPerson(cpr: Cpr, call: SourceCall): Promise<SourceAnswer<Person> | undefined>;
  close(): Promise<void>;
}

/**
 * A moment as a source gives it: RFC 3339 with the offset of Copenhagen, or `YYYY-MM-DD` where there is a day
 * and no time of day.
 */
export type Moment = string;

/** An agreed time (aftale) of Aftaleoversigten. */
export interface Appointment {
  /** XDS uniqueId; of a second appointment in one document with `#2`. It may hold the CPR number: it never leaves, and is never logged. */
  readonly uniqueId: string;
  readonly start: Moment;
  /** Absent for an open end. */
  readonly end?: Moment;
  /** The time is a guide (vejledende). */
  readonly advisory: boolean;
  /** Series id (RepeatingDocumentType); may be shared with other documents. */
  readonly series?: string;
  /** The time of the document that this one, in one step or several, took the place of; only where it differs. */
  readonly movedFrom?: Moment;
  /** Who performs it. */
  readonly unit: { readonly name?: string; readonly sor?: string; readonly phone?: string; readonly address?: string };
  /** Where to go. */
  readonly place?: { readonly name?: string; readonly phone?: string; readonly address?: string };
  /** Free text or a code's own text: about the child's health. */
  readonly reason?: string;
}

/** Who asks Aftaleoversigten: what the HSUID header says of the employee and the organisation. */
export interface ActingEmployee {
  readonly cpr: Cpr;
  /** Autorisations-ID, where the employee has one. */
  readonly authorisation?: string;
  /** SOR code and name of the organisation that uses the system. */
  readonly organisation: { readonly sor: string; readonly name: string };
}

export interface AppointmentAnswer extends SourceAnswer<readonly Appointment[]> {
  /** The citizen has blocked something (a consent warning of the source): what is here is not all there is. */
  readonly filtered: boolean;
}

/** Aftaleoversigten: DDS on NSP, IHE XDS.b, APD-DK. */
export interface AppointmentIndex {
  /**
   * Finds the appointments in child and adolescent psychiatry that begin at `from` or later, and by `to` at the
   * latest where it is given; in the order of time. Others are not fetched.
   * @throws NotSearchable for a replacement number
   */
  findAppointments(
    cpr: Cpr,
    question: { readonly from: Date; readonly to?: Date; readonly acting: ActingEmployee },
    call: SourceCall,
  ): Promise<AppointmentAnswer>;
  close(): Promise<void>;
}

/** One institution that a child belongs to, as STIL has it. */
export interface SchoolRelation {
  readonly kind: InstitutionKind;
  readonly name: string;
  /** Class level, `0` to `10`. */
  readonly level?: string;
  readonly phone?: string;
  readonly address?: string;
}

/** STIL: Unilogin's user database and the register of institutions. */
export interface SchoolRegister {
  /**
   * Finds the institutions that a child belongs to as a pupil or a child. Empty where the register does not know
   * the number.
   * @throws NotSearchable for a replacement number, until it is known that STIL can be asked by one
   */
  findRelations(
    cpr: Cpr,
    call: SourceCall,
  ): Promise<
    SourceAnswer<{
      /** STIL says that the child is protected. */ readonly protected: boolean;
      readonly relations: readonly SchoolRelation[];
    }>
  >;
  close(): Promise<void>;
}

/** The network will not carry this envelope, now or later: what it says why with, without content. */
export class TransportRefused extends Error {
  override readonly name = 'TransportRefused';
  readonly why: 'unknown-receiver' | 'too-large' | 'invalid' | 'unauthorised';

  constructor(why: TransportRefused['why']) {
    super(`transport: ${why}`);
    this.why = why;
  }
}

/** An envelope (VANSEnvelope, bytes) that waits in a mailbox (postkasse). */
export interface Arrival {
  /** The network's own name for it: the same each time it is given. */
  readonly id: string;
  /** GLN of the mailbox that it was found in. */
  readonly mailbox: string;
  readonly bytes: Uint8Array;
  /** It is on our disk: the network may forget it. What is not taken is given again. */
  taken(): Promise<void>;
}

/** The way to the messaging network (VANS): at least once, in any order, both ways. */
export interface Transport {
  /**
   * Hands an envelope over; the network has it when this resolves. To hand the same envelope over again is harmless.
   *
   * @param id EnvelopeIdentifier, the network's key for the same envelope
   * @throws TransportRefused for good
   * @throws SourceUnavailable for now
   */
  send(envelope: { readonly id: string; readonly bytes: Uint8Array }, call: SourceCall): Promise<void>;
  /** What waits in the mailboxes (GLN), the oldest first, read one by one. @throws SourceUnavailable */
  receive(mailboxes: readonly string[], call: SourceCall): AsyncIterable<Arrival>;
  close(): Promise<void>;
}

/** A unit that can be written to, as SOR and SOR-EDI have it. */
export interface MailUnit {
  /** SOR code. */
  readonly sor: string;
  /** 13 digits (lokationsnummer, EAN); absent where the unit has no mailbox. */
  readonly gln?: string;
  readonly name: string;
  /** The organisation that it belongs to: municipality, region, clinic. */
  readonly organisation?: string;
  readonly kind: 'ppr' | 'family-services' | 'child-psychiatry' | 'general-practice' | 'hospital' | 'municipality' | 'other';
  /** `fdis91`: takes the FHIR message; `converted`: takes the older XDIS91, the network converts; `none`: can't be written to. */
  readonly reach: 'fdis91' | 'converted' | 'none';
  /** Six digits, a GP clinic's (ydernummer). */
  readonly ydernummer?: string;
  /** CVR number of the owner (municipality, region). */
  readonly cvr?: string;
}

/** SOR and SOR-EDI: who can be written to. */
export interface UnitRegister {
  /** Units whose name, place or number match the words, the best first; `more` where the limit cut. */
  search(
    question: {
      readonly text?: string;
      readonly kind?: MailUnit['kind'];
      readonly cvr?: string;
      readonly ydernummer?: string;
      readonly limit: number;
    },
    call: SourceCall,
  ): Promise<SourceAnswer<{ readonly units: readonly MailUnit[]; readonly more: boolean }>>;
  /** By SOR code. `undefined`: not known. */
  unit(sor: string, call: SourceCall): Promise<SourceAnswer<MailUnit> | undefined>;
  close(): Promise<void>;
}
