import { readFileSync } from 'node:fs';

/** A message copied from the published examples, without its declaration, so that it may stand in an envelope. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8').replace(/^<\?xml[^>]*\?>\s*/, '');
}

export function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>${body}</s:Body></s:Envelope>`;
}

export function fault(code: string, text: string): string {
  return envelope(`<s:Fault><faultcode>s:${code}</faultcode><faultstring xml:lang="da">${text}</faultstring></s:Fault>`);
}
