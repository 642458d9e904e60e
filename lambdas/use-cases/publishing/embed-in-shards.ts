import type { Metrics } from '../../ports/metrics.ts';
import type { FrozenCatalog } from '../../ports/run-store.ts';
import { MAX_DURABLE_OPERATIONS } from '../../shared/lambda-limits.ts';
import { PRODUCTS_PER_FILE } from '../common/frozen-catalog.ts';
import type { RunContext } from '../runs/run-steps.ts';

/** Each shard takes two operations of an execution, and there is one for all of them. */
export const OPERATIONS_PER_PART = 2;
/** A third of what an execution may take: slices, steps and waits need the other operations. */
const MAX_PARTS = Math.floor(MAX_DURABLE_OPERATIONS / 3 / OPERATIONS_PER_PART);
/**
 * After more failures than this share of the shards, and than `MIN_TOLERATED`, no further shard starts: what fails so often would
 * mostly fail again. No failure ends the run, because the verification embeds what the shards left out.
 */
const TOLERATED_SHARE = 0.1;
const MIN_TOLERATED = 8;
/** Memory of the function that embeds shards, for results stored by older code, which did not report it. */
const UNREPORTED_MEMORY_MEGABYTES = 1769;

/** The number of parts in which a catalog of this size is read. */
export function numberOfParts(products: number): number {
  return Math.min(MAX_PARTS, Math.max(1, Math.ceil(products / PRODUCTS_PER_FILE)));
}

/**
 * Embeds each part of the catalog in a function of its own. What fails is left to the verification.
 * @param catalog The products as the run found them (default: those of the table).
 */
export async function embedInShards(
  { ports, steps, job }: RunContext<{ readonly metrics: Metrics }>,
  modelVersion: string,
  segments: number,
  catalog?: FrozenCatalog,
): Promise<void> {
  const from = catalog && { catalog };
  const requests = Array.from({ length: segments }, (_, segment) => ({ modelVersion, segment, segments, ...from }));
  const tolerated = Math.max(MIN_TOLERATED, Math.floor(segments * TOLERATED_SHARE));
  const { results, failed } = await steps.durable.embedShards(requests, { tolerated });
  await steps.take('embedded', async () => {
    const embedded = results.reduce((sum, one) => sum + one.embedded, 0);
    for (const { milliseconds, memoryMegabytes = UNREPORTED_MEMORY_MEGABYTES } of results) {
      job.spend(milliseconds, memoryMegabytes);
    }
    const notStarted = segments - results.length - failed;
    const left = notStarted === 0 ? '' : ` and ${notStarted} were left after so many failures`;
    const why = `${segments} shards, of which ${failed} failed${left}: the verification embeds what they left out`;
    job.decide('embed', why, { segments, failed, notStarted });
    ports.metrics.record('shards', { failedShardsPercent: (100 * (failed + notStarted)) / segments });
    await job.progress({ embedded });
  });
}
