import type { ClamdSettings } from '../attachments/clamd.ts';
import type { Environment } from '../policy/index.ts';
import type { GatewaySettings } from './settings.ts';
import type { Reader } from './variables.ts';

/**
 * The content origin (CONTENT_…) and the scanner (CLAMD_…). Outside a demo both must be there where messages are.
 *
 * @param network whether messages are sent and received
 * @param apiPort the content origin’s is two above it, where nobody says otherwise
 */
export function readFiles(
  reader: Reader,
  environment: Environment,
  network: boolean,
  apiPort: number,
): Required<Pick<GatewaySettings, 'content'>> & Pick<GatewaySettings, 'scanner'> {
  const needed = network && environment !== 'demo';
  const port = reader.port('CONTENT_PORT', apiPort === 0 ? 0 : apiPort + 2);
  const scanner = scannerOf(reader, needed);
  const found = { content: { port }, ...(scanner && { scanner }) };
  if (!needed && reader.optional('CONTENT_URL') === undefined) return found;
  const url = reader.url(
    'CONTENT_URL',
    'the address that browsers fetch files from, like https://filer.example.dk',
    environment === 'production',
  );
  if (url !== '' && environment === 'production' && hostOf(url) === hostOf(reader.optional('TOKEN_AUDIENCE') ?? ''))
    reader.add('CONTENT_URL', 'has the host name of TOKEN_AUDIENCE: set it to another, so that no file stands where the API does');
  if (URL.canParse(url) && new URL(url).pathname !== '/') reader.add('CONTENT_URL', 'has a path: set it to a scheme and a host name alone');
  return { ...found, content: { port, url } };
}

function scannerOf(reader: Reader, needed: boolean): ClamdSettings | undefined {
  if (!needed && !reader.has('CLAMD_')) return undefined;
  const timeout = reader.duration('CLAMD_TIMEOUT');
  const patience = timeout === undefined ? {} : { timeout };
  const host = reader.optional('CLAMD_HOST');
  const path = reader.optional('CLAMD_SOCKET');
  if (host === undefined)
    return { path: path ?? reader.required('CLAMD_SOCKET', 'the path of clamd’s socket, or set CLAMD_HOST'), ...patience };
  if (path !== undefined) reader.add('CLAMD_SOCKET', 'is set beside CLAMD_HOST: clamd is reached by one of them');
  return { host, port: reader.port('CLAMD_PORT', 3310), ...patience };
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
