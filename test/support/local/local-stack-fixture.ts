import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { type LocalStack, startLocalStack } from '../../../lib/local/stack/local-stack.ts';
import { Progress } from '../../../lib/terminal/progress.ts';
import { silentOutput } from '../terminal/captured-output.ts';

/** A new folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Progress without output. */
export function quietProgress(): Progress {
  return new Progress(silentOutput.stderr);
}

/** A local stack on free ports, whose exports search in slices of one piece of work. @param config Settings of its training runs */
export function startTestStack(home: string, config: object): Promise<LocalStack> {
  const variables = {
    trainingrun: { TRAINING_CONFIG: JSON.stringify(config) },
    exportsrun: { EXPORT_SLICE_SECONDS: '0' },
  };
  return startLocalStack({ home, port: 0, variables });
}

/** Writes rows as `.jsonl.gz`: objects as JSON, texts unchanged. */
export function writeJsonLines(file: string, rows: readonly (object | string)[]): void {
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`));
}
