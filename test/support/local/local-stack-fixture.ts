import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { type LocalStack, startLocalStack } from '../../../lib/local/stack/local-stack.ts';
import { Progress } from '../../../lib/terminal/progress.ts';

/** A folder that is gone after the tests. */
export function passingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Progress that nobody sees. */
export function quietProgress(): Progress {
  return new Progress(new PassThrough().resume() as unknown as NodeJS.WriteStream);
}

/** A stack on free ports whose training runs are short. */
export function startTestStack(home: string, config: object): Promise<LocalStack> {
  const variables = { trainingrun: { TRAINING_CONFIG: JSON.stringify(config) } };
  return startLocalStack({ home, port: 0, variables });
}

/** Writes lines as `.jsonl.gz`; text stands as it is. */
export function writeJsonLines(file: string, rows: readonly (object | string)[]): void {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`));
}
