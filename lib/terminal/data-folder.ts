import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endingsOf } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from './command-line.ts';

/** The files of a data folder, and the endings each may have. If several exist, the first ending of the list wins. */
const DATA_FILES = {
  catalog: endingsOf('catalog'),
  train: endingsOf('training'),
  judge: endingsOf('judging'),
  /** Which products are candidates when a model is judged. */
  meta: ['.json'],
} as const;

/** The name of a file in a data folder, without its ending. */
export type DataFile = keyof typeof DATA_FILES;

/** The file of that name in a data folder; undefined if there is none. */
export function findDataFile(folder: string, name: DataFile): string | undefined {
  return DATA_FILES[name].map((ending) => join(folder, `${name}${ending}`)).find((file) => existsSync(file));
}

/** The file of that name in a data folder. @throws UsageError `missing-input` */
export function requireDataFile(folder: string, name: DataFile): string {
  const file = findDataFile(folder, name);
  if (file !== undefined) return file;
  const names = DATA_FILES[name].map((ending) => `${name}${ending}`);
  throw new UsageError('missing-input', `${folder} has none of ${names.join(', ')}: add one of these files`);
}
