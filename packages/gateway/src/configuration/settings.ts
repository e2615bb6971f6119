import type { ClamdSettings } from '../attachments/clamd.ts';
import type { NetworkRules } from '../correspondence/outgoing.ts';
import type { LogSettings } from '../http/log.ts';
import type { Environment } from '../policy/index.ts';
import type { Keys } from '../sealing/seal.ts';
import type { Sources } from '../sections/types.ts';
import type { StoreSettings } from '../store/store.ts';

export type { Environment } from '../policy/index.ts';

/** What a gateway is made of. `main.ts` reads it from the environment; tests and examples give it by hand. */
export interface GatewaySettings {
  readonly environment: Environment;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly opsPort: number;
  readonly store: StoreSettings;
  readonly keys: Keys;
  /** The path of `organisations.json`, read again when it changes, or its content. */
  readonly organisations: string | readonly unknown[];
  /** Milliseconds between looks at that file. */
  readonly organisationsPoll?: number;
  /** The content of the directory file: municipalities and regions. */
  readonly directory: unknown;
  /** The content of the policy file. */
  readonly policy: unknown;
  /** What `aud` of a token must hold. */
  readonly audience: string;
  /** The gateway closes them when it closes. */
  readonly sources: Sources;
  /** How the messaging network is used, where it is not as usual. */
  readonly network?: Partial<NetworkRules>;
  /** clamd. Absent: files pass unscanned in a demo, and none is taken elsewhere. */
  readonly scanner?: ClamdSettings;
  /** The content origin, where files are fetched from; a free port where absent. */
  readonly content?: {
    readonly port: number;
    /** How browsers reach it; the listener's own address where absent. */
    readonly url?: string;
  };
  readonly log?: LogSettings;
  readonly now?: () => Date;
}
