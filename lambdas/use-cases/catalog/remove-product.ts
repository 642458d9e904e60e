import type { ProductStore } from '../../ports/product-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { productNotFound } from './get-product.ts';
import { MAX_WRITE_ATTEMPTS, nextRevision } from './next-revision.ts';
import { checkCondition, type RevisionCondition } from './put-product.ts';
import { type RemoveVectorsPorts, removeUnderServedVersions } from './served-versions.ts';

export interface RemoveProductPorts extends RemoveVectorsPorts {
  readonly products: Pick<ProductStore, 'get' | 'getStates' | 'put' | 'remove'>;
}

/**
 * Removes a product, and its vectors under the live version and the version that is being published. If a removal is
 * interrupted in between, the next one completes it.
 * @throws UseCaseError `product-not-found`, `precondition-failed`, `write-conflict`
 */
export async function removeProduct(
  ports: RemoveProductPorts,
  id: string,
  mayRemove?: RevisionCondition,
): Promise<void> {
  const revision = await writeTombstone(ports, id, mayRemove);
  const hadVector = await removeVectors(ports, id, revision);
  if (revision === undefined && !hadVector) throw productNotFound(id);
}

/** @returns the revision of the tombstone, or undefined if there was no product. */
async function writeTombstone(
  { products, clock }: RemoveProductPorts,
  id: string,
  mayRemove: RevisionCondition | undefined,
): Promise<string | undefined> {
  let tried: string | undefined;
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
    const current = await products.get(id);
    if (current === undefined) return tried;
    checkCondition(id, current, mayRemove);
    tried = nextRevision(clock, current.revision, attempt);
    const at = { revision: tried, updatedAt: clock.now().toISOString() };
    if ((await products.remove(id, at, mayRemove && current.revision)) === 'written') return tried;
  }
  throw new UseCaseError(
    'write-conflict',
    `other writers changed product ${id} during all ${MAX_WRITE_ATTEMPTS} attempts: try again`,
  );
}

/**
 * Removes the vectors of a product under the versions that are served or will be.
 * @param tombstone Its revision; undefined if there was no product: then only vectors of an interrupted removal are
 *   removed.
 * @returns whether there was a vector to remove.
 */
async function removeVectors(ports: RemoveProductPorts, id: string, tombstone: string | undefined): Promise<boolean> {
  let removed = false;
  await removeUnderServedVersions(ports, async (version) => {
    if (await removeVector(ports, id, version, tombstone)) removed = true;
  });
  return removed;
}

async function removeVector(
  { products, vectors, clock }: RemoveProductPorts,
  id: string,
  version: string,
  tombstone: string | undefined,
): Promise<boolean> {
  const revision = tombstone ?? (await vectors.get(id, version))?.revision;
  if (revision === undefined) return false;
  // The product came back meanwhile: its writer takes care of its vector.
  if (tombstone === undefined && (await products.get(id)) !== undefined) return false;
  await vectors.remove(id, version, { revision, updatedAt: clock.now().toISOString() });
  return true;
}
