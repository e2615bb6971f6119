import type { TlsSettings, WireRequest } from './http.ts';

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
