import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataEndingOf, describeEndings, hasEndingOf, type RecordKind } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from './command-line.ts';

/** The files of a data folder by their names without endings, and what they hold. */
const DATA_FILES = { catalog: 'catalog', train: 'training', judge: 'judging' } as const satisfies Record<
  string,
  RecordKind
>;

/** Says which products are candidates when a model is judged. */
const META_FILE = 'meta.json';

/** The name of a file in a data folder, without its ending. */
export type DataFile = keyof typeof DATA_FILES | 'meta';

/**
 * The file of that name in a data folder, in upper or lower case; undefined if there is none.
 * @throws UsageError `wrong-value` for a file in place of the folder; `several-inputs` if there are several, such as `catalog.jsonl` and `catalog.jsonl.gz`: one of them
 *   may be old.
 */
export function findDataFile(folder: string, name: DataFile): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory())
    throw new UsageError('wrong-value', `${folder} is a file, expected a folder\nName the folder that it is in.`);
  const files = found ? readdirSync(folder).filter((file) => isDataFile(file, name)) : [];
  if (files.length > 1) {
    const names = files.toSorted().join(' and ');
    throw new UsageError('several-inputs', `${folder} has ${names}\nRemove or rename all but the one that counts.`);
  }
  return files[0] === undefined ? undefined : join(folder, files[0]);
}

/** The file of that name in a data folder. @throws UsageError `missing-input`, `several-inputs` */
export function requireDataFile(folder: string, name: DataFile): string {
  const file = findDataFile(folder, name);
  if (file !== undefined) return file;
  const expected = name === 'meta' ? META_FILE : `${name}.jsonl or ${name} with another ending`;
  const endings = name === 'meta' ? '' : ` of ${describeEndings(DATA_FILES[name])}`;
  const problem = existsSync(folder) ? `${folder} has no ${expected}${endings}` : `there is no folder ${folder}`;
  const advice = existsSync(folder) ? 'Add the file: docs/data-formats.md says what it holds.' : 'Check the path.';
  throw new UsageError('missing-input', `${problem}\n${advice}`);
}

function isDataFile(file: string, name: DataFile): boolean {
  if (name === 'meta') return file.toLowerCase() === META_FILE;
  const ending = dataEndingOf(file);
  if (ending === undefined || !hasEndingOf(DATA_FILES[name], file)) return false;
  return file.slice(0, -ending.length).toLowerCase() === name;
}
