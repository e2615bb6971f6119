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
  SourceUnavailable,
} from '../types.ts';
import { checkedUrl } from '../wire/http.ts';
import type { SourceSettings } from '../wire/settings.ts';
import { type Send, Source } from '../wire/source.ts';
import { type SoapAnswer, sendSoap } from '../wire/soap.ts';
import type { Markup } from '../wire/xml.ts';
import { type Entry, failure, readDocuments, readEntries, readReplaced, type Registered, type Verdict } from './answer.ts';
import { readAppointment } from './document.ts';
import { findEarlierTimes, isAnotherTime, type Registry } from './moved.ts';
import {
  type Asker,
  type AskingSystem,
  type DocumentPlace,
  findDocuments,
  getAssociations,
  getDocuments,
  retrieveDocuments,
  securityHeader,
} from './request.ts';
import { actions } from './terms.ts';
import { dayOf, instantOf, isDay, momentAt } from './time.ts';

/** Dokumentdelingsservice (DDS) on NSP: a registry that is searched (ITI-18) and a repository that is fetched from (ITI-43). */
export interface AppointmentIndexSettings extends SourceSettings {
  /** The repository; `url` is the registry. Both share the time-out of a question. */
  readonly repositoryUrl: string;
  /** How this system names itself to the national one. */
  readonly system: AskingSystem;
  /** SOR codes of units that count as child and adolescent psychiatry, however their documents are marked. */
  readonly units: readonly string[];
  /** Requests to the repository at a time, for one question; 4. */
  readonly parallel?: number;
  /** Documents asked for in one request; 10. */
  readonly documentsPerRequest?: number;
  /** Documents that one question may fetch, 100; of more, those nearest to now, and the answer is `partial`. */
  readonly maxDocuments?: number;
  /** Bytes of one document; 1 MiB. */
  readonly maxPartBytes?: number;
  /** Parts of one answer, the envelope among them; 64. */
  readonly maxParts?: number;
}

/** Milliseconds that an answer waits, when its documents are there, for what appointments were moved from. */
const patience = 200;

/** @throws TypeError where a setting cannot be used */
export function createAppointmentIndex(settings: AppointmentIndexSettings): AppointmentIndex {
  const { system, parallel, perRequest, maxDocuments, caps, timeout, units } = checked(settings);
  checkedUrl('appointments.repositoryUrl', settings.repositoryUrl);
  const registry = new Source('appointments', settings, timeout);
  const repository = new Source('appointments', { ...settings, url: settings.repositoryUrl }, timeout);

  async function findAppointments(
    cpr: Cpr,
    { from, to, acting }: Parameters<AppointmentIndex['findAppointments']>[1],
    call: SourceCall,
  ): Promise<AppointmentAnswer> {
    if (isReplacement(cpr)) throw new NotSearchable('appointments: replacement number');
    const deadline = performance.now() + timeout;
    const left = () => Math.max(1, deadline - performance.now());
    const asker: Asker = { cpr, acting, system, flow: randomUUID(), now: registry.now() };
    const message = (body: Markup, action: string) => ({ action, version: '1.2', header: securityHeader(asker), body, caps }) as const;

    const registered = await registry.ask(
      call,
      async (send) => {
        const answer = answered(await sendSoap(registry, send, message(findDocuments(cpr, from, to), actions.query)));
        return usable(readEntries(answer.body, cpr, units, true));
      },
      left(),
    );
    const { entries: wanted, all } = nearest(registered.entries, registry.now());
    if (wanted.length === 0) return answerOf([], registered.verdict, isWhole(registered));

    const moved = followChains(wanted);
    const fetched = await fetchAll(wanted);
    const { appointments, whole } = read(wanted, fetched.documents);
    const earlier = await moved.learnt(appointments.length > 0);
    const inTime = appointments.filter(({ start }) => begins(start, from, to));
    return answerOf(
      inTime.map(({ entry, alone, ...appointment }) => {
        const before = alone ? earlier.get(entry) : undefined;
        return { ...appointment, ...(before && isAnotherTime(before, appointment.start) && { movedFrom: before }) };
      }),
      { ...registered.verdict, filtered: registered.verdict.filtered || fetched.filtered },
      isWhole(registered) && all && whole && fetched.whole,
    );

    /** Each request's documents, as they come. What has come when the time is up, or when another request fails, is used. */
    async function fetchAll(entries: readonly Entry[]) {
      const documents = new Map<string, Uint8Array>();
      const state = { filtered: false, whole: true, failure: undefined as unknown };
      const work = chunks(entries);
      const fetchNext = async (send: Send): Promise<void> => {
        for (let chunk = work.shift(); chunk; chunk = work.shift()) {
          try {
            const answer = answered(await sendSoap(repository, send, message(retrieveDocuments(chunk), actions.retrieve)));
            const { verdict, documents: came } = readDocuments(answer);
            if (verdict.failed && !isGone(verdict)) throw failure(verdict);
            for (const entry of chunk) {
              const bytes = came.get(entry.uniqueId);
              if (bytes) documents.set(keyOf(entry), bytes);
              // What the citizen blocked between the two calls is not missing for a technical reason.
              else if (!verdict.filtered) state.whole = false;
            }
            if (verdict.partial) state.whole = false;
            if (verdict.filtered) state.filtered = true;
          } catch (error) {
            state.whole = false;
            state.failure ??= error;
          }
        }
      };
      try {
        await repository.ask(
          call,
          async (send) => {
            await Promise.all(Array.from({ length: parallel }, () => fetchNext(send)));
            if (documents.size === 0 && state.failure) throw state.failure;
          },
          left(),
        );
      } catch (error) {
        if (documents.size === 0 || call.signal.aborted) {
          moved.stop();
          throw error;
        }
        state.whole = false;
      }
      return { documents, ...state };
    }

    /** Asked beside the documents; whatever goes wrong here, the appointments stand. */
    function followChains(entries: readonly Entry[]) {
      const learnt = new Map<string, Moment>();
      const stop = new AbortController();
      const signal = AbortSignal.any([call.signal, stop.signal]);
      const ask = (body: Markup) =>
        registry.ask(
          { ...call, signal },
          async (send) => answered(await sendSoap(registry, send, message(body, actions.query))).body,
          left(),
        );
      const questions: Registry = {
        replacedBy: async (ids, home) => readReplaced(await ask(getAssociations(ids, home))),
        entries: async (ids, home) => readEntries(await ask(getDocuments(ids, home)), cpr, units, false).entries,
      };
      const following = findEarlierTimes(entries, questions, learnt).catch(() => {});
      return {
        stop: () => stop.abort(),
        async learnt(wait: boolean): Promise<ReadonlyMap<string, Moment>> {
          const { promise: late, resolve } = Promise.withResolvers<void>();
          const timer = setTimeout(resolve, wait ? Math.min(patience, left()) : 0);
          await Promise.race([following, late]);
          clearTimeout(timer);
          stop.abort();
          return learnt;
        },
      };
    }

    function read(entries: readonly Entry[], documents: ReadonlyMap<string, Uint8Array>) {
      const appointments: (Appointment & { readonly entry: string; readonly alone: boolean })[] = [];
      let whole = true;
      let others = 0;
      for (const entry of entries) {
        const bytes = documents.get(keyOf(entry));
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
        document.appointments.forEach((appointment, index) => {
          const uniqueId = index === 0 ? entry.uniqueId : `${entry.uniqueId}#${index + 1}`;
          appointments.push({ uniqueId, ...appointment, entry: entry.id, alone: document.appointments.length === 1 });
        });
      }
      if (others > 0 && others === documents.size) throw new SourceAnswerInvalid('appointments', 'about another number');
      return { appointments, whole: whole && others === 0 };
    }
  }

  /** Of what the registry has, the documents of child and adolescent psychiatry, each once; nothing else is ever fetched. */
  function nearest(entries: readonly Entry[], now: Date): { entries: readonly Entry[]; all: boolean } {
    const own = new Map(entries.filter(({ childPsychiatry }) => childPsychiatry).map((entry) => [keyOf(entry), entry]));
    const distance = ({ time }: Entry) => (time ? Math.abs(instantOf(time.start) - now.getTime()) : 0);
    const sorted = [...own.values()].sort((a, b) => distance(a) - distance(b));
    return { entries: sorted.slice(0, maxDocuments), all: sorted.length <= maxDocuments };
  }

  /** A request goes to one repository of one community. */
  function chunks(entries: readonly Entry[]): Entry[][] {
    const places = Map.groupBy(entries, ({ home, repository: id }) => `${home} ${id}`);
    return [...places.values()].flatMap((own) =>
      Array.from({ length: Math.ceil(own.length / perRequest) }, (_, index) => own.slice(index * perRequest, (index + 1) * perRequest)),
    );
  }

  function answerOf(value: readonly Appointment[], { filtered }: Verdict, whole: boolean): AppointmentAnswer {
    const inOrder = [...value].sort((a, b) => instantOf(a.start) - instantOf(b.start) || (a.uniqueId < b.uniqueId ? -1 : 1));
    return { state: whole ? 'ok' : 'partial', value: inOrder, asOf: registry.now(), filtered };
  }

  return {
    findAppointments,
    close: async () => {
      await Promise.all([registry.close(), repository.close()]);
    },
  };
}

function answered(answer: SoapAnswer): Extract<SoapAnswer, { kind: 'answer' }> {
  if (answer.kind === 'fault') throw new SourceUnavailable('appointments', 'fault', answer.code);
  return answer;
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

/** The documents were there a moment ago. */
function isGone({ errors }: Verdict): boolean {
  return errors.length > 0 && errors.every((code) => code === 'XDSDocumentUniqueIdError');
}

function keyOf({ home, repository, uniqueId }: DocumentPlace): string {
  return JSON.stringify([home, repository, uniqueId]);
}

/** By the document's own time: metadata may have another. A day counts as a whole. */
function begins(start: Moment, from: Date, to: Date | undefined): boolean {
  if (isDay(start)) return start >= dayOf(momentAt(from)) && (!to || start <= dayOf(momentAt(to)));
  return instantOf(start) >= from.getTime() && (!to || instantOf(start) <= to.getTime());
}

function checked(settings: AppointmentIndexSettings) {
  const wrong = (setting: string, why: string) => new TypeError(`appointments.${setting}: ${why}`);
  const positive = (
    setting: 'parallel' | 'documentsPerRequest' | 'maxDocuments' | 'maxPartBytes' | 'maxParts' | 'timeout',
    usual: number,
  ) => {
    const value = settings[setting] ?? usual;
    if (!Number.isSafeInteger(value) || value < 1) throw wrong(setting, 'must be a whole number above 0');
    return value;
  };
  for (const field of ['owner', 'name', 'version'] as const)
    if (!settings.system?.[field]?.trim()) throw wrong(`system.${field}`, 'is missing');
  if (!Array.isArray(settings.units) || !settings.units.every((unit) => /^\d{6,18}$/.test(unit))) throw wrong('units', 'must be SOR codes');
  return {
    system: settings.system,
    units: new Set(settings.units),
    timeout: positive('timeout', 2600),
    parallel: positive('parallel', 4),
    perRequest: positive('documentsPerRequest', 10),
    maxDocuments: positive('maxDocuments', 100),
    caps: { parts: positive('maxParts', 64), partBytes: positive('maxPartBytes', 1024 * 1024) },
  };
}
