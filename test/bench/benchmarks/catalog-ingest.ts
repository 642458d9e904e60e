import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { publishCatalogModel, withLocalStack } from '../local-bench.ts';
import { ingestFile, writeCatalog } from '../upload-catalog.ts';

const WARM_UP_LINES = 2000;
const LINES = 20_000;

/**
 * Lines of an uploaded catalog a second: through S3, the queue and the ingest handler into DynamoDB, all of this machine. Each line is
 * validated and stored by a conditional write; where a model is live it is embedded too, and its vector stored by another.
 */
export const catalogIngest: Benchmark = {
  name: 'catalog-ingest',
  cases: ['catalog-ingest-stored', 'catalog-ingest-embedded'],
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    const folder = mkdtempSync(join(tmpdir(), 'kindred-catalog-'));
    try {
      const measurements = await withLocalStack((stack) => measured(stack, join(folder, 'catalog.jsonl')));
      yield* measurements.filter(({ name }) => wants(name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function measured(stack: LocalStack, file: string): Promise<Measurement[]> {
  await writeCatalog(file, WARM_UP_LINES);
  await ingestFile(stack, file, 'catalog/warm-up.jsonl');
  await writeCatalog(file, LINES);
  const stored = await linesPerSecond(stack, file, 'stored');
  await publishCatalogModel(stack);
  return [stored, await linesPerSecond(stack, file, 'embedded')];
}

async function linesPerSecond(stack: LocalStack, file: string, what: 'stored' | 'embedded'): Promise<Measurement> {
  const { job, seconds } = await ingestFile(stack, file, `catalog/${what}.jsonl`);
  if (job.accepted !== LINES) throw new Error(`bench: ${job.accepted} of ${LINES} lines were accepted`);
  const config = { lines: LINES, liveModel: what === 'embedded' };
  return { name: `catalog-ingest-${what}`, unit: 'lines/s', value: LINES / seconds, config };
}
