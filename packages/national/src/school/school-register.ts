import { type Cpr, isReplacement } from '@paa-tvaers/contract';
import { dayOf } from '../cases/effect.ts';
import {
  NotSearchable,
  type SchoolRegister,
  type SchoolRelation,
  SourceAnswerInvalid,
  type SourceCall,
  SourceUnavailable,
} from '../types.ts';
import type { SourceSettings } from '../wire/settings.ts';
import { sendSoap } from '../wire/soap.ts';
import { type Send, Source } from '../wire/source.ts';
import type { XmlNode } from '../wire/xml.ts';
import { type Institution, type Pupil, readInstitution, readInstitutionNumbers, readPupil, readUserId, refusalIn } from './answer.ts';
import { institution, institutionsOf, pupilEntry, type Question, systemHeader, userIdOf } from './questions.ts';
import { namespaces, services } from './terms.ts';

/** Unilogin's web services (BPI) at STIL. `url` is their base, `https://brugerdatabasen.stil.dk/bpi/`. */
export interface SchoolRegisterSettings extends SourceSettings {
  /** By which STIL knows the system that asks (UdbydersystemId). */
  readonly systemId: string;
  /** 1.1. Two clients that others have published speak 1.2. */
  readonly soap?: '1.1' | '1.2';
}

type Failure = SourceUnavailable | SourceAnswerInvalid;

/** What STIL says of one of the child's institutions. */
interface Found {
  readonly institution: Institution | Failure;
  readonly pupil: Pupil | Failure;
}

/** @throws TypeError where a setting cannot be used */
export function createSchoolRegister(settings: SchoolRegisterSettings): SchoolRegister {
  const source = new Source('school', settings, 2600);
  if (!/^\S+$/.test(settings.systemId)) throw new TypeError('school.systemId: required, without spaces');
  const version = settings.soap ?? '1.1';
  if (version !== '1.1' && version !== '1.2') throw new TypeError('school.soap: 1.1 or 1.2');
  const header = systemHeader(settings.systemId);
  const base = source.url.pathname.replace(/\/*$/, '/');

  async function ask(send: Send, { service, operation, body }: Question): Promise<XmlNode> {
    const to = new URL(base + services[service], source.url);
    const answer = await sendSoap(source, send, { action: `${namespaces[service]}/${operation}`, version, to, header, body });
    if (answer.kind === 'answer') return answer.body;
    throw new SourceUnavailable('school', 'fault', refusalIn(answer.detail) ?? answer.code);
  }

  async function institutionsOfChild(send: Send, cpr: Cpr, today: string): Promise<{ found: readonly Found[]; complete: boolean }> {
    const userId = readUserId(await ask(send, userIdOf(cpr)));
    if (!userId) return { found: [], complete: true };
    const { numbers, complete } = readInstitutionNumbers(await ask(send, institutionsOf(userId)));
    const found = await Promise.all(
      numbers.map(async (number): Promise<Found> => {
        const [about, pupil] = await Promise.all([
          orFailure(async () => readInstitution(await ask(send, institution(number)), number)),
          orFailure(async () => readPupil(await ask(send, pupilEntry(number, cpr)), { number, cpr }, today)),
        ]);
        return { institution: about, pupil };
      }),
    );
    // One of several that fails leaves something to show; where all do, an empty list would say that there is nothing.
    const [first] = found;
    if (first && isFailure(first.institution) && found.every((each) => isFailure(each.institution))) throw first.institution;
    return { found, complete };
  }

  const findRelations: SchoolRegister['findRelations'] = async (cpr: Cpr, call: SourceCall) => {
    if (isReplacement(cpr)) throw new NotSearchable('school: replacement number');
    const now = source.now();
    const { found, complete } = await source.ask(call, (send) => institutionsOfChild(send, cpr, dayOf(now.getTime())));
    return {
      state: complete && found.every(isComplete) ? 'ok' : 'partial',
      value: { protected: found.some(saysProtected), relations: found.flatMap(relationsIn) },
      asOf: source.now(),
    };
  };

  return { findRelations, close: () => source.close() };
}

async function orFailure<Value>(work: () => Promise<Value>): Promise<Value | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid) return error;
    throw error;
  }
}

function isFailure<Value>(value: Value | Failure): value is Failure {
  return value instanceof SourceUnavailable || value instanceof SourceAnswerInvalid;
}

/** A refused export (no dataaftale with the institution) counts too: level, after-school group and protection are then not known. */
function isComplete({ institution, pupil }: Found): boolean {
  return !isFailure(institution) && !isFailure(pupil) && pupil.complete;
}

/** An export that came and cannot be read may have said so; one that did not come says nothing. */
function saysProtected({ pupil }: Found): boolean {
  return isFailure(pupil) ? pupil instanceof SourceAnswerInvalid : pupil.protected;
}

function relationsIn({ institution, pupil }: Found): readonly SchoolRelation[] {
  if (isFailure(institution)) return [];
  if (isFailure(pupil)) return [institution];
  const relation = { ...institution, ...(pupil.level && { level: pupil.level }) };
  if (institution.kind === 'after-school') return [relation];
  // A group has no phone and no address of its own.
  return [relation, ...pupil.afterSchool.map((name) => ({ ...institution, kind: 'after-school' as const, name }))];
}
