import { createAccessPoint, createVansDirectory, type TlsSettings, type Transport } from '@paa-tvaers/national';
import type { NetworkRules } from '../correspondence/outgoing.ts';
import type { Reader } from './variables.ts';

export interface ReadNetwork {
  readonly open: () => Transport;
  readonly rules: Partial<NetworkRules>;
}

/**
 * The messaging network, by the variables that begin with NETWORK_: an access point (NETWORK_URL) or an operator's
 * directory (NETWORK_DIRECTORY).
 *
 * @param tls reads the client certificate
 */
export function readNetwork(reader: Reader, production: boolean, tls: () => TlsSettings): ReadNetwork | undefined {
  if (!reader.has('NETWORK_')) return undefined;
  const receiptAfter = readPatience(reader, 'NETWORK_RECEIPT_AFTER');
  const resends = reader.whole('NETWORK_RESENDS', 'how many times at most, 0 to 3', 0, 3);
  const poll = reader.duration('NETWORK_POLL');
  const rules = {
    format: reader.oneOf('NETWORK_FORMAT', ['xml', 'json'], 'xml'),
    ...(receiptAfter !== undefined && { receiptAfter }),
    ...(resends !== undefined && { resends }),
    ...(poll !== undefined && { poll }),
  };
  const directory = reader.optional('NETWORK_DIRECTORY');
  if (directory !== undefined) {
    if (reader.optional('NETWORK_URL') !== undefined)
      reader.add('NETWORK_DIRECTORY', 'is set beside NETWORK_URL: the network is reached by one of them');
    return { rules, open: () => createVansDirectory({ directory }) };
  }
  const url = reader.url('NETWORK_URL', 'the address of the access point, or set NETWORK_DIRECTORY', production);
  const token = reader.required('NETWORK_TOKEN', 'the token that the access point knows this gateway by');
  const certificate = reader.optional('NETWORK_CERTIFICATE_FILE') === undefined ? undefined : tls();
  const timeout = reader.duration('NETWORK_TIMEOUT');
  const settings = { url, token, ...(certificate && { tls: certificate }), ...(timeout !== undefined && { timeout }) };
  return { rules, open: () => createAccessPoint(settings) };
}

/** Minutes, or seconds where an `s` says so, in milliseconds: a day at most. */
function readPatience(reader: Reader, name: string): number | undefined {
  const value = reader.optional(name);
  if (value === undefined) return undefined;
  const [, number = '', unit = 'm'] = value.match(/^(\d{1,5})([sm])?$/) ?? [];
  const milliseconds = Number(number) * (unit === 's' ? 1000 : 60_000);
  if (milliseconds > 0 && milliseconds <= 24 * 3_600_000) return milliseconds;
  reader.add(name, 'is not a time of a day at most: set it to minutes, like 30 or 30m, or to seconds, like 90s');
  return undefined;
}
