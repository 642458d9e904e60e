import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { type DataFile, findDataFile } from '../../lib/terminal/data-folder.ts';

/** What a folder must have to be trained on and judged. */
const NEEDED = ['catalog', 'train', 'judge'] as const satisfies readonly DataFile[];

/** A folder of data with its name. */
export interface QualitySet {
  readonly name: string;
  readonly folder: string;
}

/**
 * The sets of a folder, by name: its folders with catalog, training and judging data. Folders with only a part of these
 * are named on stderr.
 * @param only Names of the sets to take; default all.
 * @throws UsageError without a folder, without a set, or for an unknown name
 */
export function findQualitySets(folder: string, only: readonly string[] | undefined, output: Output): QualitySet[] {
  const sets = listFolders(folder).filter((set) => isComplete(set, output));
  const names = sets.map(({ name }) => name);
  if (sets.length === 0)
    throw new UsageError(
      'empty-input',
      `${folder} has no folder with catalog, train and judge (.jsonl[.gz] or .csv[.gz])\nName the folder that the sets are in: docs/evaluation.md says how.`,
    );
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      'wrong-value',
      `--only names ${unknown}, which is no set of ${folder}\nIts sets: ${names.join(', ')}`,
    );
  return only === undefined ? sets : sets.filter(({ name }) => only.includes(name));
}

/** @throws UsageError if there is no folder of that name */
function listFolders(folder: string): QualitySet[] {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError('missing-input', `there is no folder ${folder}\nCheck the path.`);
  if (!found.isDirectory())
    throw new UsageError(
      'wrong-value',
      `${folder} is a file, expected a folder\nName the folder that the sets are in.`,
    );
  const names = readdirSync(folder).filter((name) =>
    statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory(),
  );
  return names.toSorted().map((name) => ({ name, folder: join(folder, name) }));
}

function isComplete({ folder }: QualitySet, { stderr }: Output): boolean {
  const missing = NEEDED.filter((name) => findDataFile(folder, name) === undefined);
  if (missing.length > 0 && missing.length < NEEDED.length)
    stderr.write(`${folder} is no set: it has no ${missing.join(' and no ')}\n`);
  return missing.length === 0;
}
