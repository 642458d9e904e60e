import { hashText } from '../../core/numerics/random.ts';
import type { CompactionStarter } from '../../ports/compaction-starter.ts';

/** Each upload asks by itself; of single writes, which come one by one, about every so many. */
export const WRITES_PER_REQUEST = 1000;

/**
 * Asks, after about one in 1,000 writes, for a look at the snapshot of the live version. Which write it is follows from what was
 * written: there is nothing to count, and a write that comes twice asks no more often than once each time.
 * @param write Names the product and its state.
 */
export async function requestCompaction(
  { compaction }: { readonly compaction: CompactionStarter },
  write: string,
): Promise<void> {
  const draw = hashText(write);
  if (draw % WRITES_PER_REQUEST === 0) await compaction.start(Math.floor(draw / WRITES_PER_REQUEST));
}
