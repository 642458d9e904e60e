import type { Model } from '../../core/model/model.ts';
import type { CatalogPart, StoredProduct } from '../../ports/product-store.ts';
import type { StoredVector } from '../../ports/vector-store.ts';
import { inGroups, mapConcurrently } from '../../shared/concurrency.ts';
import type { LoadedModel } from '../models/model-source.ts';
import { type EmbedCatalogPorts, embedProductGroup, GROUP_PRODUCTS } from './embed-catalog.ts';
import { PublishError } from './publish-error.ts';

/** A part of the catalog whose vectors are there and sound. */
export interface RepairedPart {
  /** Ids of its products with a vector under the version. */
  readonly embedded: readonly string[];
  /** Those among them that had to be embedded just now. */
  readonly mended: readonly string[];
  /** Products that the model cannot read. */
  readonly notEmbeddable: number;
}

const MAX_TRIES = 3;
const PARALLEL_READS = 32;

/**
 * Reads the vectors of one part of the catalog back, each by its key, as the last write left it; embeds what is missing, out of date
 * or unsound, and looks again. What is held in memory does not grow with the catalog, but for the ids of the part.
 * @throws PublishError `vectors-incomplete` when a vector is not sound after three tries, and what the stores throw
 */
export async function repairPart(
  ports: EmbedCatalogPorts,
  loaded: LoadedModel,
  part: CatalogPart,
): Promise<RepairedPart> {
  const embedded: string[] = [];
  const mended: string[] = [];
  let notEmbeddable = 0;
  for await (const group of inGroups(ports.products.scan(part), GROUP_PRODUCTS)) {
    const outcome = await completeGroup(ports, loaded, group);
    for (const { product } of group) if (!outcome.unreadable.has(product.id)) embedded.push(product.id);
    for (const id of outcome.mended) mended.push(id);
    notEmbeddable += outcome.unreadable.size;
  }
  return { embedded, mended, notEmbeddable };
}

async function completeGroup(
  ports: EmbedCatalogPorts,
  loaded: LoadedModel,
  group: readonly StoredProduct[],
): Promise<{ unreadable: ReadonlySet<string>; mended: readonly string[] }> {
  const unreadable = new Set<string>();
  const mended = new Set<string>();
  let faulty = await faultyOf(ports, loaded, group);
  for (let tries = 0; faulty.length > 0; tries++) {
    if (tries === MAX_TRIES) throw incomplete(loaded.version, faulty);
    for (const id of await embedProductGroup(ports, loaded, faulty)) unreadable.add(id);
    const readable = faulty.filter(({ product }) => !unreadable.has(product.id));
    for (const { product } of readable) mended.add(product.id);
    faulty = await unchanged(ports, await faultyOf(ports, loaded, readable));
  }
  return { unreadable, mended: [...mended] };
}

/** The products of a group whose vector is not there, not of the product as it is, or not sound. */
async function faultyOf(
  { vectors }: EmbedCatalogPorts,
  { version, model }: LoadedModel,
  group: readonly StoredProduct[],
): Promise<StoredProduct[]> {
  const ids = group.map(({ product }) => product.id);
  const stored = await vectors.getMany(ids, version);
  return group.filter((one) => !isUpToDate(model, one, stored.get(one.product.id)));
}

/** Without the products that have left or been written anew meanwhile: who did that has seen to their vectors. */
async function unchanged({ products }: EmbedCatalogPorts, group: readonly StoredProduct[]): Promise<StoredProduct[]> {
  const now = await mapConcurrently(group, PARALLEL_READS, ({ product }) => products.get(product.id));
  return group.filter(({ revision }, i) => now[i]?.revision === revision);
}

function incomplete(version: string, faulty: readonly StoredProduct[]): PublishError {
  return new PublishError(
    'vectors-incomplete',
    `the vectors of ${version} are incomplete: ${faulty.length} products, such as ${faulty[0]?.product.id}, have none that is ` +
      `sound after ${MAX_TRIES} tries, expected one of each; live stays as it is: look at what the functions log, and resume the run`,
  );
}

/** How far the length of a unit vector in float32 may be from 1. */
const UNIT_TOLERANCE = 1e-3;

/**
 * Whether what is stored is the embedding of a product as it is, or as somebody has written it since: finite, of the model's
 * dimension, and of the length that the model gives (1 when it normalises; 0 for a product without a single known feature).
 */
function isUpToDate(model: Model, { revision }: StoredProduct, stored: StoredVector | undefined): boolean {
  return stored !== undefined && stored.revision >= revision && isSound(model, stored.vector);
}

function isSound({ parameters, normalize }: Model, vector: Float32Array): boolean {
  if (vector.length !== parameters.D || !vector.every(Number.isFinite)) return false;
  if (!normalize) return true;
  const length = Math.hypot(...vector);
  return length === 0 || Math.abs(length - 1) <= UNIT_TOLERANCE;
}
