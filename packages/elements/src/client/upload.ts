/** As long as nothing moves; a slow line may take long for a large file. */
const stillness = 60_000;

/**
 * Sends a file as `fetch` would, by XMLHttpRequest, which alone tells how much has left.
 *
 * @param onprogress is told the part that has left, 0–1
 * @returns what rejects where the line breaks, stands still, or leads to another address: a redirect,
 * which `fetch` is told to refuse, is followed here, and its answer is none
 */
export function uploads(file: Blob, onprogress: ((part: number) => void) | undefined) {
  return (url: string, { method, headers, signal }: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const request = new XMLHttpRequest();
      let timer: ReturnType<typeof setTimeout>;
      const fail = () => {
        clearTimeout(timer);
        request.abort();
        reject(new TypeError('upload failed'));
      };
      const moves = () => {
        clearTimeout(timer);
        timer = setTimeout(fail, stillness);
      };
      signal?.addEventListener('abort', fail);
      request.upload.onprogress = ({ loaded, total }) => {
        moves();
        if (total) onprogress?.(loaded / total);
      };
      request.onload = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', fail);
        const { status, responseText, responseURL } = request;
        if (responseURL === new URL(url, document.baseURI).href) resolve(new Response(responseText, { status }));
        else fail();
      };
      request.onerror = fail;
      request.open(method!, url);
      for (const [name, value] of Object.entries(headers as Record<string, string>)) request.setRequestHeader(name, value);
      moves();
      request.send(file);
    });
}
