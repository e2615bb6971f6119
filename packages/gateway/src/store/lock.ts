import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another process has the data directory open. */
export class DirectoryLocked extends Error {
  override readonly name = 'DirectoryLocked';
}

/**
 * Takes the data directory for this process: PGlite has no lock of its own, and two processes in one
 * directory destroy it. A lock whose process is gone (by pid and start time) is taken over. The
 * processes must share one process table: not two containers on one volume.
 *
 * @returns a function that gives it back
 * @throws DirectoryLocked
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'gateway.lock');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), token: randomUUID() });
  const place = () => writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
  try {
    place();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    takeOver(path, place);
  }
  return () => {
    if (read(path) === mine) rmSync(path);
  };
}

function takeOver(path: string, place: () => void): void {
  const found = read(path);
  if (found !== undefined && holds(found)) throw locked(path, found);
  // Renaming is atomic: of two processes that take over at once, one moves the stale lock away.
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== found) {
      linkSync(aside, path);
      throw locked(path, found);
    }
    place();
  } catch (error) {
    throw error instanceof DirectoryLocked ? error : locked(path, read(path));
  } finally {
    rmSync(aside, { force: true });
  }
}

function locked(path: string, content: string | undefined): DirectoryLocked {
  const pid = content === undefined ? undefined : ownerOf(content)?.pid;
  return new DirectoryLocked(
    `the data directory is in use by another process${pid === undefined ? '' : ` (pid ${pid})`}: stop it, or set another DATA_DIR (lock: ${path})`,
  );
}

function holds(content: string): boolean {
  const owner = ownerOf(content);
  if (!owner) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(owner.pid);
  return started === undefined || started === owner.started;
}

function ownerOf(content: string): { pid: number; started?: string } | undefined {
  try {
    const owner = JSON.parse(content);
    return Number.isInteger(owner?.pid) && owner.pid > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

// Linux: field 22 of stat, in ticks since boot; the second field may hold spaces. Elsewhere the pid alone must do.
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
