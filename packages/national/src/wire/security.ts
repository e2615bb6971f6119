import type { SourceId } from '@paa-tvaers/contract';
import { OAuth, type OAuthSettings } from './oauth.ts';
import type { Security } from './secure.ts';
import { WssX509, type WssX509Settings } from './wss-x509.ts';

/** How requests to a system are secured. What the real services ask beyond this stands in docs/national.md. */
export type SecuritySettings = { readonly kind: 'none' } | OAuthSettings | WssX509Settings;

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
