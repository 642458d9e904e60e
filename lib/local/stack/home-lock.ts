import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';
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
    takeOver(file, own, home);
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(file, { force: true });
}

const MARKER_CHARACTERS = 16;

/**
 * Takes over a lock that no living process holds. Of several processes that find the same one, the first that links the
 * file named by its content wins. If that one died, the next file is named by the content of the one it left. The lock
 * is replaced before these files are removed: who links one later finds another lock, and starts again.
 * @param own A file with what this process writes into a lock.
 */
function takeOver(file: string, own: string, home: string): void {
  for (;;) {
    const found = readFreeLock(file, home);
    const markers: string[] = [];
    for (let last = found; ; last = readFreeLock(markers.at(-1)!, home)) {
      markers.push(`${file}.${sha256Hex(last).slice(0, MARKER_CHARACTERS)}`);
      if (linksFirst(own, markers.at(-1)!)) break;
    }
    const isSame = readTextFile(file) === found;
    if (isSame) renameSync(own, file);
    for (const marker of isSame ? markers : markers.slice(-1)) rmSync(marker, { force: true });
    if (isSame) return;
  }
}

function linksFirst(own: string, marker: string): boolean {
  try {
    linkSync(own, marker);
    return true;
  } catch (cause) {
    if (!existsSync(marker)) throw cause;
    return false;
  }
}

/** The content of a lock that no other living process holds. @throws HomeInUseError */
function readFreeLock(file: string, home: string): string {
  const content = readTextFile(file);
  const pid = holderOf(content);
  if (pid !== undefined && pid !== process.pid) throw new HomeInUseError(home, pid);
  return content;
}

/**
 * The process that holds a lock; undefined if none does. A lock may name none, because its writer died before it wrote;
 * process id 0 would mean this process group, which is always alive.
 */
function holderOf(content: string): number | undefined {
  const [id, start = ''] = content.split(' ');
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
