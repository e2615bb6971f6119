import type { SourceId } from '@paa-tvaers/contract';
import type { TlsSettings, WireRequest } from './http.ts';
import { OAuth, type OAuthSettings } from './oauth.ts';
import { WssX509, type WssX509Settings } from './wss-x509.ts';

/** How requests to a system are secured. What the real services ask beyond this stands in docs/national.md. */
export type SecuritySettings = { readonly kind: 'none' } | OAuthSettings | WssX509Settings;

export interface SecureCall {
  /** CVR number of the municipality that is asked on behalf of. */
  readonly municipality: string | undefined;
  readonly signal: AbortSignal;
}

export interface Security {
  /** For the sockets to the system itself. */
  readonly tls?: TlsSettings;
  /** Adds what proves who asks. */
  secure(request: WireRequest, call: SecureCall): Promise<WireRequest>;
  /** The system answered 401. True where `secure` would now add something else, so that one more try makes sense. */
  refused(request: WireRequest): boolean;
  close(): Promise<void>;
}

export function securityOf(source: SourceId, settings: SecuritySettings, timeout: number): Security {
  switch (settings.kind) {
    case 'none':
      return { secure: async (request) => request, refused: () => false, close: async () => {} };
    case 'oauth':
      return new OAuth(source, settings, timeout);
    case 'wss-x509':
      return new WssX509(settings);
  }
}
