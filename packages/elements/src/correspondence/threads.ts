import type { Desk, ReadSection, ThreadSummary } from '@paa-tvaers/contract';
import { deskShape, readSection, readShape, threadSummaryShape } from '@paa-tvaers/contract/reader';

/** The list of threads, with what it has besides its items. */
export interface ReadThreads extends ReadSection<ThreadSummary> {
  readonly desk?: Desk | undefined;
  /** Of the next page. */
  readonly next?: string | undefined;
}

/** Reads a page of `GET /v1/threads`. */
export function readThreads(answer: unknown): ReadThreads | undefined {
  const read = readSection<ThreadSummary>(answer, threadSummaryShape);
  const { desk, next } = (answer ?? {}) as Record<string, unknown>;
  return read && { ...read, desk: readShape<Desk>(deskShape, desk), next: typeof next === 'string' ? next : undefined };
}
