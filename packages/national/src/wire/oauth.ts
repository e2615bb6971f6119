import type { SourceId } from '@paa-tvaers/contract';
import * as z from 'zod/mini';
import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';
import { checkedUrl, roundTrip, socketsTo, statusError, type TlsSettings, type WireRequest } from './http.ts';
import type { Security } from './secure.ts';

/** OAuth 2.0 client credentials over mutual TLS, as KOMBIT's token service asks (Adgangsstyring for systemer). */
export interface OAuthSettings {
  readonly kind: 'oauth';
  readonly tokenUrl: string;
  readonly clientId: string;
  /** `entityid:…`; for a municipality, `,anvenderkontekst:<CVR>` is added. */
  readonly scope: string;
  /** Required where `tokenUrl` is https; shown to the system too. */
  readonly tls?: TlsSettings;
}

const tokenAnswer = z.object({
  access_token: z.string().check(z.regex(/^[\w\-.~+/=]+$/)),
  token_type: z.string().check(z.regex(/^bearer$/i)),
  expires_in: z.optional(z.coerce.number().check(z.nonnegative())),
});

interface Held {
  readonly header: string;
  /** Milliseconds of the epoch after which a new one is asked for. */
  readonly until: number;
}

export class OAuth implements Security {
  readonly tls?: TlsSettings;
  readonly #source: SourceId;
  readonly #settings: OAuthSettings;
  readonly #timeout: number;
  readonly #url: URL;
  readonly #pool;
  readonly #held = new Map<string, Held>();
  readonly #asking = new Map<string, Promise<Held>>();

  constructor(source: SourceId, settings: OAuthSettings, timeout: number) {
    this.#source = source;
    this.#settings = settings;
    this.#timeout = timeout;
    this.#url = checkedUrl(`${source}.security.tokenUrl`, settings.tokenUrl);
    if (this.#url.protocol === 'https:' && !settings.tls) throw new TypeError(`${source}.security.tls: required for an https tokenUrl`);
    if (settings.tls) this.tls = settings.tls;
    this.#pool = socketsTo(this.#url, 2, settings.tls);
  }

  async secure(request: WireRequest, municipality?: string): Promise<WireRequest> {
    const scope = this.#settings.scope + (municipality ? `,anvenderkontekst:${municipality}` : '');
    const { header } = await this.#token(scope);
    return { ...request, headers: { ...request.headers, authorization: header } };
  }

  refused(request: WireRequest): boolean {
    for (const [scope, { header }] of this.#held) if (header === request.headers.authorization) this.#held.delete(scope);
    return true;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #token(scope: string): Promise<Held> {
    const held = this.#held.get(scope);
    if (held && Date.now() < held.until) return held;
    let asking = this.#asking.get(scope);
    if (!asking) {
      asking = this.#ask(scope).finally(() => this.#asking.delete(scope));
      this.#asking.set(scope, asking);
    }
    return asking;
  }

  /** Not bound to the call that happened to come first: others wait for the same token. */
  async #ask(scope: string): Promise<Held> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new SourceUnavailable(this.#source, 'timeout', 'token')), this.#timeout);
    try {
      const { status, bytes } = await roundTrip(
        this.#source,
        this.#pool,
        this.#url.pathname + this.#url.search,
        {
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
          body: new URLSearchParams({ grant_type: 'client_credentials', client_id: this.#settings.clientId, scope }).toString(),
        },
        { signal: stop.signal, maxBytes: 64 * 1024 },
      );
      if (status !== 200) throw statusError(this.#source, status);
      const held = readToken(this.#source, bytes);
      this.#held.set(scope, held);
      return held;
    } finally {
      clearTimeout(timer);
    }
  }
}

function readToken(source: SourceId, bytes: Uint8Array): Held {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new SourceAnswerInvalid(source, 'token answer is not JSON');
  }
  const read = tokenAnswer.safeParse(json);
  if (!read.success) throw new SourceAnswerInvalid(source, 'token answer does not follow RFC 6749');
  const seconds = read.data.expires_in ?? 60;
  return { header: `Bearer ${read.data.access_token}`, until: Date.now() + (seconds - Math.min(60, seconds / 2)) * 1000 };
}
