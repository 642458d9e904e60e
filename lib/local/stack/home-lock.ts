import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';

/** Thrown when another process serves from the same folder. */
export class HomeInUseError extends CodedError<'home-in-use'> {
  constructor(home: string, pid: number) {
    super(
      'home-in-use',
      `${home} is in use by process ${pid}, expected a folder of this process alone: stop it, or choose another folder with --home DIR`,
    );
  }
}

/**
 * Takes a folder for this process alone. A lock whose process is gone is taken over.
 * @returns What gives the folder back.
 */
export function lockHome(home: string): () => void {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'lock');
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && isAlive(pid)) throw new HomeInUseError(home, pid);
    writeFileSync(file, String(process.pid));
  }
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** A killed process that nobody has reaped still has its number, on systems whose first process is no real init. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    // No such file system: the number alone has to do.
    return false;
  }
}
