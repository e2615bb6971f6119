import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const versions = '/usr/lib/postgresql';

/** The name of the skip where there is no PostgreSQL on this machine. */
export const absent: string | false = binaries() === undefined ? 'PostgreSQL absent' : false;

/** A throw-away PostgreSQL on a free port, loopback only; each call of `database` makes an empty one. */
export async function startPostgres() {
  const bin = binaries();
  if (!bin) throw new Error('PostgreSQL absent');
  const home = mkdtempSync(join(tmpdir(), 'paa-tvaers-pg-'));
  const user = serverUser();
  if (user) chownSync(home, user.uid, user.gid);
  const data = join(home, 'data');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    env,
    stdio: 'ignore',
  });
  const port = await freePort();
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', home], {
    ...user,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(server, 'exit');
  await ready(server.stderr);
  const url = (name: string) => `postgresql://postgres@127.0.0.1:${port}/${name}`;
  let made = 0;
  return {
    async database(): Promise<string> {
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      const name = `test_${++made}`;
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    async stop(): Promise<void> {
      // SIGINT: PostgreSQL's fast shutdown.
      server.kill('SIGINT');
      await exited;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function binaries(): string | undefined {
  try {
    const newest = readdirSync(versions).sort((one, other) => Number(other) - Number(one))[0];
    return newest && join(versions, newest, 'bin');
  } catch {
    return undefined;
  }
}

// PostgreSQL refuses to run as root.
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(stderr: NodeJS.ReadableStream): Promise<void> {
  let told = '';
  for await (const chunk of stderr) {
    told += chunk;
    if (told.includes('ready to accept connections')) break;
  }
  if (!told.includes('ready to accept connections')) throw new Error(`PostgreSQL did not start: ${told}`);
}
