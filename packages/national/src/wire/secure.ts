import type { TlsSettings, WireRequest } from './http.ts';

export interface Security {
  /** For the sockets to the system itself. */
  readonly tls?: TlsSettings;
  /** Adds what proves who asks. `municipality`: the CVR number that is asked on behalf of. */
  secure(request: WireRequest, municipality?: string): Promise<WireRequest>;
  /** The system answered 401. True where `secure` would now add something else, so that one more try makes sense. */
  refused(request: WireRequest): boolean;
  close(): Promise<void>;
}
