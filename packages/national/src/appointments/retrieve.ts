import type { Send, Source } from '../wire/source.ts';
import { type Entry, failure, readDocuments, type Verdict } from './answer.ts';
import { exchange, type Question } from './exchange.ts';
import { type DocumentPlace, retrieveDocuments } from './request.ts';
import { actions } from './terms.ts';

export interface Fetched {
  /** Those that came whole, by {@link keyOf}. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly filtered: boolean;
  /** False where a document did not come, for a technical reason. */
  readonly whole: boolean;
}

/**
 * Fetches documents (ITI-43), some in a request and a few requests at a time. What has come when the time is up, or
 * when another request fails, is used.
 *
 * @throws SourceUnavailable, SourceAnswerInvalid where nothing came
 */
export async function fetchDocuments(
  repository: Source,
  question: Question,
  entries: readonly Entry[],
  { parallel, perRequest }: { readonly parallel: number; readonly perRequest: number },
): Promise<Fetched> {
  const documents = new Map<string, Uint8Array>();
  const state = { filtered: false, whole: true };
  let failed: unknown;
  const work = chunksOf(entries, perRequest);

  async function fetchChunk(send: Send, chunk: readonly Entry[]): Promise<void> {
    const answer = await exchange(repository, send, question, actions.retrieve, retrieveDocuments(chunk));
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
  }

  async function fetchInTurn(send: Send): Promise<void> {
    for (let chunk = work.shift(); chunk; chunk = work.shift())
      await fetchChunk(send, chunk).catch((error: unknown) => {
        state.whole = false;
        failed ??= error;
      });
  }

  try {
    await repository.ask(
      question.call,
      async (send) => {
        await Promise.all(Array.from({ length: parallel }, () => fetchInTurn(send)));
        if (documents.size === 0 && failed) throw failed;
      },
      question.left(),
    );
  } catch (error) {
    if (documents.size === 0 || question.call.signal.aborted) throw error;
    state.whole = false;
  }
  return { documents, ...state };
}

/** A request goes to one repository of one community. */
function chunksOf(entries: readonly Entry[], size: number): Entry[][] {
  const places = Map.groupBy(entries, ({ home, repository }) => JSON.stringify([home, repository]));
  return [...places.values()].flatMap((own) =>
    Array.from({ length: Math.ceil(own.length / size) }, (_, index) => own.slice(index * size, (index + 1) * size)),
  );
}

/** The documents were there a moment ago. */
function isGone({ errors }: Verdict): boolean {
  return errors.length > 0 && errors.every((code) => code === 'XDSDocumentUniqueIdError');
}

export function keyOf({ home, repository, uniqueId }: DocumentPlace): string {
  return JSON.stringify([home, repository, uniqueId]);
}
