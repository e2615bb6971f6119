import type { Outcome } from './gateway.ts';
import { failed, readAnswer } from './gateway.ts';

interface Upload {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: Blob;
  readonly signal: AbortSignal;
  /** The part that has left, 0–1. */
  readonly onprogress?: ((part: number) => void) | undefined;
}

// As long as nothing moves; a slow line may take long for a large file.
const stillness = 60_000;

/**
 * Sends a file by XMLHttpRequest, which alone tells how much has left. It follows a redirect, where
 * `fetch` is told to refuse: so an answer from another address is none.
 */
export function upload({ url, method, headers, file, signal, onprogress }: Upload): Promise<Outcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
      resolve(outcome);
      request.abort();
    };
    const moves = () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(failed('time-out')), stillness);
    };
    const abandon = () => end(failed('aborted'));
    signal.addEventListener('abort', abandon);
    request.upload.onprogress = ({ loaded, total }) => {
      moves();
      if (total) onprogress?.(loaded / total);
    };
    request.onload = () => {
      const here = new URL(url, document.baseURI).href;
      end(request.responseURL === here ? readAnswer(request.status, request.responseText) : failed('network'));
    };
    request.onerror = () => end(failed('network'));
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    moves();
    if (signal.aborted) abandon();
    else request.send(file);
  });
}
