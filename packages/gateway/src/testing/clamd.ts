import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClamd } from '../attachments/clamd.ts';

// Two halves: a scanner that looks through the source must leave it alone.
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

/** The name of the skip where there is no clamd on this machine. */
export const clamdAbsent: string | false = binary() === undefined ? 'clamd absent' : false;

/** A clamd of its own with one signature, EICAR's, on a socket; limits as docs/operations.md asks for. */
export async function startClamd() {
  const clamd = binary();
  if (!clamd) throw new Error('clamd absent');
  const home = mkdtempSync(join(tmpdir(), 'paa-tvaers-clamd-'));
  const path = join(home, 'clamd.sock');
  const db = join(home, 'db');
  mkdirSync(db);
  writeFileSync(join(db, 'test.ndb'), `Eicar-Test:0:*:${Buffer.from(eicar).toString('hex')}\n`);
  const configuration = join(home, 'clamd.conf');
  const lines = [
    `LocalSocket ${path}`,
    `DatabaseDirectory ${db}`,
    `TemporaryDirectory ${home}`,
    'Foreground yes',
    'StreamMaxLength 100M',
    'MaxFileSize 100M',
    'MaxScanSize 400M',
    'AlertExceedsMax yes',
    'MaxThreads 2',
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  const child = spawn(clamd, ['--config-file', configuration], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (told += data));
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await answering(child, path);
  } catch {
    await stop();
    throw new Error(`clamd did not start: ${told}`);
  }
  return { settings: { path }, stop };
}

async function answering(child: ChildProcess, path: string): Promise<void> {
  const scanner = createClamd({ path });
  while (child.exitCode === null) {
    try {
      await scanner.scan(nothing());
      return;
    } catch {
      await pause(50);
    }
  }
  throw new Error('clamd ended');
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function binary(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'clamd')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
