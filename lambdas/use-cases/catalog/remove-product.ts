import { revisionOfRequest } from '../../core/catalog/revision.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-registry.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { productNotFound } from './get-product.ts';
import { nextRevision, writeTries } from './next-revision.ts';
import { checkCondition, type RevisionCondition } from './put-product.ts';

export interface RemoveProductPorts {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
}

/**
 * Removes a product and its vector under the live version. A removal that was interrupted between the two is completed by
 * the next one.
 * @throws UseCaseError `product-not-found`, `precondition-failed`, `write-conflict`
 */
export async function removeProduct(
  ports: RemoveProductPorts,
  id: string,
  mayRemove?: RevisionCondition,
): Promise<void> {
  const revision = await leaveTombstone(ports, id, mayRemove);
  const hadVector = await removeVectors(ports, id, revision);
  if (revision === undefined && !hadVector) throw productNotFound(id);
}

/** @returns the revision of the tombstone, or undefined when there was no product. */
async function leaveTombstone(
  { products, clock }: RemoveProductPorts,
  id: string,
  mayRemove: RevisionCondition | undefined,
): Promise<string | undefined> {
  let tried: string | undefined;
  for (let attempt = 0; attempt < writeTries; attempt++) {
    const current = await products.get(id);
    if (current === undefined) return tried;
    checkCondition(id, current, mayRemove);
    tried = nextRevision(clock, current.revision, attempt);
    const at = { revision: tried, updatedAt: clock.now().toISOString() };
    if ((await products.remove(id, at, mayRemove && current.revision)) === 'written') return tried;
  }
  throw new UseCaseError('write-conflict', `product ${id} was written by others ${writeTries} times meanwhile`);
}

/**
 * Until `live` stands still, and then under the version that is being published, so that one that goes live meanwhile does not
 * keep the product.
 * @param revision Of the tombstone; undefined when there was no product, then only a vector left behind is removed.
 */
async function removeVectors(ports: RemoveProductPorts, id: string, revision: string | undefined): Promise<boolean> {
  const { pointers } = ports;
  let removed = false;
  let done: string | undefined;
  for (;;) {
    const live = (await pointers.read('live'))?.version;
    if (live === undefined || live === done) break;
    if (await removeVector(ports, id, live, revision)) removed = true;
    done = live;
  }
  const next = (await pointers.read('next'))?.version;
  if (next !== undefined && next !== done && (await removeVector(ports, id, next, revision))) removed = true;
  return removed;
}

async function removeVector(
  { vectors, clock }: RemoveProductPorts,
  id: string,
  version: string,
  revision: string | undefined,
): Promise<boolean> {
  const now = clock.now().toISOString();
  const vector = revision === undefined ? await vectors.get(id, version) : undefined;
  if (revision === undefined && !vector) return false;
  const at = { revision: revision ?? laterOf(revisionOfRequest(now), vector?.revision), updatedAt: now };
  await vectors.remove(id, version, at);
  return true;
}

function laterOf(revision: string, other = ''): string {
  return revision > other ? revision : other;
}
