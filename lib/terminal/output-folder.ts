import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from './command-line.ts';

/**
 * Makes a folder and those above it. Node.js does that too, but never ends where no folder can be made, as in /proc.
 * @returns the topmost folder that is new; undefined if all were there
 * @throws UsageError `wrong-value` where no folder can be made; other errors of the file system
 */
export function makeFolder(path: string): string | undefined {
  const folder = resolve(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const first = dirname(folder) === folder ? undefined : makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw refuseFolder(dirname(folder));
    throw cause;
  }
  return first ?? folder;
}

/** The error for a folder in which the system makes no files and folders, although it exists. */
export function refuseFolder(folder: string): UsageError {
  return new UsageError('wrong-value', `no file or folder can be made in ${folder}\nChoose another place.`);
}
