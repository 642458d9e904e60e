import type { Product } from '../../core/catalog/product.ts';
import { isNothingToEmbed, ModelInputError } from '../../core/features/feature-error.ts';
import { hasDirection } from '../../core/numerics/normalize.ts';
import type { Examples, WeightedVector } from '../../core/search/queries/search-examples.ts';
import type { Embedder, GivenInput } from '../../ports/model-services.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import type { VectorStore } from '../../ports/vector-store.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { readWhyNotEmbeddable } from '../catalog/get-product.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';
import { invalidRequestParts, UseCaseError, type UseCaseFault } from '../common/use-case-error.ts';
import type { Example, SimilarQuery, UnreadExample } from './similar-query.ts';

export interface ReadExamplesPorts {
  readonly products: Pick<ProductStore, 'get'>;
  readonly vectors: Pick<VectorStore, 'get' | 'whyNotEmbeddable'>;
  readonly search: SimilarSearch;
  readonly embedder: Embedder;
}

/** The vectors of the examples, and the index that they are of. Search in it before the next `await`. */
export interface ReadExamples {
  readonly live: ServedIndex;
  readonly examples: Examples;
  readonly unread: readonly UnreadExample[];
}

/** An example and its place in the request. */
interface Place {
  readonly example: Example;
  readonly path: readonly [side: 'positive' | 'negative', index: number];
}

/** The vector of an example, why it has none, or what is wrong with it. */
type Reading = Float32Array | Omit<UnreadExample, 'path'> | Omit<UseCaseFault, 'path'>;

/**
 * Reads the vectors of examples under the live version: from the index, from the store, or with the model.
 * @param products Stored products of the positive ids, if they were read already: another positive id is unknown. Default
 * not read.
 * @throws UseCaseError `model-not-ready`; `invalid-request` for an example with wrong numbers
 */
export async function readExamples(
  ports: ReadExamplesPorts,
  { positive, negative }: Pick<SimilarQuery, 'positive' | 'negative'>,
  products?: ReadonlyMap<string, Product>,
): Promise<ReadExamples> {
  const places = [...placesOf('positive', positive), ...placesOf('negative', negative)];
  const known = new Map<Place, Reading>();
  let version: string | undefined;
  for (;;) {
    // Reads take time, and the index may have been replaced meanwhile.
    const live = await requireLiveIndex(ports);
    if (live.modelVersion !== version) known.clear();
    version = live.modelVersion;
    for (const place of places) {
      const reading = readAtOnce(live, place, products);
      if (reading) known.set(place, reading);
    }
    const missing = places.filter((place) => !known.has(place));
    if (missing.length === 0) return { live, ...collect(places, known) };
    const ids = missing.flatMap(({ example }) => ('id' in example ? [example.id] : []));
    if (await live.readVectors?.(ids)) continue;
    const [stored, given] = [missing.filter(({ example }) => 'id' in example), missing.filter(isGiven)];
    await Promise.all([readStored(ports, version, stored, known), embed(ports.embedder, version, given, known)]);
  }
}

function placesOf(side: Place['path'][0], examples: readonly Example[]): Place[] {
  return examples.map((example, i) => ({ example, path: [side, i] }));
}

/** @throws UseCaseError `model-not-ready` */
async function requireLiveIndex({ search }: Pick<ReadExamplesPorts, 'search'>): Promise<ServedIndex> {
  const live = await search.live();
  if (live) return live;
  throw new UseCaseError('model-not-ready', 'no model version is live: upload training data to train one');
}

/** What needs no store and no model; undefined for the rest. */
function readAtOnce(
  live: ServedIndex,
  { example, path: [side] }: Place,
  products?: ReadonlyMap<string, Product>,
): Reading | undefined {
  if ('id' in example) {
    if (side === 'positive' && products && !products.has(example.id)) return notFound(example.id);
    return live.vectorOf(example.id);
  }
  if (!('vector' in example)) return undefined;
  const { length } = example.vector;
  const wrong = (detail: string) => ({ code: 'wrong-value', detail });
  if (live.D !== undefined && length !== live.D)
    return wrong(`has ${length} numbers, expected ${live.D}: a vector of ${live.modelVersion}`);
  const vector = Float32Array.from(example.vector);
  return hasDirection(vector) ? vector : wrong('is all zero or beyond float32: it has no direction');
}

function notFound(id: string) {
  return { code: 'product-not-found', detail: `there is no product ${id}` } as const;
}

async function readStored(
  { products, vectors }: ReadExamplesPorts,
  modelVersion: string,
  places: readonly Place[],
  known: Map<Place, Reading>,
): Promise<void> {
  await mapConcurrently(places, CONCURRENT_READS, async (place) => {
    if (!('id' in place.example)) return;
    const { id } = place.example;
    const [stored, product] = await Promise.all([vectors.get(id, modelVersion), products.get(id)]);
    if (product === undefined) known.set(place, notFound(id));
    else if (stored) known.set(place, stored.vector);
    else {
      const reason = await readWhyNotEmbeddable(vectors, modelVersion, id, product.revision);
      const pending = `product ${id} has no vector under the live version ${modelVersion} yet`;
      known.set(
        place,
        reason === undefined
          ? { code: 'embedding-pending', detail: pending }
          : { code: 'product-not-embeddable', detail: reason },
      );
    }
  });
}

function isGiven({ example }: Place): boolean {
  return !('id' in example || 'vector' in example);
}

async function embed(
  embedder: Embedder,
  modelVersion: string,
  places: readonly Place[],
  known: Map<Place, Reading>,
): Promise<void> {
  if (places.length === 0) return;
  const embedded = await embedder.embed(
    modelVersion,
    places.map(({ example }) => inputOf(example)),
  );
  for (const [i, place] of places.entries()) {
    const one = embedded[i]!;
    if (!(one instanceof ModelInputError)) known.set(place, one);
    else known.set(place, { code: isNothingToEmbed(one) ? 'product-not-embeddable' : one.code, detail: one.detail });
  }
}

function inputOf(example: Example): GivenInput {
  if ('product' in example) return example.product;
  if ('features' in example) return example.features;
  if ('query' in example) return { query: example.query };
  throw new TypeError('only products, feature vectors and search texts are given by value');
}

const UNREAD_CODES = new Set<string>(['product-not-found', 'embedding-pending', 'product-not-embeddable']);

/** @throws UseCaseError `invalid-request` */
function collect(places: readonly Place[], known: ReadonlyMap<Place, Reading>): Omit<ReadExamples, 'live'> {
  const examples = { positive: [] as WeightedVector[], negative: [] as WeightedVector[] };
  const unread: UnreadExample[] = [];
  const faults: UseCaseFault[] = [];
  for (const place of places) {
    const { path, example } = place;
    const reading = known.get(place)!;
    if (reading instanceof Float32Array) examples[path[0]].push({ vector: reading, weight: example.weight });
    else if (UNREAD_CODES.has(reading.code)) unread.push({ path, ...(reading as Omit<UnreadExample, 'path'>) });
    else faults.push({ path: 'vector' in example ? [...path, 'vector'] : path, ...reading });
  }
  if (faults.length > 0) throw invalidRequestParts(faults);
  return { examples, unread };
}
