import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareAssembly } from '../../../lib/local/template/assembly-cache.ts';

/**
 * Before the tests of whole processes: synthesizes the stack of this machine, unless it is kept. Files that start at the same time
 * would else each synthesize it.
 */
export default async function prepareStack(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-prepared-'));
  try {
    await prepareAssembly(folder, () => {});
  } finally {
    rmSync(folder, { recursive: true });
  }
}
