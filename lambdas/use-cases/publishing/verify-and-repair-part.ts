import type { Model } from '../../core/model/model.ts';
import { hasDirection } from '../../core/numerics/normalize.ts';
import type { CatalogPart, StoredProduct } from '../../ports/product-store.ts';
import type { EmbeddedCatalog, EmbeddedProduct, StoredVector } from '../../ports/vector-store.ts';
import { inGroups, mapConcurrently } from '../../shared/concurrency.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';
import { embedsContentOf } from '../embedding/kept-vectors.ts';
import type { LoadedModel } from '../models/model-cache.ts';
import { type EmbedCatalogPorts, embedProductGroup, GROUP_PRODUCTS } from './embed-shard.ts';
import { PublishError } from './publish-error.ts';

/** A part of the catalog in which every product that the model can embed has a sound vector. */
export interface VerifiedPart {
  /** Ids of the products with a vector under the version. */
  readonly embedded: readonly string[];
  /** Ids of those that had to be embedded again. */
  readonly mended: readonly string[];
  /** Products that the model cannot embed. */
  readonly notEmbeddable: number;
  /** Vectors of products that have left the catalog: they are removed. */
  readonly orphans: number;
}

export interface VerifyCatalogPorts extends EmbedCatalogPorts {
  readonly embedded: EmbeddedCatalog;
}

const MAX_TRIES = 3;
/**
 * Reads the products of one part of the catalog with their vectors, and by its key each vector that is not found beside its
 * product. Embeds again what is missing, outdated or unsound, until
 * everything is sound, and removes vectors whose products have left. Memory does not grow with the catalog, except for the ids of the part.
 * @throws PublishError `vectors-incomplete` if a vector is not sound after three tries, and what the stores throw
 */
export async function verifyAndRepairPart(
  ports: VerifyCatalogPorts,
  loaded: LoadedModel,
  part: CatalogPart,
): Promise<VerifiedPart> {
  const embedded: string[] = [];
  const mended: string[] = [];
  let [notEmbeddable, orphans] = [0, 0];
  for await (const group of inGroups(ports.embedded.scan(loaded.version, part), GROUP_PRODUCTS)) {
    const outcome = await repairGroup(ports, loaded, group);
    for (const { id, stored } of group) if (stored && !outcome.unreadable.has(id)) embedded.push(id);
    for (const id of outcome.mended) mended.push(id);
    notEmbeddable += outcome.unreadable.size;
    orphans += await removeOrphans(ports, group);
  }
  return { embedded, mended, notEmbeddable, orphans };
}

async function repairGroup(
  ports: EmbedCatalogPorts,
  loaded: LoadedModel,
  group: readonly EmbeddedProduct[],
): Promise<{ unreadable: ReadonlySet<string>; mended: readonly string[] }> {
  const unreadable = new Set<string>();
  const mended = new Set<string>();
  const suspects = group.flatMap(({ stored, vector }) =>
    stored && !isUpToDate(loaded.model, stored, vector) ? [stored] : [],
  );
  let faulty = await findFaulty(ports, loaded, suspects);
  for (let tries = 0; faulty.length > 0; tries++) {
    if (tries === MAX_TRIES) throw vectorsIncomplete(loaded.version, faulty);
    for (const id of await embedProductGroup(ports, loaded, faulty)) unreadable.add(id);
    const readable = faulty.filter(({ product }) => !unreadable.has(product.id));
    for (const { product } of readable) mended.add(product.id);
    faulty = await withoutChanged(ports, await findFaulty(ports, loaded, readable));
  }
  return { unreadable, mended: [...mended] };
}

/**
 * Removes the vectors of a group whose products have left the catalog. Each removal carries the embedded revision, so a
 * product that came back meanwhile keeps its newer vector.
 */
async function removeOrphans(
  { products, vectors, clock }: VerifyCatalogPorts,
  group: readonly EmbeddedProduct[],
): Promise<number> {
  const orphans = group.flatMap(({ stored, vector }) => (stored || !vector ? [] : [vector]));
  const removals = await mapConcurrently(orphans, CONCURRENT_READS, async ({ productId, modelVersion, revision }) => {
    if ((await products.get(productId)) !== undefined) return false;
    await vectors.remove(productId, modelVersion, { revision, updatedAt: clock.now().toISOString() });
    return true;
  });
  return removals.filter((isRemoved) => isRemoved).length;
}

/** The products of a group whose vector is missing, unsound, or of an older state of the product. */
async function findFaulty(
  { vectors }: EmbedCatalogPorts,
  { version, model }: LoadedModel,
  group: readonly StoredProduct[],
): Promise<StoredProduct[]> {
  if (group.length === 0) return [];
  const ids = group.map(({ product }) => product.id);
  const stored = await vectors.getMany(ids, version);
  return group.filter((one) => !isUpToDate(model, one, stored.get(one.product.id)));
}

/** Leaves out products that were removed or written again meanwhile: their writer takes care of their vectors. */
async function withoutChanged(
  { products }: EmbedCatalogPorts,
  group: readonly StoredProduct[],
): Promise<StoredProduct[]> {
  const now = await mapConcurrently(group, CONCURRENT_READS, ({ product }) => products.get(product.id));
  return group.filter(({ revision }, i) => now[i]?.revision === revision);
}

function vectorsIncomplete(version: string, faulty: readonly StoredProduct[]): PublishError {
  return new PublishError(
    'vectors-incomplete',
    `the vectors of ${version} are incomplete: ${faulty.length} products, for example ${faulty[0]?.product.id}, have no ` +
      `sound vector after ${MAX_TRIES} tries. live has not moved: read the logs of the functions, and resume the run`,
  );
}

/** How far the length of a unit vector in float32 may be from 1. */
const UNIT_TOLERANCE = 1e-3;

/**
 * Whether a stored vector embeds this content of the product or a later one, and is sound. A sound vector is finite and of the
 * model's dimension, and not all zero. If the model normalises, its length is 1.
 */
function isUpToDate(model: Model, product: StoredProduct, stored: StoredVector | undefined): boolean {
  return stored !== undefined && embedsContentOf(stored, product) && isSound(model, stored.vector);
}

function isSound({ parameters, normalize }: Model, vector: Float32Array): boolean {
  if (vector.length !== parameters.D || !hasDirection(vector)) return false;
  return !normalize || Math.abs(Math.hypot(...vector) - 1) <= UNIT_TOLERANCE;
}
