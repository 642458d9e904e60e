import { formatUploadRevision } from '../../core/catalog/revision.ts';
import type { CatalogFloor } from '../../ports/catalog-floor.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { type RemoveVectorsPorts, removeVectors } from '../catalog/served-versions.ts';
import { isReplacedSince } from './remove-absent.ts';
import type { UploadEvent } from './upload-event.ts';
import type { WrittenLines } from './write-lines.ts';

const CONCURRENT_REMOVALS = 32;

/**
 * Removes what a batch added, if a newer upload has replaced the catalog meanwhile: what that upload holds is newer, and
 * could not have been added. Such lines count as stale. Called after the lines were written: if the newer upload begins
 * to remove after this look, it finds them.
 */
export async function withdrawReplaced(
  ports: RemoveVectorsPorts & { readonly products: ProductStore; readonly floor: CatalogFloor },
  { eventTime, sequencer }: UploadEvent,
  lines: WrittenLines,
): Promise<WrittenLines> {
  const floor = await ports.floor.read();
  if (floor === undefined || !isReplacedSince(formatUploadRevision(eventTime, sequencer, 0), floor)) return lines;
  const isAdded = ({ effect }: WrittenLines['written'][number]) => effect.added > 0;
  const removed = lines.written.filter(isAdded).map(({ stored }) => ({ id: stored.product.id, revision: floor }));
  const at = { revision: floor, updatedAt: ports.clock.now().toISOString() };
  await mapConcurrently(removed, CONCURRENT_REMOVALS, ({ id }) => ports.products.remove(id, at));
  await removeVectors(ports, removed);
  return {
    ...lines,
    written: lines.written.filter((line) => !isAdded(line)),
    stale: lines.stale + removed.length,
  };
}
