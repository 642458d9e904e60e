import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { type LocalStack, startLocalStack } from '../../../lib/local/stack/local-stack.ts';
import { Progress } from '../../../lib/terminal/progress.ts';

/** A new folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Progress without output. */
export function quietProgress(): Progress {
  // Progress uses only `write`, `isTTY` and `columns` of a terminal's stream.
  return new Progress(new PassThrough().resume() as unknown as NodeJS.WriteStream);
}

/** A local stack on free ports. @param config Settings of its training runs */
export function startTestStack(home: string, config: object): Promise<LocalStack> {
  const variables = { trainingrun: { TRAINING_CONFIG: JSON.stringify(config) } };
  return startLocalStack({ home, port: 0, variables });
}

/** Writes rows as `.jsonl.gz`: objects as JSON, texts unchanged. */
export function writeJsonLines(file: string, rows: readonly (object | string)[]): void {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`));
}
