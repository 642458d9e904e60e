import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { projectRoot } from '../architecture/source-files.ts';

const folder = process.env.KINDRED_SHARED ?? join(projectRoot, '..', 'shared');

/** A real data set kept beside the project, or undefined where it is absent: tests that need it skip, and say so. */
export function sharedDataSet(name: string): string | undefined {
  const path = join(folder, 'data', name);
  if (existsSync(path)) return path;
  console.warn(`skipping tests on ${name}: ${path} is absent (KINDRED_SHARED names another place)`);
  return undefined;
}

/** The rows of a `.jsonl.gz` file. */
export function jsonLines<Row>(file: string): Row[] {
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
