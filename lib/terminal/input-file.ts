import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataEndingOf } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from './command-line.ts';

/**
 * Checks that there is a file to read; a pipe is one, too. The errors of the file system for reading a folder do not name
 * it.
 * @throws UsageError `missing-input`, `wrong-value` for a folder
 */
export function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError('missing-input', `${path} does not exist\nCheck the path.`);
  if (found.isFile() || found.isFIFO()) return;
  if (!found.isDirectory())
    throw new UsageError('wrong-value', `${path} is a device or a socket, expected a file\nName a file, or pipe one.`);
  const example = readdirSync(path).find((file) => dataEndingOf(file) !== undefined);
  const advice = example === undefined ? 'Name a file.' : `Name a file of it, such as ${join(path, example)}.`;
  throw new UsageError('wrong-value', `${path} is a folder, expected a file\n${advice}`);
}

/** The text of a file. @throws as requireFile does */
export function readTextFile(path: string): string {
  requireFile(path);
  return readFileSync(path, 'utf8');
}
