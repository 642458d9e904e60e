import { hashText } from '../../core/numerics/random.ts';
import type { CompactionStarter } from '../../ports/starters.ts';

/** Every upload requests a compaction; of single writes about one in this many does. */
export const WRITES_PER_REQUEST = 1000;

/**
 * Requests a compaction of the live version's snapshot after about one write in 1,000. The choice is a hash of the write: no
 * counter is needed, and a repeated write makes the same choice.
 * @param write Names the product and its state.
 */
export async function requestCompaction(
  { compaction }: { readonly compaction: CompactionStarter },
  write: string,
): Promise<void> {
  const hash = hashText(write);
  if (hash % WRITES_PER_REQUEST === 0) await compaction.start(Math.floor(hash / WRITES_PER_REQUEST));
}
