import { once } from 'node:events';
import { connect } from 'node:net';
import type { Scanner } from './scan.ts';

/** Where clamd listens: a socket of this machine, or a port. */
export type ClamdSettings = ({ readonly path: string } | { readonly host: string; readonly port: number }) & {
  /** Milliseconds without a sign of it. */
  readonly timeout?: number;
};

/** clamd refuses a piece above its StreamMaxLength; the same goes for all of them together. */
const piece = 64 * 1024;
const answerAtMost = 4096;

/**
 * A scanner over clamd: `INSTREAM`, pieces with their length before them, none for the end
 * (https://docs.clamav.net/manual/Usage/Scanning.html#clamd).
 */
export function createClamd({ timeout = 60_000, ...where }: ClamdSettings): Scanner {
  return {
    async scan(bytes) {
      const socket = connect(where);
      const answer = Promise.withResolvers<string>();
      answer.promise.catch(() => undefined);
      let told = '';
      socket.setTimeout(timeout, () => socket.destroy(new Error('clamd was silent')));
      socket.on('data', (data) => {
        told += data.toString('latin1');
        if (told.includes('\0')) answer.resolve(told.slice(0, told.indexOf('\0')));
        else if (told.length > answerAtMost) socket.destroy(new Error('clamd says what nobody asked for'));
      });
      socket.on('error', answer.reject);
      socket.on('close', () => answer.reject(new Error('clamd ended without a verdict')));
      const write = async (data: Uint8Array) => {
        if (!socket.write(data)) await Promise.race([once(socket, 'drain'), answer.promise]);
      };
      try {
        await Promise.race([once(socket, 'connect'), answer.promise]);
        await write(Buffer.from('zINSTREAM\0'));
        for await (const chunk of bytes) {
          for (let at = 0; at < chunk.length; at += piece) {
            const part = chunk.subarray(at, at + piece);
            const length = Buffer.alloc(4);
            length.writeUInt32BE(part.length);
            await write(length);
            await write(part);
          }
          if (told !== '') break;
        }
        await write(Buffer.alloc(4));
        return verdictOf(await answer.promise);
      } finally {
        socket.destroy();
      }
    },
  };
}

function verdictOf(answer: string): 'clean' | 'infected' {
  if (answer === 'stream: OK') return 'clean';
  if (/^stream: .+ FOUND$/s.test(answer)) return 'infected';
  // Of a limit that was reached, or of a broken engine: its words name no content.
  throw new Error('clamd gave no verdict');
}
