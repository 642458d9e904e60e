import { createWriteStream, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { JSON_LINES_ENDINGS } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import { tellLauncher } from '../../lib/terminal/launcher-link.ts';
import { makeFolder, refuseFolder } from '../../lib/terminal/output-folder.ts';

/** The content of a file: texts or bytes. */
type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The files that this process has completed. */
const written: string[] = [];

/** What an interrupted run leaves behind, for a person. */
export function describeWritten(): string {
  if (written.length === 0) return 'nothing was written; files of earlier runs are unchanged';
  return `complete and kept: ${written.join(', ')}; unfinished files were removed`;
}

/**
 * Writes a file under a temporary name and renames it when it is complete, so that an interrupted run leaves no partial
 * file. Compressed when the name ends in `.gz`.
 */
export async function writeWhole(file: string, chunks: Chunks): Promise<void> {
  await writeTogether([[file, chunks]]);
}

/** As writeWhole for files that belong together: none of them is replaced before all are complete. */
export async function writeTogether(files: readonly (readonly [file: string, chunks: Chunks])[]): Promise<void> {
  const temporary = (file: string): string => `${file}.${process.pid}.part`;
  const discard = (): void => {
    for (const [file] of files) rmSync(temporary(file), { force: true });
  };
  process.once('exit', discard);
  tellLauncher({ unfinished: files.map(([file]) => temporary(file)) });
  try {
    for (const [file, chunks] of files) await writeChunks(temporary(file), chunks, file.endsWith('.gz'));
    for (const [file] of files) renameSync(temporary(file), file);
    written.push(...files.map(([file]) => file));
    tellLauncher({ kept: describeWritten(), unfinished: [] });
  } finally {
    discard();
    process.off('exit', discard);
  }
}

async function writeChunks(file: string, chunks: Chunks, compress: boolean): Promise<void> {
  const source = Readable.from(chunks, { objectMode: true });
  const sink = createWriteStream(file);
  if (compress) await pipeline(source, createGzip(), sink);
  else await pipeline(source, sink);
}

/**
 * Checks before the work that a file can be written where `--out` says.
 * @throws UsageError `missing-input` without its folder, `wrong-value` if it is a folder; errors of the file system
 */
export function checkOutputFile(file: string): void {
  const folder = dirname(file);
  if (!isFolder(folder))
    throw new UsageError(
      'missing-input',
      `--out is ${file}, but there is no folder ${folder}\nCreate it, or choose another place.`,
    );
  if (isFolder(file))
    throw new UsageError('wrong-value', `--out is ${file}, which is a folder\nAdd the name of a file.`);
  tryToWrite(folder);
}

/**
 * Checks before the work that files can be written into the folder of `--out`, which may not exist yet. Afterwards it
 * still does not.
 * @throws UsageError `wrong-value` if it is a file; errors of the file system
 */
export function checkOutputFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isFile())
    throw new UsageError('wrong-value', `--out is ${folder}, which is a file\nChoose another name for the folder.`);
  const deepest = resolve(folder);
  const first = makeFolder(deepest);
  try {
    tryToWrite(deepest);
  } finally {
    if (first !== undefined) removeEmpty(deepest, first);
  }
}

/** Writes a file and removes it: rights alone do not say whether a disk is full or read-only. Errors name the folder. */
function tryToWrite(folder: string): void {
  const probe = join(folder, `.kindred-${process.pid}.part`);
  try {
    writeFileSync(probe, '-');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw refuseFolder(folder);
    throw cause instanceof Error ? Object.assign(cause, { path: folder }) : cause;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Removes empty folders from the deepest to `first`. */
function removeEmpty(deepest: string, first: string): void {
  rmdirSync(deepest);
  if (dirname(deepest).length >= first.length) removeEmpty(dirname(deepest), first);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Parses the value of `--out`. @throws UsageError unless it names a file of JSON lines that can be written */
export function parseJsonLinesFile(file: string): string {
  if (jsonLinesEndingOf(file) !== undefined) {
    checkOutputFile(file);
    return file;
  }
  const endings = JSON_LINES_ENDINGS.join(' or ');
  throw new UsageError('wrong-value', `--out is ${file}, expected a name that ends in ${endings}`);
}

/** Adds text before the ending of a file of JSON lines: `rows.jsonl.gz` and `.audit` -> `rows.audit.jsonl.gz`. */
export function insertBeforeEnding(file: string, text: string): string {
  const ending = jsonLinesEndingOf(file) ?? '';
  return `${file.slice(0, file.length - ending.length)}${text}${ending}`;
}

function jsonLinesEndingOf(file: string): string | undefined {
  return JSON_LINES_ENDINGS.find((ending) => file.endsWith(ending));
}
