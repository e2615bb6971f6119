import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Keys } from '../sealing/seal.ts';
import type { Reader } from './variables.ts';

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const file = z.strictObject({
  seal: z.array(z.strictObject({ id: z.string(), key: bytes })),
  hash: bytes,
});

/** SEAL_KEYS and HASH_KEY, or both from KEYS_FILE; a demo that has neither makes its own and keeps them. */
export function readKeys(reader: Reader, demo: boolean, dataDirectory: string): Keys {
  const seal = reader.optional('SEAL_KEYS');
  const hash = reader.optional('HASH_KEY');
  const path = reader.optional('KEYS_FILE');
  if (seal !== undefined || hash !== undefined) {
    if (path !== undefined) reader.add('KEYS_FILE', 'stands beside SEAL_KEYS or HASH_KEY: set the one or the others');
    return checked(reader, 'SEAL_KEYS', 'HASH_KEY', {
      seal: reader
        .required('SEAL_KEYS', 'id:base64 of 32 random bytes, the active one first, more after commas')
        .split(',')
        .map((one) => ({ id: one.split(':')[0]?.trim() ?? '', key: Buffer.from(one.split(':')[1] ?? '', 'base64') })),
      hash: Buffer.from(reader.required('HASH_KEY', 'base64 of 32 random bytes'), 'base64'),
    });
  }
  if (path === undefined && !demo) {
    reader.add('SEAL_KEYS', 'is not set: set it to id:base64 of 32 random bytes (`openssl rand -base64 32`), or set KEYS_FILE');
    reader.add('HASH_KEY', 'is not set: set it to base64 of 32 random bytes, or set KEYS_FILE');
    return { seal: [], hash: Buffer.alloc(0) };
  }
  const found = path ?? join(dataDirectory, 'keys.json');
  if (path === undefined && !existsSync(found)) makeKeys(dataDirectory, found);
  const json = reader.json('KEYS_FILE', found, (content) => {
    const read = file.safeParse(content);
    if (!read.success) throw { problems: read.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`) };
  });
  const read = file.safeParse(json);
  return read.success ? checked(reader, 'KEYS_FILE', 'KEYS_FILE', read.data) : { seal: [], hash: Buffer.alloc(0) };
}

function checked(reader: Reader, sealName: string, hashName: string, keys: Keys): Keys {
  const ids = keys.seal.map(({ id }) => id);
  if (keys.seal.length === 0) reader.add(sealName, 'holds no key to seal with');
  if (!ids.every((id) => /^[\w-]{1,32}$/.test(id)))
    reader.add(sealName, 'holds a key without an id: write id:base64, the id of letters, digits, _ and -');
  if (new Set(ids).size < ids.length) reader.add(sealName, 'holds an id twice');
  if (keys.seal.some(({ key }) => key.length !== 32))
    reader.add(sealName, 'holds a key that is not 32 bytes: make one with `openssl rand -base64 32`');
  if (keys.hash.length < 32) reader.add(hashName, 'holds a hash key shorter than 32 bytes: make one with `openssl rand -base64 32`');
  return keys;
}

function makeKeys(directory: string, path: string): void {
  const key = () => randomBytes(32).toString('base64');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(path, `${JSON.stringify({ seal: [{ id: 'demo', key: key() }], hash: key() }, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
}
