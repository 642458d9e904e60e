import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { JSON_LINES_ENDINGS } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';

/**
 * Writes a file under a temporary name and renames it when it is complete, so that an interrupted run leaves no partial
 * file. Compressed when the name ends in `.gz`.
 */
export async function writeWhole(
  file: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.part`;
  const discard = (): void => rmSync(temporary, { force: true });
  process.once('exit', discard);
  try {
    const source = Readable.from(chunks, { objectMode: true });
    const sink = createWriteStream(temporary);
    if (file.endsWith('.gz')) await pipeline(source, createGzip(), sink);
    else await pipeline(source, sink);
    renameSync(temporary, file);
  } finally {
    discard();
    process.off('exit', discard);
  }
}

/** Parses the value of `--out`. @throws UsageError unless it names a file of JSON lines */
export function parseJsonLinesFile(file: string): string {
  if (jsonLinesEndingOf(file) !== undefined) return file;
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
