import { type Node, writeJson, writeXml } from '@paa-tvaers/medcom';
import type { Clock } from '../network/clock.ts';
import { envelop } from '../network/envelope.ts';
import type { PostOffice } from '../network/post-office.ts';
import { localTimestamp } from '../world/dates.ts';
import { stableUuid } from '../world/numbers.ts';

/** Between whom a document goes, by GLN. */
export interface Route {
  readonly sender: string;
  readonly receiver: string;
}

/** How one document is put together and posted. */
export interface Posting {
  /** Decides the ids of envelope and transfer: the same key, the same envelope. */
  readonly key: string;
  readonly format: 'xml' | 'json';
  readonly sentAt: Date;
}

/** The envelope around a message or an acknowledgement. */
export function envelopeOf(bundle: object, route: Route, { key, format, sentAt }: Posting) {
  const id = stableUuid(`envelope|${key}`);
  const data = format === 'xml' ? writeXml(bundle) : writeJson(bundle);
  const bytes = envelop(
    { id, ...route, sentAt: localTimestamp(sentAt) },
    { identifier: stableUuid(`transfer|${key}`), ...namedAs(bundle as Node), mime: `application/fhir+${format}`, data },
  );
  return { envelope: { id, ...route }, bytes };
}

type Named = { readonly name: string; readonly version: string };

function namedAs(bundle: Node): Named {
  const resources = (bundle.entry as { resource: Record<string, unknown> }[]).map(({ resource }) => resource);
  const response = resources[0]?.response as { code: string } | undefined;
  if (response) return { name: `MCM:FCTL#${response.code}`, version: '2.0.0' };
  const categories = resources.find(({ resourceType }) => resourceType === 'Communication')?.category;
  const [category] = categories as { coding: { code: string }[] }[];
  return { name: `MCM:FDIS91#${category?.coding[0]?.code}`, version: String(resources[0]?.definition).split('|')[1] ?? '5.0' };
}

/** Posts documents one after the other, each with an envelope of its own. */
export function poster(office: PostOffice, clock: Clock) {
  return (bundle: object, route: Route, key: string, format: Posting['format']): void => {
    const { envelope, bytes } = envelopeOf(bundle, route, { key, format, sentAt: clock.now() });
    office.accept(envelope, bytes);
  };
}

/** Ids that the key decides, one after the other: what is done again after a restart is the same message again. */
export function idsOf(key: string): () => string {
  let next = 0;
  return () => {
    next += 1;
    return stableUuid(`${key}|${next}`);
  };
}
