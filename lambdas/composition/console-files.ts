import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONSOLE_FOLDER } from '../shared/bundle-files.ts';

const besideTheCode = fileURLToPath(new URL(CONSOLE_FOLDER, import.meta.url));

/** The ending of a compressed file in the bundle. */
const COMPRESSED = '.gz';

/**
 * Reads the files of the console by their names, each compressed with gzip: the page, and the files of its folder `assets`.
 * @param folder By default that of the function's bundle.
 */
export async function readConsoleFiles(folder = besideTheCode): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = await readdir(folder, { recursive: true });
  const compressed = files.filter((file) => file.endsWith(COMPRESSED));
  return new Map(
    await Promise.all(
      compressed.map(async (file) => [basename(file, COMPRESSED), await readFile(join(folder, file))] as const),
    ),
  );
}
