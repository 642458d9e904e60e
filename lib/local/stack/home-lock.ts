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
 * no process, or whose process id belongs to another program by now.
 * @returns a function that releases the lock
 * @throws HomeInUseError
 */
export function lockHome(home: string): () => void {
  makeFolder(home);
  const file = join(home, 'lock');
  const own = `${file}.${process.pid}`;
  const content = `${process.pid} ${readStart(process.pid)}`;
  try {
    // Linked with its content: another process never reads a lock that is not written yet.
    writeFileSync(own, content);
    linkSync(own, file);
  } catch (cause) {
    if (!existsSync(file)) throw cause;
    const pid = readHolder(file);
    if (pid !== undefined && pid !== process.pid) throw new HomeInUseError(home, pid);
    writeFileSync(file, content);
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/**
 * The process that holds a lock; undefined if none does. A lock may name none, because its writer died before it wrote;
 * process id 0 would mean this process group, which is always alive.
 */
function readHolder(file: string): number | undefined {
  const [id, start = ''] = readTextFile(file).split(' ');
  const pid = Number(id);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const isOther = start !== '' && start !== readStart(pid);
  return isOther ? undefined : pid;
}

/**
 * When a process started, as a text that no other process with its id has, also after a restart of the machine. Process ids
 * are used again. Empty without /proc: then the id alone counts.
 */
function readStart(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readStat(pid)[START_TICKS]}`;
  } catch {
    return '';
  }
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
    return readStat(pid)[STATE] === 'Z';
  } catch {
    // Without /proc, an existing process id counts as a living process.
    return false;
  }
}

/** Places in what follows the name of the program (proc(5)). */
const [STATE, START_TICKS] = [0, 19];

/** What /proc says about a process after the name of its program, which may have spaces and brackets. */
function readStat(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
