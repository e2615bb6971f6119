import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

/** Keys at rest. The first seal key is the active one; the others still open what they sealed. */
export interface Keys {
  readonly seal: readonly { readonly id: string; readonly key: Buffer }[];
  readonly hash: Buffer;
}

const secrets = new WeakMap<Buffer, KeyObject>();

/** Made once: handed over as bytes, a key is looked at and copied each time. */
function secretOf(key: Buffer): KeyObject {
  let secret = secrets.get(key);
  if (!secret) {
    secret = createSecretKey(key);
    secrets.set(key, secret);
  }
  return secret;
}

/** Sealed with a key that is not here any more, moved to another row, or changed. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/**
 * Seals a text (AES-256-GCM, random 96-bit nonce), bound to the row that it stands in.
 *
 * @param bound additional authenticated data: the same must be given to open it
 * @returns `<key id>.<nonce>.<ciphertext and tag>`, base64url
 */
export function seal(keys: Keys, text: string, bound: string): string {
  const [active] = keys.seal;
  if (!active) throw new SealBroken('there is no key to seal with');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secretOf(active.key), nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [active.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/** @throws SealBroken */
export function unseal(keys: Keys, sealed: string, bound: string): string {
  const [id, nonce, rest] = sealed.split('.');
  const key = keys.seal.find((one) => one.id === id)?.key;
  if (!key || !nonce || !rest) throw new SealBroken('no key for this seal');
  const bytes = Buffer.from(rest, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', secretOf(key), Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
      .setAAD(Buffer.from(bound))
      .setAuthTag(bytes.subarray(-16));
    return decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new SealBroken('the seal does not open', { cause });
  }
}

/** A keyed hash (HMAC-SHA-256, base64url), to compare by what must not stand in clear. */
export function keyedHash(keys: Keys, text: string): string {
  return createHmac('sha256', secretOf(keys.hash)).update(text).digest('base64url');
}

/** As {@link seal}, for bytes: `<length of the key id><key id><nonce><ciphertext><tag>`. */
export function sealBytes(keys: Keys, bytes: Uint8Array, bound: string): Buffer {
  const [active] = keys.seal;
  if (!active) throw new SealBroken('there is no key to seal with');
  const nonce = randomBytes(12);
  const id = Buffer.from(active.id);
  const cipher = createCipheriv('aes-256-gcm', secretOf(active.key), nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([Buffer.from([id.length]), id, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** @throws SealBroken */
export function unsealBytes(keys: Keys, sealed: Uint8Array, bound: string): Buffer {
  const start = 1 + (sealed[0] ?? 0);
  const id = Buffer.from(sealed.subarray(1, start)).toString();
  const key = keys.seal.find((one) => one.id === id)?.key;
  if (!key || sealed.length < start + 28) throw new SealBroken('no key for this seal');
  try {
    const decipher = createDecipheriv('aes-256-gcm', secretOf(key), sealed.subarray(start, start + 12), { authTagLength: 16 })
      .setAAD(Buffer.from(bound))
      .setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(start + 12, -16)), decipher.final()]);
  } catch (cause) {
    throw new SealBroken('the seal does not open', { cause });
  }
}
