import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { projectRoot } from '../architecture/source-files.ts';
import { linksOf } from './markdown.ts';

/** Where `npm run screenshots` writes. */
export const PICTURES_FOLDER = join(projectRoot, 'docs/console/pictures');

const MAX_BYTES = 200 * 1024;

/**
 * What is wrong with the pictures of the console: missing, shown on no page, or too large.
 * @param expected The names of the files that the script takes
 */
export function findPictureFaults(expected: readonly string[]): string[] {
  const shown = shownPictures();
  const stored = existsSync(PICTURES_FOLDER) ? readdirSync(PICTURES_FOLDER) : [];
  const inDocs = (name: string) => relative(projectRoot, join(PICTURES_FOLDER, name));
  return [
    ...[...new Set([...expected, ...shown])]
      .filter((name) => !stored.includes(name))
      .map((name) => `there is no ${inDocs(name)}: run npm run screenshots`),
    ...stored.filter((name) => !expected.includes(name)).map((name) => `nothing takes ${inDocs(name)}: delete it`),
    ...stored.filter((name) => !shown.has(name)).map((name) => `no page shows ${inDocs(name)}: show or delete it`),
    ...stored
      .map((name) => ({ name, bytes: statSync(join(PICTURES_FOLDER, name)).size }))
      .filter(({ bytes }) => bytes > MAX_BYTES)
      .map(({ name, bytes }) => `${inDocs(name)} has ${bytes} bytes, at most ${MAX_BYTES} are allowed`),
  ];
}

/** The pictures in the folder that pages show. */
function shownPictures(): Set<string> {
  const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: projectRoot }).map((page) => join(projectRoot, page));
  const targets = pages.flatMap((page) =>
    linksOf(readFileSync(page, 'utf8')).map(({ target }) => join(dirname(page), target)),
  );
  return new Set(
    targets.filter((target) => dirname(target) === PICTURES_FOLDER).map((target) => relative(PICTURES_FOLDER, target)),
  );
}
