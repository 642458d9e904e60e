import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AWS_LIMITS } from '../../../../lib/local/limits/aws-limits.ts';
import type { Benchmark, Measurement } from '../../benchmark.ts';
import { withLocalStack } from '../../local-bench.ts';
import { limitsByWriteUnits } from '../../units/limits-by-write-units.ts';
import { type FirstPublication, publishFirst } from '../../units/publish-first.ts';
import type { UnitPhase } from '../../units/unit-watch.ts';

const DEFAULT_PRODUCTS = 2000;
const SETTINGS = { dim: 64, epochs: 1, maxPairs: 20_000 };

/**
 * The first day of a shop under `--limits aws`: upload of a catalog, training and publication. `--products` sets the size
 * of the catalog; `--write-units` the units of a table, with those of reads and of partitions in proportion, so that they
 * and not the processors decide on a slow machine. Ratios compare a phase with the least time that its units allow.
 */
export const firstPublication: Benchmark = {
  name: 'first-publication',
  cases: [
    'first-publication-time',
    'first-publication-upload',
    'first-publication-upload-ratio',
    'first-publication-embedding',
    'first-publication-embedding-ratio',
    'first-publication-failed-shards',
    'first-publication-dead-letters',
    'first-publication-missing-vectors',
  ],
  hasModes: false,
  hasPeer: false,
  async *measure({ products = DEFAULT_PRODUCTS, writeUnits = AWS_LIMITS.tableWriteUnits.value, wants }) {
    const folder = mkdtempSync(join(tmpdir(), 'kindred-first-'));
    const variables = { trainingrun: { TRAINING_CONFIG: JSON.stringify(SETTINGS) } };
    const options = { ...limitsByWriteUnits(writeUnits), variables };
    try {
      const file = join(folder, 'catalog.jsonl');
      const found = await withLocalStack((stack) => publishFirst(stack, products, file, report), options);
      yield* measurementsOf(found, products, writeUnits).filter(({ name }) => wants(name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** A run takes minutes: each phase is shown when it has ended. */
function report({ name, seconds, allowedSeconds }: UnitPhase): void {
  process.stderr.write(`${name}: ${seconds.toFixed(1)} s, units allow ${allowedSeconds.toFixed(1)} s\n`);
}

function measurementsOf(found: FirstPublication, products: number, writeUnits: number): Measurement[] {
  const { phases, trainedOn = products, failedShards, deadLetters, vectors, limitsMet } = found;
  const config = { products, D: SETTINGS.dim, writeUnits, trainedOn };
  const phase = (name: string) => phases.find((one) => one.name === name)!;
  const of = (name: string, unit: string, value: number, more = {}): Measurement => ({
    ...{ name: `first-publication-${name}`, unit, value },
    config: { ...config, ...more },
  });
  const timed = (name: 'upload' | 'embedding') => {
    const { seconds, allowedSeconds, units } = phase(name);
    return [of(name, 's', seconds, { units, allowedSeconds }), of(`${name}-ratio`, 'x', seconds / allowedSeconds)];
  };
  const seconds = phases.reduce((sum, one) => sum + one.seconds, 0);
  return [
    of('time', 's', seconds, { phases, limitsMet }),
    ...timed('upload'),
    ...timed('embedding'),
    of('failed-shards', 'shards', failedShards),
    of('dead-letters', 'messages', deadLetters),
    of('missing-vectors', 'vectors', products - vectors),
  ];
}
