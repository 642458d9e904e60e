import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The file of the handler, and those that it imports before it can run. */
export function filesAtStart(folder: string, file = 'index.mjs', seen = new Set<string>()): string[] {
  if (seen.has(file)) return [...seen];
  seen.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  // What is loaded later has the form `import("./file.mjs")`.
  for (const [, name] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) filesAtStart(folder, name, seen);
  return [...seen];
}

/** What these files of a folder weigh together, in bytes. */
export function bytesOf(folder: string, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

/** Whether a bundle has the client of Bedrock. */
export function holdsBedrock(folder: string): boolean {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return files.some((file) => readFileSync(join(folder, file), 'utf8').includes('bedrock-runtime'));
}
