import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { FileSource } from '../../lambdas/formats/files/file-source.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';

/** A file on disk that shows how much of it is read. */
export interface WatchedFile extends FileSource {
  /** For what is said while the file is read: it clears the progress first. */
  readonly stderr: TextStream;
}

/** A file that is read sooner shows nothing. */
const QUIET_MS = 1000;
const BYTES_PER_MEGABYTE = 1e6;

/**
 * Opens a file whose reading shows a bar with its rate and the time that is left, in megabytes as they are on disk.
 * @param stderr Where it is shown. @param now A clock in milliseconds; tests replace it.
 */
export function watchFile(file: string, stderr: TextStream, now: () => number = () => performance.now()): WatchedFile {
  const progress = new Progress(stderr, { now });
  const label = `reading ${basename(file)}`;
  const read = async function* (): AsyncGenerator<Uint8Array, void, void> {
    const total = statSync(file).size / BYTES_PER_MEGABYTE;
    const started = now();
    let done = 0;
    try {
      for await (const chunk of createReadStream(file)) {
        yield chunk;
        done += chunk.length / BYTES_PER_MEGABYTE;
        if (now() - started > QUIET_MS)
          progress.work({ label, done: Math.round(done), total: Math.round(total), unit: 'MB' });
      }
    } finally {
      progress.clear();
    }
  };
  const write = (text: string): void => {
    progress.clear();
    stderr.write(text);
  };
  return { name: file, open: async () => read(), stderr: { ...stderr, write } };
}
