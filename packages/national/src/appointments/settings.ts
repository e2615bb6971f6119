import { checkedUrl } from '../wire/http.ts';
import type { SourceSettings } from '../wire/settings.ts';
import type { AskingSystem } from './request.ts';

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

/** @throws TypeError that names the setting */
export function checked(settings: AppointmentIndexSettings) {
  const wrong = (setting: string, why: string) => new TypeError(`appointments.${setting}: ${why}`);
  const positive = (
    setting: 'parallel' | 'documentsPerRequest' | 'maxDocuments' | 'maxPartBytes' | 'maxParts' | 'timeout',
    usual: number,
  ) => {
    const value = settings[setting] ?? usual;
    if (!Number.isSafeInteger(value) || value < 1) throw wrong(setting, 'must be a whole number above 0');
    return value;
  };
  checkedUrl('appointments.repositoryUrl', settings.repositoryUrl);
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
