import { randomUUID } from 'node:crypto';
import { type Cpr, isReplacement, parseCpr } from '@paa-tvaers/contract';
import {
  type Appointment,
  type AppointmentAnswer,
  type AppointmentIndex,
  type Moment,
  NotSearchable,
  SourceAnswerInvalid,
  type SourceCall,
} from '../types.ts';
import { Source } from '../wire/source.ts';
import { type Entry, failure, readEntries, type Registered } from './answer.ts';
import { readAppointment } from './document.ts';
import { exchange, type Question } from './exchange.ts';
import { askEarlierTimes, isAnotherTime } from './moved.ts';
import { findDocuments } from './request.ts';
import { type Fetched, fetchDocuments, keyOf } from './retrieve.ts';
import { type AppointmentIndexSettings, checked } from './settings.ts';
import { actions } from './terms.ts';
import { dayOf, instantOf, isDay, momentAt } from './time.ts';

/** @throws TypeError where a setting cannot be used */
export function createAppointmentIndex(settings: AppointmentIndexSettings): AppointmentIndex {
  const { system, units, timeout, caps, maxDocuments, ...limits } = checked(settings);
  const registry = new Source('appointments', settings, timeout);
  const repository = new Source('appointments', { ...settings, url: settings.repositoryUrl }, timeout);
  // The registry again, with a circuit of its own: what an appointment was moved from is a courtesy, and a registry
  // that fails at it still finds documents.
  const history = new Source('appointments', settings, timeout);

  async function findAppointments(
    cpr: Cpr,
    { from, to, acting }: Parameters<AppointmentIndex['findAppointments']>[1],
    call: SourceCall,
  ): Promise<AppointmentAnswer> {
    if (isReplacement(cpr)) throw new NotSearchable('appointments: replacement number');
    const deadline = performance.now() + timeout;
    const left = () => Math.max(1, deadline - performance.now());
    const question: Question = { asker: { cpr, acting, system, flow: randomUUID(), now: registry.now() }, call, left, caps };

    const registered = await registry.ask(
      call,
      async (send) => {
        const { body } = await exchange(registry, send, question, actions.query, findDocuments(cpr, from, to));
        return usable(readEntries(body, cpr, units, true));
      },
      left(),
    );
    const found = isWhole(registered);
    const { filtered } = registered.verdict;
    const { entries, all } = nearest(registered.entries, registry.now());
    if (entries.length === 0) return answerOf([], { filtered, whole: found });

    const earlier = askEarlierTimes(history, question, entries);
    try {
      const fetched = await fetchDocuments(repository, question, entries, limits);
      const { appointments, whole } = readAll(entries, fetched.documents, cpr);
      const before = appointments.length > 0 ? await earlier.learnt() : new Map<string, Moment>();
      return answerOf(
        appointments.filter(({ start }) => begins(start, from, to)).map((one) => withEarlier(one, before)),
        { filtered: filtered || fetched.filtered, whole: found && all && whole && fetched.whole },
      );
    } finally {
      earlier.stop();
    }
  }

  /** Of what the registry has, the documents of child and adolescent psychiatry, each once; nothing else is ever fetched. */
  function nearest(entries: readonly Entry[], now: Date): { entries: readonly Entry[]; all: boolean } {
    const own = new Map(entries.filter(({ childPsychiatry }) => childPsychiatry).map((entry) => [keyOf(entry), entry]));
    const distance = ({ time }: Entry) => (time ? Math.abs(instantOf(time.start) - now.getTime()) : 0);
    const sorted = [...own.values()].sort((a, b) => distance(a) - distance(b));
    return { entries: sorted.slice(0, maxDocuments), all: sorted.length <= maxDocuments };
  }

  function answerOf(value: readonly Appointment[], { filtered, whole }: { filtered: boolean; whole: boolean }): AppointmentAnswer {
    const inOrder = [...value].sort((a, b) => instantOf(a.start) - instantOf(b.start) || (a.uniqueId < b.uniqueId ? -1 : 1));
    return { state: whole ? 'ok' : 'partial', value: inOrder, asOf: registry.now(), filtered };
  }

  return {
    findAppointments,
    close: async () => {
      await Promise.all([registry, repository, history].map((source) => source.close()));
    },
  };
}

/**
 * What the registry says may be built on. A registry that knows no documents of a child may say that it does not know
 * the child; where something went wrong and nothing came, there is no answer.
 */
function usable(registered: Registered): Registered {
  const { verdict, own, others } = registered;
  if (others > 0 && own === 0) throw new SourceAnswerInvalid('appointments', 'about another number');
  const unknown = verdict.errors.length > 0 && verdict.errors.every((code) => code === 'XDSUnknownPatientId');
  if (unknown && own === 0) return { ...registered, verdict: { ...verdict, partial: false } };
  if (verdict.failed || (own === 0 && verdict.admitted)) throw failure(verdict);
  return registered;
}

function isWhole({ verdict, others, malformed }: Registered): boolean {
  return !verdict.partial && others === 0 && malformed === 0;
}

/** An appointment, and the entry that it stands under, where that has no other. */
interface Read {
  readonly appointment: Appointment;
  readonly start: Moment;
  readonly entry?: string;
}

/** @throws SourceAnswerInvalid where every document is about another child */
function readAll(entries: readonly Entry[], documents: Fetched['documents'], cpr: Cpr): { appointments: readonly Read[]; whole: boolean } {
  const appointments: Read[] = [];
  let whole = true;
  let others = 0;
  for (const { id, uniqueId, ...place } of entries) {
    const bytes = documents.get(keyOf({ uniqueId, ...place }));
    if (!bytes) continue;
    const document = readAppointment(bytes);
    if (typeof document === 'string') {
      whole = false;
      continue;
    }
    if (parseCpr(document.patient.number) !== cpr) {
      others++;
      continue;
    }
    if (document.leftOut.some((why) => why !== 'cancelled')) whole = false;
    const alone = document.appointments.length === 1;
    document.appointments.forEach((one, index) => {
      const appointment = { uniqueId: index === 0 ? uniqueId : `${uniqueId}#${index + 1}`, ...one };
      appointments.push({ appointment, start: one.start, ...(alone && { entry: id }) });
    });
  }
  if (others > 0 && others === documents.size) throw new SourceAnswerInvalid('appointments', 'about another number');
  return { appointments, whole: whole && others === 0 };
}

function withEarlier({ appointment, start, entry = '' }: Read, earlier: ReadonlyMap<string, Moment>): Appointment {
  const before = earlier.get(entry);
  return before && isAnotherTime(before, start) ? { ...appointment, movedFrom: before } : appointment;
}

/** By the document's own time: metadata may have another. A day counts as a whole. */
function begins(start: Moment, from: Date, to: Date | undefined): boolean {
  if (isDay(start)) return start >= dayOf(momentAt(from)) && (!to || start <= dayOf(momentAt(to)));
  return instantOf(start) >= from.getTime() && (!to || instantOf(start) <= to.getTime());
}
