import { expect } from '@open-wc/testing';
import { uploads } from './upload.ts';

/** A request that a test takes to its end by hand. */
class FakeRequest {
  static last: FakeRequest;
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  onload?: () => void;
  onerror?: () => void;
  method = '';
  url = '';
  body: unknown;
  aborted = false;
  status = 201;
  responseText = '{}';
  responseURL = '';
  constructor() {
    FakeRequest.last = this;
  }
  open(method: string, url: string): void {
    Object.assign(this, { method, url, responseURL: url });
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(body: unknown): void {
    this.body = body;
  }
  abort(): void {
    this.aborted = true;
  }
}

describe('an upload', () => {
  const { XMLHttpRequest: real } = window;
  before(() => {
    window.XMLHttpRequest = FakeRequest as unknown as typeof XMLHttpRequest;
  });
  after(() => {
    window.XMLHttpRequest = real;
  });
  const file = new Blob(['%PDF'], { type: 'application/pdf' });
  const init = (signal = new AbortController().signal) => ({ method: 'POST', headers: { Authorization: 'Bearer t' }, signal });

  it('sends the file itself with the headers of the request, and tells how much has left', async () => {
    const parts: number[] = [];
    const sending = uploads(file, (part) => parts.push(part))('https://gateway.test/v1/attachments', init());
    const { last } = FakeRequest;
    expect([last.method, last.url, last.headers, last.body]).to.deep.equal([
      'POST',
      'https://gateway.test/v1/attachments',
      { Authorization: 'Bearer t' },
      file,
    ]);
    last.upload.onprogress!({ loaded: 1, total: 4 });
    last.upload.onprogress!({ loaded: 4, total: 4 });
    last.responseText = '{"file":"f"}';
    last.onload!();
    const response = await sending;
    expect(parts).to.deep.equal([0.25, 1]);
    expect([response.status, await response.text()]).to.deep.equal([201, '{"file":"f"}']);
  });

  for (const [what, end] of [
    ['breaks', (request: FakeRequest) => request.onerror!()],
    [
      'was led to another address',
      (request: FakeRequest) => {
        request.responseURL = 'https://elsewhere.test/';
        request.onload!();
      },
    ],
  ] as const) {
    it(`fails where it ${what}`, async () => {
      const sending = uploads(file, undefined)('https://gateway.test/v1/attachments', init());
      end(FakeRequest.last);
      const failed = await sending.then(
        () => false,
        () => true,
      );
      expect(failed).to.equal(true);
    });
  }

  it('is broken off with its signal', async () => {
    const leaving = new AbortController();
    const sending = uploads(file, undefined)('https://gateway.test/v1/attachments', init(leaving.signal));
    leaving.abort();
    await sending.catch(() => {});
    expect(FakeRequest.last.aborted).to.equal(true);
  });
});
