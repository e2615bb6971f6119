import { createHash } from 'node:crypto';
import type { AppointmentFile, DemoChild } from '../world/children.ts';
import { addDays, clinicalMoment, clockChange, workingDay } from '../world/dates.ts';
import { stableUuid } from '../world/numbers.ts';
import { facilities, practices, type Provider, providers } from '../world/providers.ts';
import { type Appointment, type Identifier, writeDocument } from './document.ts';
import { type Described, describe, identifierText, snomed } from './metadata.ts';
import { oids, type Status } from './names.ts';

/** A document as registry and repository hold it. */
export interface Entry extends Described {
  /** `urn:uuid:…` */
  readonly entry: string;
  readonly status: Status;
  readonly bytes: Buffer;
  readonly hash: string;
  /** As the repository hands it out. */
  readonly mimeType: 'text/xml' | 'application/octet-stream';
  /** The citizen has said no (MinSpærring). */
  readonly blocked: boolean;
  /** Values with line breaks around them, and times without their trailing zeros: both were seen. */
  readonly indented: boolean;
  readonly cut: boolean;
}

/** The new document's entry, and the old one's. */
export interface Replacement {
  readonly id: string;
  readonly source: string;
  readonly target: string;
}

export interface Documents {
  readonly entries: readonly Entry[];
  readonly replacements: readonly Replacement[];
}

export interface Registered {
  readonly bytes: Buffer;
  readonly described: Described;
  readonly blocked?: boolean;
}

/** Gives each document its entry, and lets a newer one take the place of an older: that is then deprecated. */
export function register(documents: readonly Registered[]): Documents {
  const replaced = new Set(documents.flatMap(({ described }) => described.replaces));
  const entries = documents.map(({ bytes, described, blocked = false }, at): Entry => {
    return {
      ...described,
      entry: entryOf(described.uniqueId),
      status: replaced.has(described.uniqueId) ? 'Deprecated' : 'Approved',
      bytes,
      hash: createHash('sha1').update(bytes).digest('hex'),
      mimeType: at % 3 === 1 ? 'application/octet-stream' : 'text/xml',
      blocked,
      indented: at % 2 === 1,
      cut: at % 4 === 2,
    };
  });
  const known = new Set(entries.map(({ entry }) => entry));
  const replacements = documents.flatMap(({ described }) =>
    described.replaces
      .map((old) => ({ source: entryOf(described.uniqueId), target: entryOf(old) }))
      .filter(({ target }) => known.has(target))
      .map((pair) => ({ ...pair, id: `urn:uuid:${stableUuid(`replacement|${pair.source}|${pair.target}`)}` })),
  );
  return { entries, replacements };
}

const entryOf = (uniqueId: string) => `urn:uuid:${stableUuid(`entry|${uniqueId}`)}`;

/** The appointments of the children's files, written as documents and registered. */
export function registerAppointments(children: readonly DemoChild[], today: string): Documents {
  return register(children.flatMap((child) => files(child).map((file, at) => make(child, file, at, today))));
}

function files({ file }: DemoChild): readonly AppointmentFile[] {
  return (file.appointments ?? []).flatMap((one) =>
    Array.from({ length: one.repeated?.times ?? 1 }, (_, turn) =>
      turn === 0 || typeof one.day !== 'number' ? one : { ...one, day: one.day + turn * (one.repeated?.every ?? 0) },
    ),
  );
}

function make(child: DemoChild, file: AppointmentFile, at: number, today: string): Registered {
  const appointment = resolve(child, file, at, today);
  const bytes = Buffer.from(writeDocument(appointment), 'utf8');
  const described = describe(bytes.toString('utf8'));
  const { provider } = appointment;
  return {
    bytes,
    described: {
      ...described,
      ...marks(file, provider),
      uniqueId: uniqueId(child, file, at),
      replaces: replacedBy(child, file).map((old) => uniqueId(child, ...old)),
    },
    blocked: child.file.consent === 'all' || (child.file.consent === 'some' && file.blocked === true),
  };
}

function resolve(child: DemoChild, file: AppointmentFile, at: number, today: string): Appointment {
  const provider: Provider = providers[file.provider];
  const first =
    typeof file.day !== 'number'
      ? clockChange(today, file.day === 'march' ? 3 : 10)
      : file.exact
        ? addDays(today, file.day)
        : workingDay(today, file.day);
  const last = addDays(first, file.lasting ?? 0);
  const until = file.until && file.until !== 'open' ? clinicalMoment(last, file.until).local : undefined;
  const high = until ?? (file.lasting ? clinicalMoment(last, '00:00').local : undefined);
  const old = replacedBy(child, file)[0];
  return {
    child,
    file,
    provider,
    id: documentId(child, file, at),
    encounter: stableUuid(`encounter|${child.id}|${at}`),
    ...(old && { replaces: documentId(child, ...old) }),
    ...(file.series && { series: stableUuid(`series|${child.id}|${file.series}`) }),
    labelled: file.marked ? file.marked === 'label' : provider.label !== undefined,
    created: clinicalMoment(addDays(first < today ? first : today, -20 + (old ? 5 : 0)), '10:15').local,
    low: clinicalMoment(first, file.time).local,
    ...(high && { high }),
    nameFirst: at % 3 === 0,
  };
}

/** The appointment that a file's took the place of, with its place in the list. */
function replacedBy(child: DemoChild, file: AppointmentFile): readonly (readonly [AppointmentFile, number])[] {
  if (!file.replaces) return [];
  const found = files(child).map((one, at) => [one, at] as const);
  return found.filter(([one]) => one.id === file.replaces);
}

function documentId(child: DemoChild, { version }: AppointmentFile, at: number): Identifier {
  const uuid = stableUuid(`appointment|${child.id}|${at}`);
  // Before version 2 unique ids were dotted numbers.
  if (version === '1.0') return { root: `${oids.apd}.${BigInt(`0x${uuid.slice(0, 8)}`)}.${at + 1}` };
  return { root: oids.medcom, extension: uuid };
}

function uniqueId(child: DemoChild, file: AppointmentFile, at: number): string {
  const { id } = providers[file.provider];
  if (file.onDemand && 'sor' in id) return `${child.cpr}.${id.sor}.${at + 1}`;
  return identifierText(documentId(child, file, at)) as string;
}

/** In real metadata any one of these may be what shows that it is child psychiatry. */
function marks({ marked }: AppointmentFile, provider: Provider): Pick<Described, 'facility' | 'practice'> {
  const facility = marked ? (marked === 'facility' ? 'psychiatry' : 'hospital') : provider.facility;
  const practice = !marked
    ? provider.practice
    : marked === 'practice'
      ? 'childPsychiatry'
      : marked === 'facility'
        ? 'psychiatry'
        : 'generalPractice';
  return { facility: snomed(facilities[facility]), practice: snomed(practices[practice]) };
}
