import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { publishCatalogModel, withLocalStack } from '../local-bench.ts';
import { ingestFile, writeCatalog } from '../upload-catalog.ts';

const LINES = 20_000;

/**
 * Lines of an uploaded catalog a second: through S3, the queue and the ingest handler into DynamoDB, all of this machine; each
 * line is validated, stored by a conditional write, embedded with the live model, and its vector stored by another.
 */
export const catalogIngest: Benchmark = {
  name: 'catalog-ingest',
  cases: ['catalog-ingest'],
  hasModes: false,
  hasPeer: false,
  async *measure() {
    const folder = mkdtempSync(join(tmpdir(), 'kindred-catalog-'));
    try {
      yield await withLocalStack((stack) => ingested(stack, join(folder, 'catalog.jsonl')));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function ingested(stack: Parameters<typeof ingestFile>[0], file: string): Promise<Measurement> {
  await publishCatalogModel(stack);
  await writeCatalog(file, 2000);
  await ingestFile(stack, file, 'catalog/warm-up.jsonl');
  await writeCatalog(file, LINES);
  const { job, seconds } = await ingestFile(stack, file, 'catalog/measured.jsonl');
  if (job.accepted !== LINES) throw new Error(`bench: ${job.accepted} of ${LINES} lines were accepted`);
  return { name: 'catalog-ingest', unit: 'lines/s', value: LINES / seconds, config: { lines: LINES, embedded: true } };
}
