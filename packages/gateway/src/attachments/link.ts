import { randomBytes } from 'node:crypto';
import { readMessage } from '@paa-tvaers/medcom';
import { boxOf } from '../correspondence/desk.ts';
import { type Asker, draftOwner, openMessage, type ReadingParts } from '../correspondence/reading.ts';
import { GatewayProblem } from '../http/problem.ts';
import { insertLink } from '../store/file-links.ts';
import { messagesWithFile, ownFile } from '../store/files.ts';

/** How long a link may wait to be used, in milliseconds. */
const lasts = 60_000;

/**
 * A link to a file, to be followed once: of a message that the professional may read in the context of its child, or
 * their own upload for that child.
 *
 * @throws GatewayProblem `not-found`, `no-mailbox`, `not-permitted`
 */
export async function makeLink(
  parts: ReadingParts,
  asker: Asker,
  file: string,
  contentUrl: string,
): Promise<{ url: string; expires: string }> {
  const { keys } = parts;
  const { used, facts } = asker;
  const about = await findFile(parts, asker, file);
  const token = randomBytes(32).toString('base64url');
  const expires = new Date(facts.now.getTime() + lasts);
  // The entry stands before the file can leave.
  await used.write(async (transaction) => {
    await insertLink(transaction, keys, token, { file, ...about }, expires);
    return { result: undefined, outcome: { fields: ['file'], sources: {}, outcome: 'ok', about: file } };
  });
  return { url: new URL(token, contentUrl).href, expires: expires.toISOString() };
}

async function findFile(parts: ReadingParts, asker: Asker, file: string): Promise<{ title?: string }> {
  const { db } = parts.store;
  const { sor } = boxOf(asker.desk.caller);
  if (await ownFile(db, file, draftOwner(asker))) return {};
  let refused = new GatewayProblem('not-found');
  // It may have been handed on: one of its messages that may be read is enough.
  for (const { message, part } of await messagesWithFile(db, { mailbox: sor, childHash: asker.used.childHash, file })) {
    try {
      const { bundle } = (await openMessage(parts, asker, message)).message;
      const found = readMessage(bundle).parts.find(({ id }) => id === part);
      return found?.kind === 'attachment' && found.title !== undefined ? { title: found.title } : {};
    } catch (error) {
      if (!(error instanceof GatewayProblem)) throw error;
      refused = error;
    }
  }
  throw refused;
}
