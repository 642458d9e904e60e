import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';
import { readTextFile } from '../../terminal/input-file.ts';
import { makeFolder } from '../../terminal/output-folder.ts';

/** Thrown when another process uses the same home folder. */
export class HomeInUseError extends CodedError<'home-in-use'> {
  constructor(home: string, pid: number) {
    super(
      'home-in-use',
      `${home} is in use by process ${pid}\nStop that process, or choose another folder with --home <folder>.`,
    );
  }
}

/**
 * Locks a folder for this process. The lock of a process that no longer exists is taken over, and so is one that names
 * no process.
 * @returns a function that releases the lock
 * @throws HomeInUseError
 */
export function lockHome(home: string): () => void {
  makeFolder(home);
  const file = join(home, 'lock');
  const own = `${file}.${process.pid}`;
  // Linked with its content: another process never reads a lock that is not written yet.
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
  } catch (cause) {
    if (!existsSync(file)) throw cause;
    const pid = readPid(file);
    if (pid !== undefined && pid !== process.pid && isAlive(pid)) throw new HomeInUseError(home, pid);
    writeFileSync(file, String(process.pid));
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/**
 * The process that wrote a lock. Undefined if the lock names none: its writer died before it wrote, and process id 0
 * would mean this process group, which is always alive.
 */
function readPid(file: string): number | undefined {
  const pid = Number(readTextFile(file));
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** Whether a process was killed but not reaped: its id still exists where process 1 is not a real init. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    // Without /proc, an existing process id counts as a living process.
    return false;
  }
}
